#pragma once

#include <map>
#include <memory>
#include <string>

#include "streamspec/model/trace.hpp"

namespace streamspec {

/// Brings a turn of the wire layer into the form of spec/trace-format.md, "On the wire": nothing tells of
/// ports, of paths, or of the order between actors.
class Normaliser {
  public:
    explicit Normaliser(std::string folder) : folder_(std::move(folder)) {}

    /// From now on the port is called after a listener or a server.
    void name_port(int port, const std::string& name) { ports_.try_emplace(port, name); }
    /// "<port of l>", "<port>".
    std::string port(int number) const;
    std::string text(std::string text) const;
    void apply(TraceTurn& turn);

  private:
    void apply(Event& event);
    void apply(Value& value);
    void apply(ErrorPtr& error);

    std::string folder_;
    std::map<int, std::string> ports_;
    std::map<const Error*, ErrorPtr> known_;
    std::vector<ErrorPtr> originals_;  ///< an address is of one object as long as that lives
};

}  // namespace streamspec
