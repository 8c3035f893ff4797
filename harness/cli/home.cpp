#include "home.hpp"

#include <cstdlib>
#include <optional>

#include <sys/auxv.h>

#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

namespace fs = std::filesystem;

bool is_home(const fs::path& folder) {
    return fs::exists(folder / "spec" / "releases.json");
}

/// This program's file, as the kernel knows it, or, where there is no /proc, as it was started.
std::optional<fs::path> program_file() {
    std::error_code error;
    auto program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        return program;
    }
    // The kernel leaves the address of a text, which lives as long as the process.
    const auto* started = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
    program = fs::canonical(started == nullptr ? "" : started, error);
    return error ? std::nullopt : std::optional(program);
}

std::optional<fs::path> beside_program() {
    const auto program = program_file();
    if (!program) {
        return std::nullopt;
    }
    auto bin = program->parent_path();
    if (auto installed = bin.parent_path() / STREAMSPEC_DATA_DIR; is_home(installed)) {
        return installed;
    }
    // A build tree is somewhere below the sources.
    for (auto folder = bin; folder.has_relative_path(); folder = folder.parent_path()) {
        if (is_home(folder)) {
            return folder;
        }
    }
    return std::nullopt;
}

fs::path find_folder() {
    if (const char* home = std::getenv("STREAMSPEC_HOME"); home != nullptr && *home != '\0') {
        if (!is_home(home)) {
            throw InputError(home, "", "STREAMSPEC_HOME names no folder with spec/ and traces/ in it");
        }
        return home;
    }
    if (auto found = beside_program()) {
        return *found;
    }
    for (const auto* folder : {STREAMSPEC_INSTALLED_DATA_DIR, STREAMSPEC_SOURCE_DIR}) {
        if (is_home(folder)) {
            return folder;
        }
    }
    throw InputError("spec", "",
                     "not found: name it with --spec and --traces, or their parent in STREAMSPEC_HOME");
}

}  // namespace

Home find_home(const HomeOptions& options) {
    if (!options.spec.empty() && !options.traces.empty()) {
        return {options.spec, options.traces};
    }
    if (!options.spec.empty()) {
        return {options.spec, fs::path(options.spec).lexically_normal().parent_path() / "traces"};
    }
    auto home = find_folder();
    return {home / "spec", options.traces.empty() ? home / "traces" : fs::path(options.traces)};
}

}  // namespace streamspec::cli
