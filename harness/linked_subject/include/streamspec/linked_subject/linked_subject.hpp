#pragma once

#include "streamspec/linked_subject/linked_reader.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// The features that a linked reader may have: it is asked for nothing else.
inline constexpr FeatureSet kLinkedFeatures{Feature::readline, Feature::readuntil, Feature::readexactly,
                                            Feature::limit, Feature::cancel};

/// A linked reader as a subject: plays scripts on it, and builds the trace. It is held to the aspect
/// `result`.
class LinkedSubject final : public Subject {
  public:
    /// Of the features of `info`, those that a linked reader may have count.
    LinkedSubject(SubjectInfo info, LinkedReaderMaker make);

    const SubjectInfo& info() const override { return info_; }
    Trace run(const Script& script) override;

  private:
    SubjectInfo info_;
    LinkedReaderMaker make_;
};

}  // namespace streamspec
