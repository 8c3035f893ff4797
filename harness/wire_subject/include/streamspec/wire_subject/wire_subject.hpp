#pragma once

#include <filesystem>

#include "streamspec/reference_subject/reference_subject.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// The reference implementation with its sockets: plays scripts of every layer.
class WireSubject final : public Subject {
  public:
    /// When the loop hands written bytes to the system.
    enum class Writes : std::uint8_t { immediate, coalesced };

    /// `certificates` is the folder spec/certificates.
    WireSubject(const Release& release, std::filesystem::path certificates,
                Writes writes = Writes::immediate);

    const SubjectInfo& info() const override { return info_; }
    Trace run(const Script& script) override;

  private:
    ReferenceSubject core_;
    SubjectInfo info_;
    std::filesystem::path certificates_;
    Writes writes_;
};

}  // namespace streamspec
