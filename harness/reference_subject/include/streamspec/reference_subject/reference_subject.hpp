#pragma once

#include <array>
#include <string_view>

#include "streamspec/model/feature.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// A feature that the reference does not have, and why.
struct MissingFeature {
    Feature feature;
    std::string_view reason;
};

/// All of them: it declares every other feature.
inline constexpr std::array<MissingFeature, 2> kReferenceLacks{{
    {Feature::dynamic_typing,
     "a C++ signature takes no argument of another type and no class for an object, and an exception has no "
     "truth value"},
    {Feature::sockets, "the core has no sockets: WireSubject, which has those of asyncio::net, declares them"},
}};

/// The reference implementation, in this process, in the dialect of one release.
class ReferenceSubject final : public Subject {
  public:
    /// In the dialect of `release`, which need not be a recorded one.
    explicit ReferenceSubject(const Release& release);

    const SubjectInfo& info() const override { return info_; }
    Trace run(const Script& script) override;

  private:
    SubjectInfo info_;
};

}  // namespace streamspec
