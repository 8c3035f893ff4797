#include "action_decoder.hpp"

#include <limits>
#include <utility>

#include "action_keys.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

constexpr auto kAnyException = NameKind::exception | NameKind::exception_class;
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::optional<std::string> ActionDecoder::refer_or_null(const JsonNode& node, NameKind kind) {
    if (node.is_null()) {
        return std::nullopt;
    }
    return refer(node, kind);
}

std::vector<Action> ActionDecoder::decode_turn(const JsonNode& list) {
    in_body_ = false;
    return decode_actions(list);
}

std::vector<Action> ActionDecoder::decode_actions(const JsonNode& list) {
    std::vector<Action> actions;
    actions.reserve(list.size());
    for (auto element : list.elements("a list of actions")) {
        actions.push_back(decode_action(element));
    }
    return actions;
}

std::vector<Action> ActionDecoder::decode_callback_body(ObjectReader& reader) {
    bool outer = std::exchange(in_body_, true);
    auto actions = decode_actions(reader.require("body"));
    in_body_ = outer;
    return actions;
}

Action ActionDecoder::decode_action(const JsonNode& node) {
    ObjectReader reader(node, "an action");
    auto [verb, argument] = verb_of(node);
    if (is_awaiting(verb)) {
        argument.fail("`" + std::string(name(verb)) +
                      "` can wait: it belongs into the body of a task, or into a `try`");
    }
    reader.find(name(verb));
    auto action = decode_action(verb, argument, reader);
    reader.done();
    return action;
}

Action ActionDecoder::decode_action(Verb verb, const JsonNode& argument, ObjectReader& reader) {
    if (is_of_writer_layer(verb)) {
        return decode_writer_action(verb, argument, reader);
    }
    if (is_of_wire_layer(verb)) {
        return decode_wire_action(verb, argument, reader);
    }
    switch (verb) {
        case Verb::feed_data:
            return {FeedData{reader_on(reader), decode_script_value(argument)}};
        case Verb::feed_eof:
            argument.expect_null();
            return {FeedEof{reader_on(reader)}};
        case Verb::set_exception:
            return {SetException{reader_on(reader), refer_or_null(argument, kAnyException)}};
        case Verb::set_transport:
            return {SetTransport{reader_on(reader), refer_or_null(argument, NameKind::transport)}};
        case Verb::exception:
            argument.expect_null();
            return {GetException{reader_on(reader)}};
        case Verb::at_eof:
            argument.expect_null();
            return {AtEof{reader_on(reader)}};
        case Verb::repr:
            argument.expect_null();
            return {Repr{reader_on(reader)}};
        case Verb::try_call:
            return {Try{decode_call_to_begin(argument)}};
        case Verb::start:
            return {decode_start(argument, reader)};
        case Verb::cancel: {
            Cancel cancel{refer(argument, NameKind::task), std::nullopt};
            if (auto message = reader.find("message")) {
                cancel.message = std::string(message->string());
            }
            return {std::move(cancel)};
        }
        case Verb::cancel_all:
            argument.expect_null();
            return {CancelAll{}};
        case Verb::watch:
            return {Watch{refer(argument, NameKind::task | NameKind::future),
                          names_.declare(reader.require("as"), NameKind::callback, in_body_)}};
        case Verb::call_soon:
            return {CallSoon{names_.declare(argument, NameKind::callback, in_body_),
                             decode_callback_body(reader)}};
        case Verb::call_later:
            return {CallLater{names_.declare(argument, NameKind::callback, in_body_),
                              reader.require("delay").integer(0, kMost), decode_callback_body(reader)}};
        case Verb::advance:
            return {Advance{argument.integer(1, kMost)}};
        case Verb::future_set_result:
            return {FutureSetResult{future_on(reader), decode_script_value(argument)}};
        case Verb::future_set_exception:
            return {FutureSetException{future_on(reader), refer(argument, kAnyException)}};
        case Verb::future_cancel:
            argument.expect_null();
            return {FutureCancel{future_on(reader)}};
        case Verb::create: {
            auto as = reader.require("as");
            ObjectReader spec(as, "a reader");
            if (auto type = spec.require("type"); !type.is_string() || type.string() != "reader") {
                type.fail_expecting("\"reader\"");
            }
            Create create{names_.declare(argument, NameKind::reader, in_body_),
                          decode_reader(spec, in_body_)};
            spec.done();
            return {std::move(create)};
        }
        case Verb::describe:
            return {Describe{refer(argument, NameKind::exception)}};
        case Verb::copy:
            return {Copy{refer(argument, NameKind::exception)}};
        case Verb::pickle:
            return {Pickle{refer(argument, NameKind::exception)}};
        case Verb::raise:
            if (!in_body_) {
                argument.fail("`raise` belongs into a body");
            }
            return {Raise{refer(argument, NameKind::exception)}};
        default:
            argument.fail("unknown action");
    }
}

Start ActionDecoder::decode_start(const JsonNode& argument, ObjectReader& reader) {
    Start start;
    start.task = names_.declare(argument, NameKind::task, in_body_);
    start.body = decode_steps(reader.require("body"));
    start.on_error = after_error(reader, "on_error");
    start.on_cancel = after_error(reader, "on_cancel");
    return start;
}

ReaderSpec ActionDecoder::decode_reader(ObjectReader& reader, bool in_body) {
    ReaderSpec spec;
    if (auto limit = reader.find("limit")) {
        spec.limit = decode_script_value(*limit);
    }
    if (auto transport = reader.find("transport")) {
        spec.transport = names_.refer(*transport, NameKind::transport, in_body);
    }
    if (auto loop = reader.find("loop")) {
        if (!loop->is_string() || loop->string() != "none") {
            loop->fail_expecting("\"none\"");
        }
        spec.loopless = true;
    }
    if (auto subclass = reader.find("subclass")) {
        spec.subclass = subclass->boolean();
    }
    return spec;
}

}  // namespace streamspec
