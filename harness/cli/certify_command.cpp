#include <iostream>
#include <memory>
#include <optional>
#include <random>

#include "adapters.hpp"
#include "command.hpp"
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
    std::string format;

    int run() const;
};

/// What an adapter was asked, and what came of it.
struct Answer {
    std::string command;
    std::string subject;
    std::string level;  ///< "honest", "conforming 3.12.1"
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

void write_text(const Answer& answer, std::size_t scripts, const Shard& shard) {
    auto style = stdout_style();
    const auto& certificate = answer.certificate;
    std::cout << style.bold(answer.subject) << "  " << answer.level << ": "
              << (certificate.holds() ? style.green("yes") : style.red("no")) << "  (" << certificate.asked
              << " scripts asked, " << certificate.unsupported << " unsupported, "
              << certificate.faults.size() << " faults; seed " << answer.seed << ")\n";
    for (std::size_t i = 0; i < std::min(kShown, certificate.faults.size()); ++i) {
        const auto& fault = certificate.faults[i];
        std::cout << "  not kept: " << fault.relation << "\n    " << fault.reason
                  << "\n    script: " << fault.script << '\n';
    }
    if (!certificate.holds()) {
        std::cout << "  reproduce: " << proof_command(answer, scripts, shard) << '\n';
    }
}

void write_json(const std::vector<Answer>& answers, std::size_t scripts, const Shard& shard) {
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
            writer.member("level", answer.level);
            writer.member("seed", std::to_string(answer.seed));
            writer.member("asked", static_cast<std::int64_t>(answer.certificate.asked));
            writer.member("unsupported", static_cast<std::int64_t>(answer.certificate.unsupported));
            writer.member("holds", answer.certificate.holds());
            writer.member("command", proof_command(answer, scripts, shard));
            writer.member("faults", [&] { writer.array(answer.certificate.faults, fault); });
        });
    });
    std::cout << writer.take() << '\n';
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
    auto where = find_home(home);
    const Corpus corpus(where.spec, where.traces);
    const auto& epilogue = corpus.epilogue(Layer::reader);
    CertifyOptions options;
    options.seed = seed.value_or(std::random_device{}());
    options.scripts = scripts;
    options.shard = shard;
    options.aspects = parse_aspects(aspects);
    Progress progress;
    options.progress = [&](std::size_t done, std::size_t all) { progress.show(done, all); };
    std::vector<Answer> answers;
    bool all_hold = true;
    for (const auto& command : adapters.commands) {
        try {
            const Adapter adapter({command, timeout_of(adapters)});
            const auto& hello = adapter.hello();
            require_aspects(hello, options.aspects);
            auto subject = adapter.make();
            Answer answer{command, hello.name + " " + hello.version, level, options.seed, {}};
            if (level == kHonest) {
                answer.certificate = certify_honest(*subject, epilogue, options);
            } else {
                auto entry = find_release(release, hello, corpus.releases());
                ReferenceSubject judge(entry.recorded);
                answer.level += " " + entry.asked.str();
                answer.certificate = certify_conforming(*subject, judge, epilogue, options);
            }
            all_hold = all_hold && answer.certificate.holds();
            answers.push_back(std::move(answer));
        } catch (const SubjectError& error) {
            throw InputError("--adapter '" + command + "'", "", error.what());
        }
    }
    progress.clear();
    if (format == "json") {
        write_json(answers, scripts, shard);
    } else {
        for (const auto& answer : answers) {
            write_text(answer, scripts, shard);
        }
    }
    return all_hold ? 0 : kFailed;
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
    add_format_option(verb, command->format, {"text", "json"});
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec certify honest --adapter 'python3 mine.py'\n"
        "  streamspec certify conforming --release 3.12.1 --adapter 'python3 mine.py' --seed 7\n\n"
        "Exit code: 0 every adapter holds the certificate, 1 one does not, 2 it could not be asked.");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
