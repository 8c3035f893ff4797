#include "result_output.hpp"

#include <array>
#include <ctime>
#include <iostream>
#include <utility>

#include <unistd.h>

#include "command.hpp"
#include "streamspec/report/changes_text.hpp"
#include "streamspec/report/ci_formats.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

/// This machine, now.
RunStamp stamp() {
    std::array<char, 256> host{};
    const bool named = gethostname(host.data(), host.size() - 1) == 0 && host[0] != '\0';
    std::array<char, 32> text{};
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    return {named ? host.data() : "localhost", text.data()};
}

}  // namespace

void add_result_options(CLI::App& verb, ResultOptions& options) {
    add_format_option(verb, options.format, {"text", "json", "jsonl", "junit", "tap", "github", "markdown"});
    verb.add_option("--output,-o", options.output,
                    "Write that form to a file, and the one for people to stdout")
        ->type_name("FILE");
    verb.add_option(
            "--baseline", options.baseline,
            "An earlier run, as written with --format json or jsonl: tell only what changed, and exit "
            "with 1 only for new failures")
        ->type_name("FILE");
}

ResultOutput::ResultOutput(ResultOptions options) : options_(std::move(options)) {
    if (!options_.baseline.empty()) {
        baseline_ = Baseline::read(options_.baseline);
        arriving_.emplace(*baseline_);
    }
    if (!options_.output.empty()) {
        file_ = std::make_unique<OutputFile>(options_.output, streams());
    }
}

void ResultOutput::add(CaseResult result) {
    if (streams() && (!arriving_ || arriving_->changed(result))) {
        (file_ ? file_->stream() : std::cout) << json_line(result) << '\n' << std::flush;
    }
}

int ResultOutput::finish(CaseRun run, const OwnForms& own,
                         const std::function<bool(const std::string&)>& exists) {
    if (baseline_) {
        BaselineComparison(*baseline_).keep_changes(run, exists);
    }
    if (file_) {
        write(file_->stream(), options_.format, run, own, Style{});
        file_->finish();
        write(std::cout, "text", run, own, stdout_style());
    } else {
        write(std::cout, options_.format, run, own, stdout_style());
    }
    return run.exit_code;
}

void ResultOutput::write(std::ostream& out, const std::string& format, const CaseRun& run,
                         const OwnForms& own, const Style& style) const {
    if (format == "jsonl") {
        write_closing_json_lines(out, run);
    } else if (format == "junit") {
        write_junit(out, run, stamp());
    } else if (format == "tap") {
        write_tap(out, run);
    } else if (format == "github") {
        write_github(out, run);
    } else if (format == "markdown") {
        write_markdown(out, run);
    } else if (format == "json") {
        out << (baseline_ ? changes_json(run) : own.json()) << '\n';
    } else if (baseline_) {
        write_changes_text(out, run, style);
    } else {
        own.text(out, style);
    }
}

}  // namespace streamspec::cli
