#include <streamspec/engine/corpus.hpp>
#include <streamspec/engine/replay.hpp>
#include <streamspec/reference_subject/reference_subject.hpp>

int main() {
    const std::string data = DATA_DIR;
    const streamspec::Corpus corpus(data + "/spec", data + "/traces");
    const streamspec::Release release = corpus.releases().recorded().back();
    const streamspec::Contestant reference{
        *corpus.releases().find(release), [release] { return std::make_unique<streamspec::ReferenceSubject>(release); }};
    return streamspec::replay(corpus, {corpus.ids().front()}, {reference}).exit_code();
}
