#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/verdict.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// A script on which two subjects do not do the same.
struct Divergence {
    /// What was called where they part, and the aspect in which they do: one cause, one bucket.
    struct Bucket {
        std::string call;    ///< a verb, or the kind of another event; "state" where it is no event
        std::string aspect;  ///< "answer": one of the subjects has none
        friend auto operator<=>(const Bucket&, const Bucket&) = default;
    };
    Bucket bucket;
    std::string what;  ///< in a sentence
};

/// Two subjects that are put to the same scripts. `expected` is the one that is believed.
class Duel {
  public:
    /// What came of one script.
    struct Outcome {
        bool unsupported = false;
        std::optional<Divergence> divergence;
    };

    Duel(Subject& expected, Subject& seen, std::function<const Epilogue&(Layer)> epilogue, AspectSet aspects);

    /// What both of them have.
    FeatureSet features() const noexcept { return features_; }
    /// A script with the epilogue that both are given.
    Script whole(const Script& script) const { return epilogue_(script.layer).append_to(script, features_); }
    /// Puts a script, without its epilogue, to both.
    Outcome fight(const Script& script);
    /// The subjects that do not repeat what they did with a script, by their names; none: none is flaky.
    std::vector<std::string> flaky(const Script& script, int times = 3);

  private:
    Subject& expected_;
    Subject& seen_;
    std::function<const Epilogue&(Layer)> epilogue_;
    AspectSet aspects_;
    FeatureSet features_;
};

}  // namespace streamspec
