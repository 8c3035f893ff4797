#include <algorithm>

#include "snippet_python_frame.hpp"
#include "snippet_walk.hpp"
#include "streamspec/explore/snippet.hpp"
#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

using namespace python_frame;

std::string quoted(const std::string& text) {
    return narrate(Value{Str{text}});
}

class PythonSnippet final : public SnippetWalk {
  public:
    explicit PythonSnippet(const Script& script) : SnippetWalk(script) {}

    std::string make(const std::string& what) {
        const auto turns = walk_turns();
        std::string program = "# " + one_line(what) + "\nimport asyncio\n" + "\n";
        program += loop();
        program += "iteration = 0\n";
        program += "tasks = {}\n" + policies_text() + "exceptions = []\n\n\n";
        program += kHelpers;
        program += starts_ ? kStart : "";
        program += tries_ ? kAttempt : "";
        program += has<TransportSpec>() ? kTransport : "";
        program += std::string(kTurns) + objects() + "\n\n" + spaced(functions()) + state();
        program += "loop.set_exception_handler(lambda loop, context: show('handler', context['message']))\n";
        for (std::size_t i = 0; i < turns.size(); ++i) {
            program += i == script().own_turns ? "# What is left.\n" : "";
            program += turns[i] + "\nstate()\n";
        }
        return program + "loop.set_exception_handler(None)\nloop.close()\n";
    }

  private:
    // The frame.

    std::string loop() const {
        if (!time_) {
            return "loop = asyncio.new_event_loop()\n";
        }
        return "\nclass Loop(asyncio.SelectorEventLoop):\n    \"\"\"Its time moves only when told.\"\"\"\n"
               "    now = 0\n\n    def time(self):\n        return self.now\n\n\nloop = Loop()\n";
    }
    std::string policies_text() const {
        std::string text;
        for (const auto& policy : policies()) {
            text += (text.empty() ? "" : ", ") + quoted(policy.by) + ": {" +
                    (policy.errors ? "'error'" : "") + (policy.errors && policy.cancellations ? ", " : "") +
                    (policy.cancellations ? "'cancellation'" : "") + "}";
        }
        return "goes_on = {" + text + "}\n";
    }
    std::string objects() const {
        std::string text;
        for (const auto& object : script().objects) {
            const auto name = identifier(object.name);
            text += name + " = " +
                    std::visit([&](const auto& is) { return made(object.name, is); }, object.is) + "\n";
            if (const auto* reader = std::get_if<ReaderSpec>(&object.is);
                reader != nullptr && reader->transport) {
                text += name + ".set_transport(" + identifier(*reader->transport) + ")\n";
            }
            if (std::holds_alternative<ExceptionSpec>(object.is)) {
                text += "exceptions.append((" + quoted(object.name) + ", " + name + "))\n";
            }
        }
        for (const auto& object : script().objects) {
            const auto* transport = std::get_if<TransportSpec>(&object.is);
            if (transport != nullptr && transport->protocol) {
                text += identifier(object.name) + ".protocol = " + identifier(*transport->protocol) + "\n";
            }
        }
        return text;
    }
    std::string made(const std::string& /*name*/, const ExceptionSpec& is) const {
        std::string args;
        for (const auto& arg : is.args) {
            args += (args.empty() ? "" : ", ") + narrate(arg);
        }
        const bool of_asyncio = is.type == ExceptionClass::CancelledError ||
                                is.type == ExceptionClass::IncompleteReadError ||
                                is.type == ExceptionClass::LimitOverrunError;
        return (of_asyncio ? "asyncio." : "") + std::string(streamspec::name(is.type)) + "(" + args + ")";
    }
    std::string made(const std::string& /*name*/, const FutureSpec& /*is*/) const {
        return "loop.create_future()";
    }
    std::string made(const std::string& name, const TransportSpec& is) const {
        return "Transport(" + quoted(name) + (is.pausable ? "" : ", pausable=False") +
               (is.pause_raises ? ", pause_raises=" + identifier(*is.pause_raises) : "") +
               (is.resume_raises ? ", resume_raises=" + identifier(*is.resume_raises) : "") +
               (is.can_write_eof ? "" : ", writes_eof=False") + (is.closing ? ", closing=True" : "") + ")";
    }
    std::string made(const std::string& /*name*/, const ReaderSpec& is) const {
        return "asyncio.StreamReader(" + (is.limit ? "limit=" + narrate(*is.limit) + ", " : "") +
               "loop=loop)";
    }
    std::string made(const std::string& /*name*/, const ProtocolSpec& is) const {
        return "asyncio.StreamReaderProtocol(" + named(is.reader) + ", loop=loop)";
    }
    std::string made(const std::string& /*name*/, const WriterSpec& is) const {
        return "asyncio.StreamWriter(" + identifier(is.transport) + ", " + identifier(is.protocol) + ", " +
               named(is.reader) + ", loop)";
    }
    template <class Other>
    std::string made(const std::string& /*name*/, const Other& /*refused before*/) const {
        return "None";
    }
    std::string state() const {
        std::string text =
            "def state():\n    words = ['pending:', ', '.join(name for name in tasks if not "
            "tasks[name].done())]\n";
        for (const auto& object : script().objects) {
            if (std::holds_alternative<ReaderSpec>(object.is)) {
                const auto name = identifier(object.name);
                text += "    words += ['" + object.name + ".at_eof', text(" + name + ".at_eof()), '" +
                        object.name + ".exception', text(" + name + ".exception())]\n";
            }
        }
        return text + "    print(*words)\n\n\n";
    }
    /// Two empty lines after each function, as Python has it.
    static std::string spaced(const std::string& functions) {
        std::string text;
        for (std::size_t i = 0; i < functions.size(); ++i) {
            text += functions[i];
            if (functions[i] == '\n' && i > 0 && functions[i - 1] == '\n') {
                text += '\n';
            }
        }
        return text;
    }

    // How it is written.

    std::string turn_head(const std::string& name) const override { return "def " + name + "():"; }
    std::string turn_line(const std::string& name, std::optional<std::int64_t> run) const override {
        return "turn(" + name + (run ? ", " + std::to_string(*run) : "") + ")";
    }
    std::string if_started(const std::string& task) const override {
        return "if " + quoted(task) + " in tasks:";
    }
    std::string block_end() const override { return {}; }
    std::string no_statement() const override { return "pass"; }
    bool is_reserved(const std::string& name) const override {
        return kReserved.find(" " + name + " ") != kReserved.npos || name.starts_with("turn_");
    }
    std::string named(const std::optional<std::string>& name) const {
        return name ? identifier(*name) : "None";
    }
    std::string task(const std::string& name) const { return "tasks[" + quoted(name) + "]"; }

    /// `with call(…) as result:` and what is in it.
    void write_call(const std::string& by, const std::string& what, const std::vector<std::string>& lines) {
        const bool asks = std::any_of(lines.begin(), lines.end(), [](const std::string& text) {
            return text.find("result.") != std::string::npos;
        });
        line("with call(" + quoted(by) + ", " + quoted(what) + ")" + (asks ? " as result:" : ":"));
        indent();
        for (const auto& text : lines) {
            line(text);
        }
        outdent();
    }

    void write(const std::string& by, const Action& action) override {
        const auto of = label(verb(action), object(action));
        if (const auto* tried = std::get_if<Try>(&action.is)) {
            tries_ = true;
            write_call(by, label(verb(tried->call), object(tried->call)),
                       {"done = attempt(" + expression(tried->call) + ")", "if done is None:",
                        "    show(" + quoted(by) + ", " +
                            quoted(label(verb(tried->call), object(tried->call))) + ", 'would wait')",
                        "else:", "    result.returned(done[0])"});
        } else if (const auto* raise = std::get_if<Raise>(&action.is)) {
            write_call(by, of, {"raise " + identifier(raise->exception)});
        } else if (std::holds_alternative<CancelAll>(action.is)) {
            // From now on every body stops at a cancellation.
            line("for name, task in tasks.items():");
            line("    goes_on[name] = goes_on.get(name, set()) - {'cancellation'}");
            line("    task.cancel()");
            line("show(" + quoted(by) + ", 'cancel_all returned None')");
        } else if (auto arranged = std::visit([&](const auto& is) { return arrangement(is); }, action.is)) {
            line(*arranged);
        } else {
            write_call(by, of,
                       {"result.returned(" +
                        std::visit([&](const auto& is) { return expression(is); }, action.is) + ")"});
        }
    }

    // What leaves no event.

    std::optional<std::string> arrangement(const Start& is) {
        starts_ = true;
        const auto name = identifier(is.task);
        write_task(is, "async def " + name + "():");
        return "start(" + quoted(is.task) + ", " + name + "())";
    }
    std::optional<std::string> arrangement(const Watch& is) {
        return (is_future(is.target) ? identifier(is.target) : task(is.target)) +
               ".add_done_callback(lambda _: show(" + quoted(is.as) + ", 'called'))";
    }
    std::optional<std::string> arrangement(const CallSoon& is) {
        return "loop.call_soon(" + callback(is.callback, is.body) + ")";
    }
    std::optional<std::string> arrangement(const CallLater& is) {
        time_ = true;
        return "loop.call_later(" + std::to_string(is.delay) + ", " + callback(is.callback, is.body) + ")";
    }
    std::optional<std::string> arrangement(const Advance& is) {
        time_ = true;
        return "loop.now += " + std::to_string(is.seconds);
    }
    template <class Other>
    std::optional<std::string> arrangement(const Other& /*leaves an event*/) {
        return std::nullopt;
    }
    std::string callback(const std::string& name, const std::vector<Action>& body) {
        write_callback(name, body, "def " + identifier(name) + "():");
        return identifier(name);
    }

    // Expressions.

    std::string on(const std::string& object, const std::string& call) const {
        return identifier(object) + "." + call;
    }
    std::string expression(const FeedData& is) const {
        return on(is.on, "feed_data(" + narrate(is.data) + ")");
    }
    std::string expression(const SetException& is) const {
        return on(is.on, "set_exception(" + named(is.exception) + ")");
    }
    std::string expression(const SetTransport& is) const {
        return on(is.on, "set_transport(" + named(is.transport) + ")");
    }
    std::string expression(const Repr& is) const { return "repr(" + identifier(is.on) + ")"; }
    std::string expression(const WriterRepr& is) const { return "repr(" + identifier(is.on) + ")"; }
    std::string expression(const Cancel& is) const {
        return task(is.task) + ".cancel(" + (is.message ? quoted(*is.message) : "") + ")";
    }
    std::string expression(const FutureSetResult& is) const {
        return on(is.on, "set_result(" + narrate(is.result) + ")");
    }
    std::string expression(const FutureSetException& is) const {
        return on(is.on, "set_exception(" + identifier(is.exception) + ")");
    }
    std::string expression(const FutureCancel& is) const { return on(is.on, "cancel()"); }
    std::string expression(const ConnectionMade& is) const {
        return on(is.on, "connection_made(" + identifier(is.transport) + ")");
    }
    std::string expression(const ConnectionLost& is) const {
        return on(is.on, "connection_lost(" + named(is.exception) + ")");
    }
    std::string expression(const DataReceived& is) const {
        return on(is.on, "data_received(" + narrate(is.data) + ")");
    }
    std::string expression(const Write& is) const { return on(is.on, "write(" + narrate(is.data) + ")"); }
    std::string expression(const Writelines& is) const {
        return on(is.on, "writelines(" + narrate(Value{Container{Container::Kind::list, is.lines}}) + ")");
    }
    std::string expression(const GetExtraInfo& is) const {
        return on(is.on, "get_extra_info(" + quoted(is.info) +
                             (is.fallback ? ", " + narrate(*is.fallback) : "") + ")");
    }
    std::string expression(const GetTransport& is) const { return on(is.on, "transport"); }
    template <class Other>
    std::string expression(const Other& is) const {
        if constexpr (requires { is.on; }) {
            return on(is.on, std::string(name(is.verb)) + "()");
        } else {
            return "None";
        }
    }

    /// What is awaited.
    std::string expression(const AwaitingCall& call) {
        return std::visit([this](const auto& is) { return expression(is); }, call.is);
    }
    std::string expression(const Read& is) { return on(is.on, "read(" + (is.n ? narrate(*is.n) : "") + ")"); }
    std::string expression(const Readexactly& is) { return on(is.on, "readexactly(" + narrate(is.n) + ")"); }
    std::string expression(const Readuntil& is) {
        return on(is.on, "readuntil(" + (is.separator ? narrate(*is.separator) : "") + ")");
    }
    std::string expression(const Anext& is) { return on(is.on, "__anext__()"); }
    std::string expression(const Yield& /*is*/) { return "asyncio.sleep(0)"; }
    std::string expression(const Sleep& is) {
        time_ = true;
        return "asyncio.sleep(" + std::to_string(is.seconds) + ")";
    }
    std::string expression(const Join& is) { return task(is.task); }
    std::string expression(const AwaitFuture& is) { return identifier(is.future); }
    std::string expression(const WaitFor& is) {
        time_ = true;
        return "asyncio.wait_for(" + expression(*is.call) + ", " + std::to_string(is.timeout) + ")";
    }
    std::string expression(const Gather& is) {
        std::string calls;
        for (const auto& inner : is.calls) {
            calls += (calls.empty() ? "" : ", ") + expression(inner);
        }
        return "asyncio.gather(" + calls + (is.return_exceptions ? ", return_exceptions=True)" : ")");
    }

    void write(const std::string& by, const AwaitingCall& call) override {
        const auto of = label(verb(call), object(call));
        if (const auto* yield = std::get_if<Yield>(&call.is); yield != nullptr && yield->times > 1) {
            write_call(by, of,
                       {"for _ in range(" + std::to_string(yield->times) + "):", "    await asyncio.sleep(0)",
                        "result.returned(None)"});
        } else if (const auto* iterate = std::get_if<Iterate>(&call.is)) {
            write_call(by, of, lines_of(by, *iterate));
        } else if (const auto* block = std::get_if<Timeout>(&call.is)) {
            time_ = true;
            line("with call(" + quoted(by) + ", 'timeout') as block:");
            indent();
            line("async with asyncio.timeout(" + std::to_string(block->seconds) + "):");
            indent();
            write_steps(by, block->body);
            if (block->body.empty()) {
                line("pass");
            }
            outdent();
            line("block.returned(None)");
            outdent();
        } else {
            write_call(by, of, {"result.returned(await " + expression(call) + ")"});
        }
    }

    std::vector<std::string> lines_of(const std::string& by, const Iterate& is) const {
        const auto show =
            "show(" + quoted(by) + ", " + quoted(label(Verb::iterate, is.on)) + ", 'yielded', text(line))";
        std::vector<std::string> lines;
        if (is.max) {
            lines.emplace_back("lines = 0");
        }
        lines.push_back("async for line in " + identifier(is.on) + ":");
        lines.push_back("    " + show);
        if (is.max) {
            lines.emplace_back("    lines += 1");
            lines.push_back("    if lines == " + std::to_string(*is.max) + ":");
            lines.emplace_back("        break");
        }
        lines.emplace_back("result.returned(None)");
        return lines;
    }

    bool time_ = false;
    bool starts_ = false;
    bool tries_ = false;
};

}  // namespace

std::string python_snippet(const Script& script, const std::string& what) {
    if (auto reason = reason_for_no_snippet(script)) {
        return "# No Python snippet: " + *reason + ".\n";
    }
    return PythonSnippet(script).make(what);
}

}  // namespace streamspec
