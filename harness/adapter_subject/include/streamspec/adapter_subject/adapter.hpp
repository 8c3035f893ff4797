#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "streamspec/model/adapter_message.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// How an adapter is started, and how long it is waited for.
struct AdapterOptions {
    /// Given to the shell, `/bin/sh`.
    std::string command;
    /// A process that says nothing for so long is taken for dead.
    std::chrono::milliseconds timeout{30'000};
};

/// A program that plays scripts (spec/adapter-protocol.md). It makes subjects, each with a process of its
/// own. May be used from several threads.
class Adapter {
  public:
    /// Starts the program once, to learn what it says of itself. Throws SubjectError.
    explicit Adapter(AdapterOptions options);
    Adapter(const Adapter&) = delete;
    Adapter& operator=(const Adapter&) = delete;
    ~Adapter();

    const AdapterHello& hello() const noexcept;
    const std::string& command() const noexcept;

    /// A subject of that program. Where its process dies, falls silent or babbles, the script has no answer
    /// (SubjectError), and the next script starts another process. The subject may outlive this object.
    std::unique_ptr<Subject> make() const;

  private:
    class Source;
    friend class AdapterSubject;
    std::shared_ptr<Source> source_;
};

}  // namespace streamspec
