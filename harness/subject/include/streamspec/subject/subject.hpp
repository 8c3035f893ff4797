#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// What a subject says of itself.
struct SubjectInfo {
    std::string name;
    std::string version;
    /// The CPython release that it claims to behave as; none: it claims none.
    std::optional<Release> release;
    FeatureSet features;
    /// What it can be held to.
    AspectSet aspects{Aspect::result, Aspect::flow};
};

/// A subject could not run a script. What it did, it did wrong, or it is gone: no trace.
class SubjectError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The subject itself says that it could not run this script; it is ready for another one.
class RefusedScript : public SubjectError {
  public:
    using SubjectError::SubjectError;
};

/// The subject found out, while it ran, that the script needs what it does not have; it is ready for another.
class MissingFeatures : public std::runtime_error {
  public:
    explicit MissingFeatures(std::vector<Feature> features)
        : std::runtime_error("the subject lacks features that the script needs"),
          features_(std::move(features)) {}
    /// At least one, none of which the subject declares.
    const std::vector<Feature>& features() const noexcept { return features_; }

  private:
    std::vector<Feature> features_;
};

/// An implementation of stream readers that scripts can be put to. Used from one thread at a time.
class Subject {
  public:
    Subject() = default;
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;
    virtual ~Subject() = default;

    virtual const SubjectInfo& info() const = 0;

    /// Runs a script, its epilogue appended, from the beginning to the end, and tells what was observable.
    /// Scripts do not see each other. The script needs no feature that the subject does not declare. Throws
    /// SubjectError and MissingFeatures.
    virtual Trace run(const Script& script) = 0;

    /// Whether it has traces as text first, so that `run_expecting` saves decoding and comparing them.
    virtual bool answers_in_text() const noexcept { return false; }
    /// The same as `run`, but returns none where the trace is, to the byte, the canonical JSON `expected`.
    virtual std::optional<Trace> run_expecting(const Script& script, std::string_view /*expected*/) {
        return run(script);
    }

    /// Whether it tells the digest of many traces without handing them out.
    virtual bool tells_digests() const noexcept { return false; }
    /// The digest of the traces of these scripts, of one layer (spec/adapter-protocol.md). Throws as `run`
    /// does.
    virtual std::string digest(const std::vector<Script>& /*scripts*/) {
        throw SubjectError("the subject tells no digests");
    }
};

/// Makes a subject; called once by each thread that wants one.
using SubjectMaker = std::function<std::unique_ptr<Subject>()>;

}  // namespace streamspec
