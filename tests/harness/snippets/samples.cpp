#include "samples.hpp"

#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/choices.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

namespace testing {

using namespace streamspec;

std::vector<Script> sample_scripts(std::size_t count) {
    const Corpus corpus(STREAMSPEC_SOURCE_DIR "/spec", STREAMSPEC_SOURCE_DIR "/traces");
    const auto features = ReferenceSubject(corpus.releases().recorded().back()).info().features;
    std::vector<Script> scripts;
    for (std::size_t i = 0; i < count; ++i) {
        Dice dice(i + 1);
        const auto layer = i % 2 == 0 ? Layer::reader : Layer::writer;
        scripts.push_back(
            corpus.epilogue(layer).append_to(random_script(dice, {layer, features, false}), features));
    }
    return scripts;
}

}  // namespace testing
