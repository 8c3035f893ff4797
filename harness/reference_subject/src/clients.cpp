// The client callbacks of scripts.

#include "script_run.hpp"

namespace streamspec {

/// The names that the script forgets when the body of a client ends, at the latest when this object goes,
/// with a body that never began.
class ScriptRun::ClientNames {
  public:
    ClientNames(ScriptRun& run, std::vector<std::string> names) : run_(run), names_(std::move(names)) {}
    ClientNames(const ClientNames&) = delete;
    ClientNames& operator=(const ClientNames&) = delete;
    ~ClientNames() { forget(); }

    void forget() {
        for (const std::string& name : std::exchange(names_, {})) {
            run_.forget(name);
        }
    }
    /// Forgets the names; what they stood for stays as long as this object does.
    void forget_but_hold() {
        for (const std::string& name : names_) {
            held_.push_back(run_.owner_of(name));
        }
        forget();
    }

  private:
    ScriptRun& run_;
    std::vector<std::string> names_;
    std::vector<std::shared_ptr<const void>> held_;
};

asyncio::ClientConnected ScriptRun::client_callback(const Client& client) {
    // Returns a coroutine or none, as the kind of the client has it; the arguments are the script's only, by
    // name.
    return asyncio::ClientConnected(asyncio::ClientConnected::Maker(
        [this, &client](std::shared_ptr<asyncio::StreamReader> reader,
                        std::shared_ptr<asyncio::StreamWriter> writer) -> std::optional<asyncio::Coro<void>> {
            log_.note(ClientCalled{client.name});
            std::vector<std::string> forgotten;
            if (client.reader && reader) {
                readers_.add(*client.reader, std::move(reader));
                if (client.keep == Client::Keep::neither) {
                    forgotten.push_back(*client.reader);
                }
            }
            writers_.add(client.writer, std::move(writer));
            if (client.keep != Client::Keep::both) {
                forgotten.push_back(client.writer);
            }
            auto names = std::make_shared<ClientNames>(*this, std::move(forgotten));
            if (client.kind == Client::Kind::function) {
                try {
                    call_client_function(client);
                } catch (...) {
                    names->forget_but_hold();
                    traceback_ = std::move(names);
                    throw;
                }
                return std::nullopt;
            }
            return client_body(client, std::move(names));
        }));
}

void ScriptRun::call_client_function(const Client& client) {
    for (const Step& step : client.body) {
        const std::exception_ptr error = do_action(client.name, std::get<Action>(step.is));
        if (error && !goes_on({client.on_error, client.on_cancel}, error)) {
            std::rethrow_exception(error);
        }
    }
}

asyncio::Coro<void> ScriptRun::client_body(const Client& client, std::shared_ptr<ClientNames> names) {
    clients_.add(client.name, *asyncio::current_task(loop_));
    started_.push_back(client.name);
    std::exception_ptr error;
    try {
        asyncio::Coro<Value> steps = play(client.name, client.body, {client.on_error, client.on_cancel});
        co_await steps;
    } catch (const asyncio::BaseException&) {
        error = std::current_exception();
    }
    if (error) {
        names->forget_but_hold();  // as Python's traceback does; like it, the parameter lives while the task
                                   // does
    } else {
        names->forget();
    }
    // Whether anybody asks the task for its exception is the library's affair: no reference of ours.
    clients_.remove(client.name);
    note_end(client.name, asyncio::exception_cast<asyncio::CancelledError>(error) != nullptr, error);
    if (error) {
        std::rethrow_exception(error);
    }
}

}  // namespace streamspec
