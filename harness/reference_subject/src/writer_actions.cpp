// The actions of ScriptRun that belong to the writer layer.

#include <any>
#include <optional>

#include "script_run.hpp"

namespace streamspec {

bool ScriptRun::is_made(const std::optional<std::string>& reader) {
    return !reader || readers_.find(*reader) != nullptr;
}

void ScriptRun::make(const std::string& name, const ProtocolSpec& spec) {
    if (!is_made(spec.reader)) {
        return;
    }
    std::shared_ptr<asyncio::StreamReader> reader = spec.reader ? *readers_.find(*spec.reader) : nullptr;
    auto client = spec.client ? client_callback(*spec.client) : asyncio::ClientConnected();
    auto protocol =
        spec.loop == ProtocolSpec::Loop::none
            ? std::make_shared<asyncio::StreamReaderProtocol>(std::move(reader), std::move(client), dialect_)
            : std::make_shared<asyncio::StreamReaderProtocol>(std::move(reader), std::move(client), loop_);
    made_protocols_.emplace_back(protocol);
    protocols_.add(name, protocol);
    for (const ScriptObject& object : script_.objects) {
        const auto* const transport = std::get_if<TransportSpec>(&object.is);
        if (transport != nullptr && transport->protocol == name) {
            (*transports_.find(object.name))->set_protocol(protocol);
        }
    }
}

void ScriptRun::make(const std::string& name, const WriterSpec& spec) {
    if (!is_made(spec.reader) || protocols_.find(spec.protocol) == nullptr) {
        return;
    }
    std::optional<ScriptedLoop> other;  // Closed as soon as the writer is made.
    asyncio::EventLoop& loop = spec.closed_loop ? other.emplace(clock_, dialect_, log_) : loop_;
    writers_.add(name, std::make_shared<asyncio::StreamWriter>(
                           *transports_.find(spec.transport), *protocols_.find(spec.protocol),
                           spec.reader ? *readers_.find(*spec.reader) : nullptr, loop));
}

void ScriptRun::forget(const std::string& object) {
    // Moved out first: what goes may look at the registry.
    const auto take = [&object](auto& objects) {
        using Pointer = std::remove_reference_t<decltype(*objects.find(object))>;
        Pointer taken;
        if (auto* const there = objects.find(object)) {
            taken = std::move(*there);
            objects.remove(object);
        }
        return taken;
    };
    const auto reader = take(readers_);
    const auto writer = take(writers_);
    const auto protocol = take(protocols_);
    const auto transport = take(transports_);
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const ConnectionMade& action) {
    const std::shared_ptr<asyncio::StreamReaderProtocol> on = *protocols_.find(action.on);
    on->connection_made(*transports_.find(action.transport));
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const ConnectionLost& action) {
    const std::shared_ptr<asyncio::StreamReaderProtocol> on = *protocols_.find(action.on);
    on->connection_lost(named_exception(action.exception));
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const DataReceived& action) {
    protocol(action.on).data_received(typed<Bytes>(action.data).data);
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const EofReceived& action) {
    return Value{protocol(action.on).eof_received()};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const PauseWriting& action) {
    protocol(action.on).pause_writing();
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const ResumeWriting& action) {
    protocol(action.on).resume_writing();
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Write& action) {
    writer(action.on).write(typed<Bytes>(action.data).data);
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Writelines& action) {
    std::vector<std::string> lines;
    for (const Value& line : action.lines) {
        lines.push_back(typed<Bytes>(line).data);
    }
    writer(action.on).writelines(lines);
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const WriteEof& action) {
    writer(action.on).write_eof();
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const CanWriteEof& action) {
    return Value{writer(action.on).can_write_eof()};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Close& action) {
    writer(action.on).close();
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const IsClosing& action) {
    return Value{writer(action.on).is_closing()};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const GetExtraInfo& action) {
    const std::any known = writer(action.on).get_extra_info(
        action.info, action.fallback ? std::any(*action.fallback) : std::any());
    return known.has_value() ? std::any_cast<Value>(known) : kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const GetTransport& action) {
    return Value{ObjectName{dynamic_cast<const ScriptedTransport&>(*writer(action.on).transport()).name()}};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const WriterRepr& action) {
    return Value{Str{writer(action.on).repr()}};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Drop& action) {
    forget(action.object);
    return std::nullopt;
}

}  // namespace streamspec
