#include "event_comparison.hpp"

#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

std::string encoded(const Event& event) {
    JsonWriter writer;
    encode(writer, event);
    return writer.take();
}

std::optional<ValueDifference> different(const std::string& what, std::string_view expected,
                                         std::string_view seen) {
    if (expected == seen) {
        return std::nullopt;
    }
    return ValueDifference{what, json_of(expected), json_of(seen)};
}

std::string truth(bool value) {
    return value ? "true" : "false";
}

/// What an outcome is called, and the value or error in it.
struct OutcomeParts {
    std::string_view what;
    const Value* value = nullptr;
    const ErrorPtr* error = nullptr;
};

struct PartsOf {
    OutcomeParts operator()(const Returned& outcome) const { return {"returned", &outcome.value, nullptr}; }
    OutcomeParts operator()(const Raised& outcome) const { return {"raised", nullptr, &outcome.error}; }
    OutcomeParts operator()(const Blocked&) const { return {"blocked", nullptr, nullptr}; }
    OutcomeParts operator()(const Yielded& outcome) const { return {"yielded", &outcome.value, nullptr}; }
};

std::optional<ValueDifference> compare_outcomes(const CallEvent& expected, const CallEvent& seen,
                                                ValueComparison comparison) {
    auto a = std::visit(PartsOf{}, expected.outcome);
    auto b = std::visit(PartsOf{}, seen.outcome);
    if (a.value != nullptr && b.value != nullptr) {
        return comparison.compare(*a.value, *b.value, a.what);
    }
    if (a.error != nullptr && b.error != nullptr) {
        return comparison.compare(*a.error, *b.error, a.what);
    }
    return std::nullopt;
}

bool is_repr(const CallEvent& event) {
    return (event.call == Verb::repr || event.call == Verb::writer_repr) &&
           std::holds_alternative<Returned>(event.outcome);
}

/// The structure of two events of one kind, a function for each.
struct Structure {
    Identities& identities;
    const Event& whole_expected;
    const Event& whole_seen;

    using Result = std::optional<ValueDifference>;

    ValueComparison values() const { return ValueComparison(Half::structure, identities); }
    /// The events are about different things: shown whole.
    ValueDifference whole() const { return {"event", encoded(whole_expected), encoded(whole_seen)}; }

    Result operator()(const CallEvent& expected, const CallEvent& seen) const {
        if (expected.call != seen.call || expected.on != seen.on ||
            expected.outcome.index() != seen.outcome.index()) {
            return whole();
        }
        return is_repr(expected) ? std::nullopt : compare_outcomes(expected, seen, values());
    }
    Result operator()(const TaskEnded& expected, const TaskEnded& seen) const {
        if (expected.how != seen.how) {
            return different("ended", name(expected.how), name(seen.how));
        }
        return values().compare(expected.error, seen.error, "error");
    }
    Result operator()(const CallbackRan&, const CallbackRan&) const { return std::nullopt; }
    Result operator()(const TransportCalled& expected, const TransportCalled& seen) const {
        if (expected.call != seen.call) {
            return different("call", name(expected.call), name(seen.call));
        }
        if (auto difference = compare_args(expected.args, seen.args)) {
            return difference;
        }
        return values().compare(expected.raised, seen.raised, "raised");
    }
    Result operator()(const OverrideCalled& expected, const OverrideCalled& seen) const {
        return different("override", expected.method, seen.method);
    }
    Result operator()(const ClientCalled&, const ClientCalled&) const { return std::nullopt; }
    Result operator()(const StartTlsCalled& expected, const StartTlsCalled& seen) const {
        if (expected.server_side == seen.server_side) {
            return std::nullopt;
        }
        return ValueDifference{"server_side", truth(expected.server_side), truth(seen.server_side)};
    }
    Result operator()(const Spins&, const Spins&) const { return std::nullopt; }

    Result compare_args(const std::vector<Value>& expected, const std::vector<Value>& seen) const {
        if (expected.size() != seen.size()) {
            return whole();
        }
        for (std::size_t i = 0; i < expected.size(); ++i) {
            if (auto difference = values().compare(expected[i], seen[i], "args." + std::to_string(i))) {
                return difference;
            }
        }
        return std::nullopt;
    }

    template <class A, class B>
    Result operator()(const A&, const B&) const {
        return whole();
    }
};

/// The texts of two events of one kind. Events of different kinds differ in structure already.
struct Texts {
    Identities& identities;

    using Result = std::optional<ValueDifference>;

    ValueComparison values() const { return ValueComparison(Half::texts, identities); }

    Result operator()(const CallEvent& expected, const CallEvent& seen) const {
        if (is_repr(expected) && is_repr(seen)) {
            return compare_outcomes(expected, seen, ValueComparison(Half::structure, identities));
        }
        return compare_outcomes(expected, seen, values());
    }
    Result operator()(const TaskEnded& expected, const TaskEnded& seen) const {
        return values().compare(expected.error, seen.error, "error");
    }
    Result operator()(const TransportCalled& expected, const TransportCalled& seen) const {
        return values().compare(expected.raised, seen.raised, "raised");
    }
    template <class A, class B>
    Result operator()(const A&, const B&) const {
        return std::nullopt;
    }
};

/// Two warnings, log records or handler calls.
struct Notices {
    Identities& identities;
    const Event& whole_expected;
    const Event& whole_seen;

    using Result = std::optional<ValueDifference>;

    Result errors(const ErrorPtr& expected, const ErrorPtr& seen) const {
        if (auto difference =
                ValueComparison(Half::structure, identities).compare(expected, seen, "raised")) {
            return difference;
        }
        return ValueComparison(Half::texts, identities).compare(expected, seen, "raised");
    }
    Result operator()(const WarningShown& expected, const WarningShown& seen) const {
        auto difference = different("warning", expected.category, seen.category);
        return difference ? difference : different("text", expected.text, seen.text);
    }
    Result operator()(const Logged& expected, const Logged& seen) const {
        if (auto difference = different("log", expected.level, seen.level)) {
            return difference;
        }
        if (auto difference = different("logger", expected.logger, seen.logger)) {
            return difference;
        }
        if (auto difference = different("text", expected.text, seen.text)) {
            return difference;
        }
        return errors(expected.raised, seen.raised);
    }
    Result operator()(const HandlerCalled& expected, const HandlerCalled& seen) const {
        if (auto difference = different("handler", expected.message, seen.message)) {
            return difference;
        }
        if (expected.keys != seen.keys) {
            return ValueDifference{"keys", encoded(whole_expected), encoded(whole_seen)};
        }
        return errors(expected.raised, seen.raised);
    }
    Result operator()(const Unraisable& expected, const Unraisable& seen) const {
        auto difference = different("unraisable", expected.where, seen.where);
        return difference ? difference : errors(expected.raised, seen.raised);
    }
    template <class A, class B>
    Result operator()(const A&, const B&) const {
        return ValueDifference{"event", encoded(whole_expected), encoded(whole_seen)};
    }
};

/// Whether two events of one kind are the same to aspect `order`, a function for each.
struct SameInOrder {
    bool operator()(const CallEvent& a, const CallEvent& b) const {
        return a.by == b.by && a.call == b.call && a.on == b.on;
    }
    bool operator()(const TaskEnded& a, const TaskEnded& b) const { return a.task == b.task; }
    bool operator()(const CallbackRan& a, const CallbackRan& b) const { return a.callback == b.callback; }
    bool operator()(const TransportCalled& a, const TransportCalled& b) const {
        return a.transport == b.transport && a.call == b.call;
    }
    bool operator()(const OverrideCalled& a, const OverrideCalled& b) const {
        return a.method == b.method && a.on == b.on;
    }
    bool operator()(const ClientCalled& a, const ClientCalled& b) const { return a.client == b.client; }
    bool operator()(const StartTlsCalled& a, const StartTlsCalled& b) const {
        return a.transport == b.transport;
    }
    bool operator()(const Unraisable&, const Unraisable&) const { return true; }
    bool operator()(const WarningShown& a, const WarningShown& b) const { return a.category == b.category; }
    bool operator()(const Logged& a, const Logged& b) const { return a.level == b.level; }
    bool operator()(const HandlerCalled&, const HandlerCalled&) const { return true; }
    bool operator()(const Spins&, const Spins&) const { return true; }
    template <class A, class B>
    bool operator()(const A&, const B&) const {
        return false;
    }
};

/// Writes who did what, a function for each kind of event: what SameInOrder compares.
struct OrderLabel {
    JsonWriter& writer;

    void operator()(const CallEvent& event) const {
        writer.member("by", event.by);
        writer.member("call", name(event.call));
        if (!event.on.empty()) {
            writer.member("on", event.on);
        }
    }
    void operator()(const TaskEnded& event) const { writer.member("ended", event.task); }
    void operator()(const CallbackRan& event) const { writer.member("callback", event.callback); }
    void operator()(const TransportCalled& event) const {
        writer.member("transport", event.transport);
        writer.member("call", name(event.call));
    }
    void operator()(const OverrideCalled& event) const {
        writer.member("override", event.method);
        writer.member("on", event.on);
    }
    void operator()(const ClientCalled& event) const { writer.member("client", event.client); }
    void operator()(const StartTlsCalled& event) const { writer.member("start_tls", event.transport); }
    void operator()(const WarningShown& event) const { writer.member("warning", event.category); }
    void operator()(const Logged& event) const { writer.member("log", event.level); }
    void operator()(const HandlerCalled&) const { writer.member("handler", true); }
    void operator()(const Unraisable&) const { writer.member("unraisable", true); }
    void operator()(const Spins&) const { writer.member("spins", true); }
};

}  // namespace

std::optional<ValueDifference> compare_structure(const Event& expected, const Event& seen,
                                                 Identities& identities) {
    return std::visit(Structure{identities, expected, seen}, expected.is, seen.is);
}

std::optional<ValueDifference> compare_texts(const Event& expected, const Event& seen,
                                             Identities& identities) {
    return std::visit(Texts{identities}, expected.is, seen.is);
}

std::optional<ValueDifference> compare_notices(const Event& expected, const Event& seen,
                                               Identities& identities) {
    return std::visit(Notices{identities, expected, seen}, expected.is, seen.is);
}

bool same_in_order(const Event& expected, const Event& seen) {
    return std::visit(SameInOrder{}, expected.is, seen.is);
}

std::string order_label(const Event& event) {
    JsonWriter writer;
    writer.object([&] { std::visit(OrderLabel{writer}, event.is); });
    return writer.take();
}

}  // namespace streamspec
