#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "output_file.hpp"
#include "streamspec/report/baseline.hpp"
#include "streamspec/report/case_run.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec::cli {

/// In which form a verb tells its results, where to, and compared with what.
struct ResultOptions {
    std::string format;
    std::string output;
    std::string baseline;
};

/// The options --format, --output and --baseline of a verb that judges.
void add_result_options(CLI::App& verb, ResultOptions& options);

/// Tells the results of a verb as the options say: made before the work begins, so that what is wrong with
/// the options is told first.
class ResultOutput {
  public:
    /// The two forms that each verb has for itself, of a run that is compared with nothing.
    struct OwnForms {
        std::function<void(std::ostream&, const Style&)> text;
        std::function<std::string()> json;
    };

    /// Throws InputError.
    explicit ResultOutput(ResultOptions options);

    /// Whether results are told as they arrive, by `add`.
    bool streams() const { return options_.format == "jsonl"; }
    /// Whether a line of progress would come in between them on a terminal.
    bool hides_progress() const { return streams() && options_.output.empty(); }
    /// A result that has just arrived. Not from two threads at a time.
    void add(CaseResult result);

    /// Tells all; with --output FILE, the form for people goes to stdout besides. Returns the exit code.
    /// `exists` tells whether a name of the baseline can still be asked. Throws InputError.
    int finish(
        CaseRun run, const OwnForms& own,
        const std::function<bool(const std::string&)>& exists = [](const auto&) { return true; });

  private:
    void write(std::ostream& out, const std::string& format, const CaseRun& run, const OwnForms& own,
               const Style& style) const;

    ResultOptions options_;
    std::optional<Baseline> baseline_;
    std::optional<BaselineComparison> arriving_;
    std::unique_ptr<OutputFile> file_;
};

}  // namespace streamspec::cli
