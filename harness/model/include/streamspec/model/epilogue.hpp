#pragma once

#include <string>
#include <vector>

#include "streamspec/model/feature.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// What is appended to every script of a layer, so that what is left unread shows (spec/script-format.md,
/// "The epilogue").
class Epilogue {
  public:
    /// Throws InputError.
    static Epilogue decode(const JsonDocument& document);

    /// The script with the epilogue's turns after its own. What a subject with these features cannot do is
    /// left out.
    Script append_to(Script script, FeatureSet features = FeatureSet::all()) const;

  private:
    std::vector<Turn> turns_;
    std::vector<Turn> each_reader_;
    std::vector<Turn> each_writer_;
};

}  // namespace streamspec
