// Writes the C++ snippets of the samples as one program, which runs that of the number it is given.
#include <iostream>
#include <string>
#include <string_view>

#include "samples.hpp"
#include "streamspec/explore/snippet.hpp"

namespace {

constexpr std::string_view kMain = "int main() {";

/// The snippet, whose main function is one among others.
std::string as_part(std::string snippet) {
    return snippet.replace(snippet.find(kMain), kMain.size(), "void run() {");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " RELEASE\n";
        return 2;
    }
    const auto release = streamspec::Release::parse(argv[1]);
    const auto scripts = testing::sample_scripts(testing::kCompiled);
    // What each snippet includes is included here, so that its own directives, within a namespace, do
    // nothing.
    std::cout
        << "#include <any>\n#include <chrono>\n#include <cstdlib>\n#include <exception>\n#include "
           "<iostream>\n"
           "#include <map>\n#include <memory>\n#include <optional>\n#include <set>\n#include <string>\n"
           "#include <string_view>\n#include <utility>\n#include <vector>\n\n#include <asyncio/core.hpp>\n\n";
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        std::cout << "namespace snippet_" << i << " {\n"
                  << as_part(streamspec::cpp_snippet(scripts[i], "a sample", release)) << "}\n\n";
    }
    std::cout
        << "int main(int argc, char** argv) {\n    const int asked = argc > 1 ? std::atoi(argv[1]) : -1;\n";
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        std::cout << "    if (asked == " << i << ") {\n        snippet_" << i << "::run();\n    }\n";
    }
    // What the snippets hold goes with the process: destroyed, it would tell of those that were not run.
    std::cout << "    std::cout.flush();\n    std::_Exit(0);\n}\n";
}
