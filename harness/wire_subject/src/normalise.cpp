#include "normalise.hpp"

#include <algorithm>
#include <regex>
#include <tuple>
#include <type_traits>

namespace streamspec {
namespace {

struct LaneKey {
    using Key = std::tuple<int, std::string>;

    static Key actor(const std::string& name) { return {name == "turn" ? 0 : 1, name == "turn" ? "" : name}; }
    Key operator()(const CallEvent& event) const { return actor(event.by); }
    Key operator()(const TaskEnded& event) const { return actor(event.task); }
    Key operator()(const CallbackRan& event) const { return actor(event.callback); }
    Key operator()(const ClientCalled& event) const { return actor(event.client); }
    template <class Other>
    Key operator()(const Other& /*unnamed*/) const {
        return {2, ""};
    }
};

}  // namespace

std::string Normaliser::port(int number) const {
    auto found = ports_.find(number);
    return found == ports_.end() ? "<port>" : "<port of " + found->second + ">";
}

std::string Normaliser::text(std::string text) const {
    static const std::regex kTransport(
        R"(<_Selector\w*Transport(?:[^<>]|<[^<>]*>)*>|<_SelectorSoc\.\.\..{14}|<asyncio\.sslproto\.\w*Transport object[^<>]*>)");
    static const std::regex kServer(R"(<Server sockets=(?:[^<>]|<[^<>]*>)*>)");
    static const std::regex kAlert("ssl/tls alert ");  // as OpenSSL says it from 3.5 on
    static const std::regex kPort(R"(\('(?:127\.0\.0\.1|::1|0\.0\.0\.0|::)', ([1-9][0-9]*))");
    text = std::regex_replace(text, kTransport, "<transport>");
    text = std::regex_replace(text, kServer, "<Server>");
    text = std::regex_replace(text, kAlert, "sslv3 alert ");
    for (std::size_t at = text.find(folder_); at != std::string::npos; at = text.find(folder_, at)) {
        text.replace(at, folder_.size(), "<folder>");
    }
    std::string result;
    auto from = text.cbegin();
    for (std::sregex_iterator match(text.cbegin(), text.cend(), kPort), end; match != end; ++match) {
        result.append(from, (*match)[1].first);
        result += port(std::stoi((*match)[1].str()));
        from = (*match)[1].second;
    }
    return result.append(from, text.cend());
}

void Normaliser::apply(TraceTurn& turn) {
    std::erase_if(turn.events, [](const Event& event) {
        const auto* warning = std::get_if<WarningShown>(&event.is);
        return warning != nullptr && warning->category == "ResourceWarning" &&
               warning->text.starts_with("unclosed <socket");
    });
    for (auto& event : turn.events) {
        event.iteration = 0;
        apply(event);
    }
    std::stable_sort(turn.events.begin(), turn.events.end(), [](const Event& a, const Event& b) {
        return std::visit(LaneKey{}, a.is) < std::visit(LaneKey{}, b.is);
    });
    turn.iterations = 0;
    std::sort(turn.state.pending.begin(), turn.state.pending.end());
    turn.state.readers.clear();
}

void Normaliser::apply(Event& event) {
    std::visit(
        [this](auto& is) {
            using Is = std::remove_cvref_t<decltype(is)>;
            if constexpr (std::is_same_v<Is, CallEvent>) {
                if (auto* returned = std::get_if<Returned>(&is.outcome)) {
                    apply(returned->value);
                } else if (auto* raised = std::get_if<Raised>(&is.outcome)) {
                    apply(raised->error);
                }
            } else if constexpr (std::is_same_v<Is, TaskEnded>) {
                apply(is.error);
            } else if constexpr (std::is_same_v<Is, WarningShown>) {
                is.text = text(is.text);
            } else if constexpr (std::is_same_v<Is, Logged>) {
                is.text = text(is.text);
                apply(is.raised);
            } else if constexpr (std::is_same_v<Is, HandlerCalled>) {
                is.message = text(is.message);
                apply(is.raised);
            } else if constexpr (std::is_same_v<Is, Unraisable>) {
                apply(is.raised);
            }
        },
        event.is);
}

void Normaliser::apply(Value& value) {
    if (auto* str = std::get_if<Str>(&value.is)) {
        str->text = text(str->text);
    } else if (auto* container = std::get_if<Container>(&value.is)) {
        for (auto& item : container->items) {
            apply(item);
        }
    } else if (auto* error = std::get_if<ErrorPtr>(&value.is)) {
        apply(*error);
    }
}

void Normaliser::apply(ErrorPtr& error) {
    if (!error) {
        return;
    }
    auto found = known_.find(error.get());
    if (found == known_.end()) {
        originals_.push_back(error);
        auto copy = std::make_shared<Error>(*error);
        known_.emplace(error.get(), copy);
        copy->text = text(copy->text);
        for (auto& arg : copy->args) {
            apply(arg);
        }
        apply(copy->cause);
        apply(copy->context);
        found = known_.find(error.get());
    }
    error = found->second;
}

}  // namespace streamspec
