#include <chrono>
#include <memory>
#include <optional>
#include <random>

#include "adapters.hpp"
#include "command.hpp"
#include "result_output.hpp"
#include "streamspec/adapter_subject/adapter.hpp"
#include "streamspec/certify/certify.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

constexpr std::string_view kHonest = "honest";
constexpr std::string_view kConforming = "conforming";
/// Faults that are shown; of the others their number.
constexpr std::size_t kShown = 3;

struct CertifyCommand {
    HomeOptions home;
    AdapterOptionValues adapters;
    std::string level;
    std::string release;
    std::vector<std::string> aspects;
    std::optional<std::uint64_t> seed;
    std::size_t scripts = 200;
    Shard shard;
    ResultOptions results;

    int run() const;
};

/// What an adapter was asked, and what came of it.
struct Answer {
    std::string command;
    std::string subject;
    std::string name;   ///< the subject's, without its version
    std::string level;  ///< "honest", "conforming 3.12.1"
    std::chrono::duration<double> took{};
    std::uint64_t seed = 0;
    Certificate certificate;
};

std::string proof_command(const Answer& answer, std::size_t scripts, const Shard& shard) {
    return "streamspec certify " + answer.level.substr(0, answer.level.find(' ')) +
           adapter_option(answer.command) +
           (answer.level.starts_with(kConforming)
                ? " --release " + answer.level.substr(kConforming.size() + 1)
                : "") +
           " --seed " + std::to_string(answer.seed) + " --scripts " + std::to_string(scripts) +
           (shard.count > 1 ? " --shard " + shard.str() : "");
}

/// The answer as the formats of CI know it: one result a certificate.
CaseResult case_of(const Answer& answer, std::size_t scripts, const Shard& shard) {
    const auto& certificate = answer.certificate;
    CaseResult result{answer.level, answer.subject, answer.name, ""};
    result.took = answer.took;
    result.command = proof_command(answer, scripts, shard);
    if (certificate.holds()) {
        return result;
    }
    result.outcome = CaseResult::Outcome::fail;
    result.counts = true;
    result.message = certificate.faults.empty()
                         ? "every script that was asked is unsupported"
                         : std::to_string(certificate.faults.size()) + " faults, first " +
                               certificate.faults.front().relation + ": " + certificate.faults.front().reason;
    for (const auto& fault : certificate.faults) {
        result.detail +=
            "not kept: " + fault.relation + "\n  " + fault.reason + "\n  script: " + fault.script + '\n';
    }
    return result;
}

void write_text(std::ostream& out, const Style& style, const Answer& answer, std::size_t scripts,
                const Shard& shard) {
    const auto& certificate = answer.certificate;
    out << style.bold(answer.subject) << "  " << answer.level << ": "
        << (certificate.holds() ? style.green("yes") : style.red("no")) << "  (" << certificate.asked
        << " scripts asked, " << certificate.unsupported << " unsupported, " << certificate.faults.size()
        << " faults; seed " << answer.seed << ")\n";
    for (std::size_t i = 0; i < std::min(kShown, certificate.faults.size()); ++i) {
        const auto& fault = certificate.faults[i];
        out << "  not kept: " << fault.relation << "\n    " << fault.reason
            << "\n    script: " << fault.script << '\n';
    }
    if (!certificate.holds()) {
        out << "  reproduce: " << proof_command(answer, scripts, shard) << '\n';
    }
}

std::string json_of(const std::vector<Answer>& answers, std::size_t scripts, const Shard& shard) {
    JsonWriter writer;
    auto fault = [&](const Certificate::Fault& each) {
        writer.object([&] {
            writer.member("relation", each.relation);
            writer.member("reason", each.reason);
            writer.member("script", [&] { writer.raw(each.script); });
        });
    };
    writer.array(answers, [&](const Answer& answer) {
        writer.object([&] {
            writer.member("subject", answer.subject);
            writer.member("name", answer.name);
            writer.member("verdict", name(case_of(answer, scripts, shard).outcome));
            writer.member("level", answer.level);
            writer.member("seed", std::to_string(answer.seed));
            writer.member("asked", static_cast<std::int64_t>(answer.certificate.asked));
            writer.member("unsupported", static_cast<std::int64_t>(answer.certificate.unsupported));
            writer.member("holds", answer.certificate.holds());
            writer.member("command", proof_command(answer, scripts, shard));
            writer.member("faults", [&] { writer.array(answer.certificate.faults, fault); });
        });
    });
    return writer.take();
}

ReleaseTable::Entry find_release(const std::string& text, const AdapterHello& hello,
                                 const ReleaseTable& table) {
    if (text.empty()) {
        return release_of(hello, table);
    }
    auto release = Release::parse(text);
    auto entry = release ? table.find(*release) : std::nullopt;
    if (!entry) {
        throw InputError(
            "--release " + text, "",
            release ? "no recorded release stands for this one" : "expected a release such as 3.11.7");
    }
    return *entry;
}

int CertifyCommand::run() const {
    ResultOutput output(results);
    auto where = find_home(home);
    const Corpus corpus(where.spec, where.traces);
    const auto& epilogue = corpus.epilogue(Layer::reader);
    CertifyOptions options;
    options.seed = seed.value_or(std::random_device{}());
    options.scripts = scripts;
    options.shard = shard;
    options.aspects = parse_aspects(aspects);
    Progress progress;
    options.progress = [&](std::size_t done, std::size_t all) {
        if (!output.hides_progress()) {
            progress.show(done, all);
        }
    };
    std::vector<Answer> answers;
    CaseRun run{"certify"};
    for (const auto& command : adapters.commands) {
        try {
            const Adapter adapter({command, timeout_of(adapters)});
            const auto& hello = adapter.hello();
            require_aspects(hello, options.aspects);
            auto subject = adapter.make();
            Answer answer{command, hello.name + " " + hello.version, hello.name, level, {}, options.seed, {}};
            const auto begin = std::chrono::steady_clock::now();
            if (level == kHonest) {
                answer.certificate = certify_honest(*subject, epilogue, options);
            } else {
                auto entry = find_release(release, hello, corpus.releases());
                ReferenceSubject judge(entry.recorded);
                answer.level += " " + entry.asked.str();
                answer.certificate = certify_conforming(*subject, judge, epilogue, options);
            }
            answer.took = std::chrono::steady_clock::now() - begin;
            run.exit_code = answer.certificate.holds() ? run.exit_code : kFailed;
            run.cases.push_back(case_of(answer, scripts, shard));
            output.add(run.cases.back());
            answers.push_back(std::move(answer));
        } catch (const SubjectError& error) {
            throw InputError("--adapter '" + command + "'", "", error.what());
        }
    }
    progress.clear();
    return output.finish(std::move(run), {[&](std::ostream& out, const Style& style) {
                                              for (const auto& answer : answers) {
                                                  write_text(out, style, answer, scripts, shard);
                                              }
                                          },
                                          [&] { return json_of(answers, scripts, shard); }});
}

}  // namespace

Verb add_certify(CLI::App& app) {
    auto command = std::make_shared<CertifyCommand>();
    auto& verb = *app.add_subcommand(
        "certify", "Put fresh scripts, which nobody has seen before, to other implementations");
    verb.add_option(
            "level", command->level,
            "honest: relations that any reader keeps; conforming: as the reference does, as a release")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{std::string(kHonest), std::string(kConforming)}));
    add_adapter_options(verb, command->adapters);
    verb.get_option("--adapter")->required();
    verb.add_option(
            "--release", command->release,
            "conforming: to which release (default: the one that the adapter claims, or else the newest)")
        ->type_name("VERSION");
    add_aspects_option(verb, command->aspects);
    verb.add_option("--seed", command->seed,
                    "From which the scripts are made (default: a random one, which is told)")
        ->type_name("N");
    verb.add_option("--scripts", command->scripts, "How many scripts")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 24U))
        ->capture_default_str();
    add_shard_option(verb, command->shard);
    add_result_options(verb, command->results);
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec certify honest --adapter 'python3 mine.py'\n"
        "  streamspec certify conforming --release 3.12.1 --adapter 'python3 mine.py' --seed 7\n\n"
        "Exit code: 0 every adapter holds the certificate, 1 one does not, 2 it could not be asked.");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
