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

  private:
    std::shared_ptr<Adapter::Source> source_;
    SubjectInfo info_;
    std::unique_ptr<AdapterSession> session_;
};

}  // namespace streamspec
