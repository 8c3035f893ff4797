#include "corpus_fixture.hpp"

#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include "model_fixture.hpp"
#include "streamspec/model/digest.hpp"

namespace testing {

namespace fs = std::filesystem;

CorpusFixture::CorpusFixture() {
    std::string pattern = (fs::temp_directory_path() / "streamspec-test-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    write(
        "spec/releases.json",
        R"({"recorded": ["3.9.18", "3.12.1"], "unrecorded": [{"from": "3.12.2", "to": "3.12.9", "as": "3.12.1", "differs": "a bit"}]})");
    write("spec/epilogue/reader.json", R"({"turns": [], "each_reader": []})");
    write("spec/clauses/read.md",
          "# READ: reading\n\n### READ-1\nReleases: all\nSource: observed\n\nIt reads.\n");
    write("spec/not-tested.md", "# Not tested\n");
    fs::create_directories(folder_ / "spec/scripts");
    fs::create_directories(folder_ / "traces");
}

CorpusFixture::~CorpusFixture() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void CorpusFixture::write(const std::string& path, std::string_view text) const {
    auto file = folder_ / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

void CorpusFixture::remove(const std::string& path) const {
    fs::remove(folder_ / path);
}

void CorpusFixture::add(const std::string& id, std::string_view data, std::string_view at_eof) const {
    auto script = one_turn(R"({"feed_data": ")" + std::string(data) + R"("}, {"at_eof": null})");
    write("spec/scripts/" + id + ".json", script);
    auto document = streamspec::JsonDocument::parse(script, id);
    std::string trace = R"({"script":")" + id + R"(","digest":")" + streamspec::script_digest(document);
    trace += R"(","recordings":{"3.12.1":{"implementation":"CPython","kind":"native","recorder":1},)";
    trace += R"("3.9.18":{"implementation":"CPython","kind":"native","recorder":1}},)";
    trace += R"("variants":[{"releases":["3.9.18","3.12.1"],"trace":{"setup":[],"turns":[{"events":[)";
    trace += R"({"by":"turn","call":"feed_data","i":0,"on":"r","returned":null},)";
    trace += R"({"by":"turn","call":"at_eof","i":0,"on":"r","returned":)" + std::string(at_eof) + "}";
    trace +=
        R"(],"iterations":0,"state":{"pending":[],"readers":{"r":{"at_eof":false,"exception":null}}}}]}}]})"
        "\n";
    write("traces/" + id + ".json", trace);
}

}  // namespace testing
