// What a turn of the wire layer waits for.

#include <algorithm>
#include <cstdio>
#include <utility>

#include <poll.h>

#include "wire_run.hpp"

namespace streamspec {
namespace {

bool is_notice(const Event& event) {
    return std::holds_alternative<WarningShown>(event.is) || std::holds_alternative<Logged>(event.is) ||
           std::holds_alternative<HandlerCalled>(event.is) || std::holds_alternative<Unraisable>(event.is);
}

}  // namespace

bool WireRun::holds(const Condition& condition, const std::vector<Event>& seen) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
        case Kind::done:
            return has_ended(condition.on);
        case Kind::all_done:
            return state().pending.empty();
        case Kind::called:
            return std::find(called_.begin(), called_.end(), condition.on) != called_.end();
        case Kind::notices:
            return std::count_if(seen.begin(), seen.end(), is_notice) >= condition.count;
        default:
            break;
    }
    if (auto peer = peers_.find(condition.on); peer != peers_.end()) {
        return peer_holds(condition, *peer->second);
    }
    if (const auto* reader = readers_.find(condition.on)) {
        return reader_holds(condition, **reader);
    }
    const auto* writer = writers_.find(condition.on);
    return writer != nullptr && writer_holds(condition, **writer);
}

bool WireRun::has_ended(const std::string& task) {
    if (const auto* started = tasks_.find(task)) {
        return started->done();
    }
    return std::find(started_.begin(), started_.end(), task) != started_.end() &&
           clients_.find(task) == nullptr;
}

bool WireRun::peer_holds(const Condition& condition, const Peer& peer) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
        case Kind::connected:
            return peer.connected();
        case Kind::handshaken:
            return peer.handshaken();
        case Kind::received:
            return std::cmp_greater_equal(peer.received().size(), condition.count);
        case Kind::sent:
            return peer.has_sent();
        default:
            return peer.ended().has_value();
    }
}

bool WireRun::reader_holds(const Condition& condition, asyncio::StreamReader& reader) {
    // What the reader tells of itself: "<StreamReader 3 bytes eof …>".
    auto repr = reader.repr();
    switch (condition.kind) {
        case Condition::Kind::buffered: {
            std::int64_t bytes = 0;
            return std::sscanf(repr.c_str(), "<StreamReader %ld bytes", &bytes) == 1 &&
                   bytes >= condition.count;
        }
        case Condition::Kind::at_end:
            return repr.find(" eof") != std::string::npos;
        default:
            return reader.exception() != nullptr;
    }
}

bool WireRun::writer_holds(const Condition& condition, const asyncio::StreamWriter& writer) {
    if (condition.kind == Condition::Kind::broken) {
        auto socket = writer.get_extra_info("socket");
        const auto* view = std::any_cast<asyncio::net::SocketView>(&socket);
        if (view == nullptr || view->fileno() == -1) {
            return true;
        }
        pollfd poll{view->fileno(), 0, 0};
        return ::poll(&poll, 1, 0) != 0;
    }
    auto found = protocols_of_writers_.find(condition.on);
    if (found == protocols_of_writers_.end()) {
        return false;
    }
    auto protocol = found->second.lock();
    switch (condition.kind) {
        case Condition::Kind::paused:
            return protocol && protocol->writing_is_paused();
        case Condition::Kind::resumed:
            return protocol && !protocol->writing_is_paused();
        default:
            return !protocol || protocol->connection_is_lost();
    }
}

}  // namespace streamspec
