#pragma once

#include <memory>

#include "adapter_source.hpp"

namespace streamspec {

/// A program, one process at a time, as a subject.
class AdapterSubject final : public Subject {
  public:
    explicit AdapterSubject(std::shared_ptr<Adapter::Source> source);

    const SubjectInfo& info() const override { return info_; }
    Trace run(const Script& script) override;
    bool answers_in_text() const noexcept override { return true; }
    std::optional<Trace> run_expecting(const Script& script, std::string_view expected) override;
    bool tells_digests() const noexcept override;
    std::string digest(const std::vector<Script>& scripts) override;

  private:
    /// What `ask` gets from a session of the process that runs, or of a new one.
    template <class F>
    auto ask(F&& ask);

    std::shared_ptr<Adapter::Source> source_;
    SubjectInfo info_;
    std::unique_ptr<AdapterSession> session_;
};

}  // namespace streamspec
