// Actions, and the conditions that end a turn.

#include <algorithm>
#include <string>
#include <variant>

#include "narrate_parts.hpp"

namespace streamspec {
namespace {

struct ActionNarrator {
    std::string operator()(const FeedData& is) const {
        return is.on + ".feed_data(" + narrate(is.data) + ")";
    }
    std::string operator()(const FeedEof& is) const { return is.on + ".feed_eof()"; }
    std::string operator()(const SetException& is) const {
        return is.on + ".set_exception(" + or_none(is.exception) + ")";
    }
    std::string operator()(const SetTransport& is) const {
        return is.on + ".set_transport(" + or_none(is.transport) + ")";
    }
    std::string operator()(const GetException& is) const { return is.on + ".exception()"; }
    std::string operator()(const AtEof& is) const { return is.on + ".at_eof()"; }
    std::string operator()(const Repr& is) const { return "repr(" + is.on + ")"; }
    std::string operator()(const Try& is) const { return "try " + narrate(is.call); }
    std::string operator()(const Start& is) const {
        return "start " + is.task + " " + narrate_body(is.body) + after_errors(is.on_error, is.on_cancel);
    }
    std::string operator()(const Cancel& is) const {
        return is.task + ".cancel(" + (is.message ? "'" + *is.message + "'" : "") + ")";
    }
    std::string operator()(const CancelAll&) const { return "cancel all tasks"; }
    std::string operator()(const Watch& is) const { return is.target + ".add_done_callback(" + is.as + ")"; }
    std::string operator()(const CallSoon& is) const {
        return "call_soon " + is.callback + " " + narrate_body(is.body);
    }
    std::string operator()(const CallLater& is) const {
        return "call_later(" + std::to_string(is.delay) + ") " + is.callback + " " + narrate_body(is.body);
    }
    std::string operator()(const Advance& is) const {
        return "advance the clock by " + std::to_string(is.seconds) + " s";
    }
    std::string operator()(const FutureSetResult& is) const {
        return is.on + ".set_result(" + narrate(is.result) + ")";
    }
    std::string operator()(const FutureSetException& is) const {
        return is.on + ".set_exception(" + is.exception + ")";
    }
    std::string operator()(const FutureCancel& is) const { return is.on + ".cancel()"; }
    std::string operator()(const Create& is) const { return is.name + " = " + narrate_reader(is.as); }
    std::string operator()(const Describe& is) const { return "describe " + is.exception; }
    std::string operator()(const Copy& is) const { return "copy.copy(" + is.exception + ")"; }
    std::string operator()(const Pickle& is) const { return "pickle and unpickle " + is.exception; }
    std::string operator()(const Raise& is) const { return "raise " + is.exception; }
    std::string operator()(const ConnectionMade& is) const {
        return is.on + ".connection_made(" + is.transport + ")";
    }
    std::string operator()(const ConnectionLost& is) const {
        return is.on + ".connection_lost(" + or_none(is.exception) + ")";
    }
    std::string operator()(const DataReceived& is) const {
        return is.on + ".data_received(" + narrate(is.data) + ")";
    }
    std::string operator()(const EofReceived& is) const { return is.on + ".eof_received()"; }
    std::string operator()(const PauseWriting& is) const { return is.on + ".pause_writing()"; }
    std::string operator()(const ResumeWriting& is) const { return is.on + ".resume_writing()"; }
    std::string operator()(const Write& is) const { return is.on + ".write(" + narrate(is.data) + ")"; }
    std::string operator()(const Writelines& is) const {
        return is.on + ".writelines(" + narrate(Value{Container{Container::Kind::list, is.lines}}) + ")";
    }
    std::string operator()(const WriteEof& is) const { return is.on + ".write_eof()"; }
    std::string operator()(const CanWriteEof& is) const { return is.on + ".can_write_eof()"; }
    std::string operator()(const Close& is) const { return is.on + ".close()"; }
    std::string operator()(const IsClosing& is) const { return is.on + ".is_closing()"; }
    std::string operator()(const GetExtraInfo& is) const {
        return is.on + ".get_extra_info('" + is.info + "'" +
               (is.fallback ? ", " + narrate(*is.fallback) : "") + ")";
    }
    std::string operator()(const GetTransport& is) const { return is.on + ".transport"; }
    std::string operator()(const WriterRepr& is) const { return "repr(" + is.on + ")"; }
    std::string operator()(const Drop& is) const { return "del " + is.object; }
    std::string operator()(const OnWire& is) const {
        return is.verb == Verb::close_all ? "close everything" : narrate_call(is.on, is.verb);
    }
    std::string operator()(const PeerConnect& is) const { return narrate_call(is.on, is.verb, is.server); }
    std::string operator()(const PeerSend& is) const {
        return narrate_call(is.on, is.verb, narrate(is.data));
    }
    std::string operator()(const PeerRead& is) const {
        return narrate_call(is.on, is.verb, is.count ? std::to_string(*is.count) : "");
    }
    std::string operator()(const PeerStartTls& is) const { return narrate_call(is.on, is.verb, is.context); }
    std::string operator()(const SetWriteBufferLimits& is) const {
        std::string limits = is.high ? "high=" + narrate(*is.high) : "";
        if (is.low) {
            limits += (limits.empty() ? "low=" : ", low=") + narrate(*is.low);
        }
        return narrate_call(is.on, is.verb, limits);
    }
    std::string operator()(const GetSocketOption& is) const {
        return narrate_call(is.on, is.verb, is.option);
    }
};

}  // namespace

std::string narrate(const Action& action) {
    return std::visit(ActionNarrator{}, action.is);
}

std::string narrate(const Step& step) {
    return std::visit([](const auto& is) { return narrate(is); }, step.is);
}

std::string narrate(const Condition& condition) {
    auto text = std::string(name(condition.kind));
    std::replace(text.begin(), text.end(), '_', ' ');
    if (!condition.on.empty()) {
        text = condition.on + " " + text;
    }
    return has_count(condition.kind) ? text + " " + std::to_string(condition.count) : text;
}

}  // namespace streamspec
