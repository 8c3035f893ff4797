// What ActionDecoder does for bodies: steps and awaiting calls.

#include <limits>
#include <memory>
#include <utility>

#include "action_decoder.hpp"
#include "action_keys.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

std::optional<Value> value_or_null(const JsonNode& node) {
    if (node.is_null()) {
        return std::nullopt;
    }
    return decode_script_value(node);
}

/// Whether a call is one of a reader, a writer, a future or a task.
bool is_of_object(const AwaitingCall& call) {
    return !object(call).empty() || std::holds_alternative<Join>(call.is) ||
           std::holds_alternative<AwaitFuture>(call.is);
}

}  // namespace

Step ActionDecoder::decode_step(const JsonNode& node) {
    ObjectReader reader(node, "an action or an awaiting call");
    auto [verb, argument] = verb_of(node);
    reader.find(name(verb));
    auto step = is_awaiting(verb) ? Step{decode_call(verb, argument, reader)}
                                  : Step{decode_action(verb, argument, reader)};
    reader.done();
    return step;
}

std::vector<Step> ActionDecoder::decode_steps(const JsonNode& list) {
    bool outer = std::exchange(in_body_, true);
    std::vector<Step> steps;
    steps.reserve(list.size());
    for (auto element : list.elements("a list of steps")) {
        steps.push_back(decode_step(element));
    }
    in_body_ = outer;
    return steps;
}

AwaitingCall ActionDecoder::decode_call(const JsonNode& node) {
    ObjectReader reader(node, "an awaiting call");
    auto [verb, argument] = verb_of(node);
    if (!is_awaiting(verb)) {
        argument.fail("`" + std::string(name(verb)) + "` is no awaiting call");
    }
    if (verb == Verb::timeout || verb == Verb::with_server) {
        argument.fail("`" + std::string(name(verb)) + "` is no call: it belongs into a body");
    }
    reader.find(name(verb));
    auto call = decode_call(verb, argument, reader);
    reader.done();
    return call;
}

AwaitingCall ActionDecoder::decode_call_to_begin(const JsonNode& node) {
    auto call = decode_call(node);
    auto which = verb(call);
    if (which == Verb::wait_for || which == Verb::gather || std::holds_alternative<OpenConnection>(call.is) ||
        std::holds_alternative<StartServer>(call.is)) {
        node.fail("`" + std::string(name(which)) + "` needs a task: it belongs into a body");
    }
    return call;
}

AwaitingCall ActionDecoder::decode_call(Verb verb, const JsonNode& argument, ObjectReader& reader) {
    if (is_of_writer_layer(verb)) {
        expect_writer_layer(argument, name(verb));
    }
    if (is_of_wire_layer(verb)) {
        return decode_wire_call(verb, argument, reader);
    }
    switch (verb) {
        case Verb::read:
            return {Read{reader_on(reader), value_or_null(argument)}};
        case Verb::readline:
            argument.expect_null();
            return {Readline{reader_on(reader)}};
        case Verb::readexactly:
            return {Readexactly{reader_on(reader), decode_script_value(argument)}};
        case Verb::readuntil:
            return {Readuntil{reader_on(reader), value_or_null(argument)}};
        case Verb::anext:
            argument.expect_null();
            return {Anext{reader_on(reader)}};
        case Verb::iterate: {
            argument.expect_null();
            Iterate iterate{reader_on(reader), std::nullopt};
            if (auto max = reader.find("max")) {
                iterate.max = max->integer(1, kMost);
            }
            return {std::move(iterate)};
        }
        case Verb::wait_for_data:
            return {WaitForData{reader_on(reader), std::string(argument.string())}};
        case Verb::yield:
            return {Yield{argument.integer(1, kMost)}};
        case Verb::sleep:
            return {Sleep{argument.integer(1, kMost)}};
        case Verb::join:
            return {Join{refer(argument, NameKind::task)}};
        case Verb::await_future:
            return {AwaitFuture{refer(argument, NameKind::future)}};
        case Verb::wait_for:
            return decode_wait_for(argument, reader);
        case Verb::timeout: {
            Timeout timeout{argument.integer(), {}};
            timeout.body = decode_steps(reader.require("body"));
            return {std::move(timeout)};
        }
        case Verb::gather:
            return decode_gather(argument, reader);
        case Verb::drain:
            argument.expect_null();
            return {Drain{writer_on(reader)}};
        case Verb::wait_closed:
            argument.expect_null();
            return {WaitClosed{writer_on(reader)}};
        case Verb::start_tls:
            return {decode_start_tls(argument, reader)};
        default:
            argument.fail("unknown awaiting call");
    }
}

AwaitingCall ActionDecoder::decode_wait_for(const JsonNode& argument, ObjectReader& reader) {
    auto call = std::make_shared<const AwaitingCall>(decode_call(argument));
    if (!is_of_object(*call)) {
        argument.fail("`wait_for` takes a call of a reader, a writer, a future or a task");
    }
    return {WaitFor{std::move(call), reader.require("timeout").integer()}};
}

AwaitingCall ActionDecoder::decode_gather(const JsonNode& argument, ObjectReader& reader) {
    Gather gather;
    gather.calls.reserve(argument.size());
    for (auto element : argument.elements("a list of awaiting calls")) {
        gather.calls.push_back(decode_call(element));
    }
    if (gather.calls.empty()) {
        argument.fail_expecting("at least one awaiting call");
    }
    if (auto return_exceptions = reader.find("return_exceptions")) {
        gather.return_exceptions = return_exceptions->boolean();
    }
    return {std::move(gather)};
}

}  // namespace streamspec
