#include "adapter_session.hpp"

#include <algorithm>
#include <utility>

#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

/// How long an adapter that was told goodbye may take to go.
constexpr auto kPatience = std::chrono::seconds(2);
/// How much of what an adapter said a message repeats.
constexpr std::size_t kQuoted = 120;
constexpr std::size_t kReason = 4000;

std::string quoted(std::string_view text) {
    if (text.empty()) {
        return "nothing";
    }
    std::string result = "`";
    for (char c : text.substr(0, kQuoted)) {
        result += is_text_byte(c) ? c : '?';
    }
    return result + (text.size() > kQuoted ? "…`" : "`");
}

std::string seconds(std::chrono::milliseconds time) {
    auto text = std::to_string(static_cast<double>(time.count()) / 1000);
    text.erase(text.find_last_not_of('0') + 1);
    return (text.ends_with('.') ? text.substr(0, text.size() - 1) : text) + " s";
}

constexpr std::string_view kHello = "its hello";
constexpr std::string_view kAnswer = "its answer";

/// Whether the line is the canonical JSON of an answer with that trace.
bool is_answer(std::string_view line, std::int64_t id, std::string_view trace) {
    const auto head = R"({"id":)" + std::to_string(id) + R"(,"trace":)";
    return !trace.empty() && line.size() == head.size() + trace.size() + 1 && line.starts_with(head) &&
           line.ends_with('}') && line.substr(head.size(), trace.size()) == trace;
}

std::string told_by(const InputError& error) {
    return (error.pointer().empty() ? "" : "at " + error.pointer() + ": ") + error.reason();
}

}  // namespace

AdapterSession::AdapterSession(const AdapterOptions& options)
    : timeout_(options.timeout), process_(options.command) {
    const auto document = parse(ask("", kHello), kHello);
    try {
        hello_ = decode_hello(document);
    } catch (const InputError& error) {
        throw SubjectError("the adapter's hello cannot be used: " + told_by(error) + " (it said " +
                           quoted(process_.line()) + ")");
    }
}

AdapterSession::~AdapterSession() {
    if (!broken_) {
        process_.finish(encode_bye() + "\n", kPatience);
    }
}

std::optional<Trace> AdapterSession::run(const Script& script, std::string_view expected) {
    const auto id = ++asked_;
    const auto line = ask(encode_request(id, script) + "\n", kAnswer);
    if (is_answer(line, id, expected)) {
        return std::nullopt;
    }
    auto answer = take_answer(line, id);
    if (auto* ran = std::get_if<AdapterAnswer::Ran>(&answer.is)) {
        return std::move(ran->trace);
    }
    fail_otherwise(answer, "`trace`");
}

std::string AdapterSession::digest(const std::vector<Script>& scripts) {
    const auto id = ++asked_;
    auto answer = take_answer(ask(encode_digest_request(id, scripts) + "\n", kAnswer), id);
    if (auto* digested = std::get_if<AdapterAnswer::Digested>(&answer.is)) {
        return std::move(digested->sha256);
    }
    fail_otherwise(answer, "`digest`");
}

AdapterAnswer AdapterSession::take_answer(std::string_view line, std::int64_t id) {
    const auto document = parse(line, kAnswer);
    broken_ = true;  // Until the answer turns out to be one.
    AdapterAnswer answer;
    try {
        answer = decode_answer(document);
    } catch (const InputError& error) {
        throw SubjectError("the adapter's answer cannot be used: " + told_by(error));
    }
    if (answer.id != id) {
        throw SubjectError("the adapter answered request " + std::to_string(answer.id) +
                           ", and was asked request " + std::to_string(id));
    }
    broken_ = false;
    return answer;
}

void AdapterSession::fail_otherwise(AdapterAnswer& answer, std::string_view expected) {
    if (auto* lacks = std::get_if<AdapterAnswer::Lacks>(&answer.is)) {
        for (auto feature : lacks->features) {
            if (hello_.features.has(feature)) {
                broken_ = true;
                throw SubjectError("the adapter says that it lacks `" + std::string(name(feature)) +
                                   "`, which its hello declares");
            }
        }
        throw MissingFeatures(std::move(lacks->features));
    }
    if (auto* failed = std::get_if<AdapterAnswer::Failed>(&answer.is)) {
        throw RefusedScript("the adapter could not run the script: " + failed->reason.substr(0, kReason));
    }
    broken_ = true;
    throw SubjectError("the adapter's answer cannot be used: it lacks " + std::string(expected));
}

std::string_view AdapterSession::ask(std::string_view request, std::string_view awaited) {
    const std::string what(awaited);
    broken_ = true;
    switch (process_.exchange(request, timeout_)) {
        case ChildProcess::Outcome::line:
            broken_ = false;
            break;
        case ChildProcess::Outcome::ended: {
            auto said =
                process_.line().empty() ? "" : ", in the middle of a line: " + quoted(process_.line());
            throw SubjectError("the adapter ended (" + process_.how_it_ended() + ") before " + what + said);
        }
        case ChildProcess::Outcome::silent:
            throw SubjectError("the adapter was silent for " + seconds(timeout_) + " when " + what +
                               " was due, and was killed");
        case ChildProcess::Outcome::deaf:
            throw SubjectError("the adapter did not read its input for " + seconds(timeout_) +
                               ", and was killed");
        case ChildProcess::Outcome::endless:
            throw SubjectError("the adapter wrote a line of more than " +
                               std::to_string(ChildProcess::kLongestLine >> 20U) + " MiB, and was killed");
    }
    return process_.line();
}

JsonDocument AdapterSession::parse(std::string_view line, std::string_view awaited) {
    try {
        return JsonDocument::parse(line, "adapter");
    } catch (const InputError& error) {
        broken_ = true;
        throw SubjectError("the adapter wrote what is no JSON when " + std::string(awaited) +
                           " was due: " + quoted(line) + " (" + error.reason() + ")");
    }
}

}  // namespace streamspec
