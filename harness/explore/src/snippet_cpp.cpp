#include <algorithm>

#include "cpp_literals.hpp"
#include "snippet_cpp_frame.hpp"
#include "snippet_walk.hpp"
#include "streamspec/explore/snippet.hpp"
#include "streamspec/model/needs.hpp"

namespace streamspec {
namespace {

using namespace cpp_frame;
using namespace cpp_literals;

class CppSnippet final : public SnippetWalk {
  public:
    explicit CppSnippet(const Script& script) : SnippetWalk(script) {}

    std::string make(const std::string& what, const std::optional<Release>& release) {
        const auto turns = walk_turns();
        std::string program = "// " + one_line(what) + "\n" + kIncludes;
        program += "asyncio::ManualClock time_of_loop;\n";
        program +=
            "asyncio::EventLoop loop(time_of_loop" +
            (release ? ", asyncio::Dialect::of(asyncio::Version::parse(" + quoted(release->str()) + "))"
                     : "") +
            ");\n";
        program += policies_text() + kHelpers;
        program += starts_ ? kStart : "";
        program += lines_ || iterates_ ? kNextLine : "";
        program += iterates_ ? kIterate : "";
        program += gathers_ ? kList : "";
        program += has<TransportSpec>() ? kTransport : "";
        program += kTurns + objects() + "\n" + functions() + state() + "int main() {\n";
        program +=
            "    loop.set_exception_handler([](asyncio::EventLoop&, const asyncio::ExceptionContext& "
            "context) "
            "{\n        show(\"handler \" + context.message);\n    });\n" +
            prepared();
        for (std::size_t i = 0; i < turns.size(); ++i) {
            program += i == script().own_turns ? "    // What is left.\n" : "";
            program += "    " + turns[i] + "\n    state();\n";
        }
        return program + "    loop.set_exception_handler(nullptr);\n}\n";
    }

  private:
    using Lines = std::vector<std::string>;

    // The frame.

    std::string policies_text() const {
        std::string text;
        for (const auto& policy : policies()) {
            text += (text.empty() ? "{" : ", {") + quoted(policy.by) + ", {" +
                    (policy.errors ? "\"error\"" : "") + (policy.errors && policy.cancellations ? ", " : "") +
                    (policy.cancellations ? "\"cancellation\"" : "") + "}}";
        }
        return "std::map<Text, std::set<Text>> goes_on{" + text + "};\n";
    }
    std::string objects() const {
        std::string text;
        for (const auto& object : script().objects) {
            text += "auto " + identifier(object.name) + " = " +
                    std::visit([&](const auto& is) { return made(object.name, is); }, object.is) + ";\n";
        }
        return text;
    }
    std::string made(const std::string& /*name*/, const ExceptionSpec& is) const {
        std::string args;
        for (const auto& arg : is.args) {
            args += args.empty() ? "" : ", ";
            if (std::holds_alternative<Bytes>(arg.is)) {
                args += bytes(arg);
            } else if (const auto* text = std::get_if<Str>(&arg.is)) {
                args += quoted(text->text) + "s";
            } else {
                args += std::holds_alternative<None>(arg.is) ? "std::nullopt" : number(arg);
            }
        }
        const bool incomplete = is.type == ExceptionClass::IncompleteReadError;
        return "std::make_exception_ptr(asyncio::" + std::string(name(is.type)) + "(" + args +
               (incomplete ? ", loop.dialect()" : "") + "))";
    }
    std::string made(const std::string& /*name*/, const FutureSpec& /*is*/) const {
        return "loop.create_future<Text>()";
    }
    std::string made(const std::string& name, const TransportSpec& /*is*/) const {
        return "std::make_shared<Transport>(" + quoted(name) + ")";
    }
    std::string made(const std::string& /*name*/, const ReaderSpec& is) const {
        return "std::make_shared<asyncio::StreamReader>(loop" + (is.limit ? ", " + number(*is.limit) : "") +
               ")";
    }
    std::string made(const std::string& /*name*/, const ProtocolSpec& is) const {
        return "std::make_shared<asyncio::StreamReaderProtocol>(" + named(is.reader) + ", loop)";
    }
    std::string made(const std::string& /*name*/, const WriterSpec& is) const {
        return "std::make_shared<asyncio::StreamWriter>(" + identifier(is.transport) + ", " +
               identifier(is.protocol) + ", " + named(is.reader) + ", loop)";
    }
    template <class Other>
    std::string made(const std::string& /*name*/, const Other& /*refused before*/) const {
        return "nullptr";
    }
    /// What is done to the objects before the first turn.
    std::string prepared() const {
        std::string text;
        for (const auto& object : script().objects) {
            const auto name = identifier(object.name);
            if (std::holds_alternative<ExceptionSpec>(object.is)) {
                text += "    exceptions.emplace_back(" + quoted(object.name) + ", " + name + ");\n";
            } else if (const auto* reader = std::get_if<ReaderSpec>(&object.is)) {
                text += reader->transport
                            ? "    " + name + "->set_transport(" + identifier(*reader->transport) + ");\n"
                            : "";
            } else if (const auto* transport = std::get_if<TransportSpec>(&object.is)) {
                text += prepared(name, *transport);
            }
        }
        return text;
    }
    std::string prepared(const std::string& name, const TransportSpec& is) const {
        std::string text;
        auto set = [&](const char* member, const std::string& value) {
            text += "    " + name + "->" + member + " = " + value + ";\n";
        };
        if (!is.pausable) {
            set("pause_error", "std::make_exception_ptr(asyncio::NotImplementedError())");
        } else if (is.pause_raises) {
            set("pause_error", identifier(*is.pause_raises));
        }
        if (is.resume_raises) {
            set("resume_error", identifier(*is.resume_raises));
        }
        if (!is.can_write_eof) {
            set("writes_eof", "false");
        }
        if (is.closing) {
            set("closing", "true");
        }
        if (is.protocol) {
            set("protocol", identifier(*is.protocol));
        }
        return text;
    }
    std::string state() const {
        std::string text =
            "void state() {\n    Text pending;\n    for (const Text& name : started) {\n"
            "        pending += tasks.at(name).done() ? \"\" : (pending.empty() ? \"\" : \", \") + name;\n   "
            " }\n"
            "    std::cout << \"pending: \" << pending";
        for (const auto& object : script().objects) {
            if (std::holds_alternative<ReaderSpec>(object.is)) {
                const auto name = identifier(object.name);
                text += "\n              << \" " + object.name + ".at_eof \" << text(" + name +
                        "->at_eof()) << \" " + object.name + ".exception \" << text(" + name +
                        "->exception())";
            }
        }
        return text + " << '\\n';\n}\n\n";
    }

    // How it is written.

    std::string turn_head(const std::string& name) const override { return "void " + name + "() {"; }
    std::string turn_line(const std::string& name, std::optional<std::int64_t> run) const override {
        return "turn(" + name + (run ? ", " + std::to_string(*run) : "") + ");";
    }
    std::string if_started(const std::string& task) const override {
        return "if (tasks.contains(" + quoted(task) + ")) {";
    }
    std::string block_end() const override { return "}"; }
    std::string no_statement() const override { return {}; }
    bool is_reserved(const std::string& name) const override {
        return kReserved.find(" " + name + " ") != kReserved.npos || name.starts_with("turn_") ||
               name.starts_with("call_");
    }
    std::string named(const std::optional<std::string>& name) const {
        return name ? identifier(*name) : "nullptr";
    }
    static std::string task(const std::string& name) { return "tasks.at(" + quoted(name) + ")"; }
    static std::string shown(const std::string& by, const std::string& what, const std::string& rest,
                             const std::string& value = {}) {
        return "show(" + quoted(by + " " + what + " " + rest + (value.empty() ? "" : " ")) +
               (value.empty() ? "" : "s + " + value) + ");";
    }

    void write_call(const std::string& by, const std::string& what, const std::vector<std::string>& lines) {
        line("try {");
        indent();
        for (const auto& text : lines) {
            line(text);
        }
        end_call(by, what);
    }
    void end_call(const std::string& by, const std::string& what) {
        outdent();
        line("} catch (const asyncio::BaseException&) {");
        indent();
        line("raised(" + quoted(by) + ", " + quoted(what) + ");");
        outdent();
        line("}");
    }

    // Actions.

    void write(const std::string& by, const Action& action) override {
        const auto of = label(verb(action), object(action));
        if (const auto* tried = std::get_if<Try>(&action.is)) {
            const auto what = label(verb(tried->call), object(tried->call));
            const auto name = write_call_function(tried->call);
            write_call(by, what,
                       {"const std::optional<Text> value = asyncio::try_call(loop, " + name + "());",
                        "show(" + quoted(by + " " + what) +
                            " + (value ? \" returned \" + *value : \" would wait\"));"});
        } else if (const auto* raise = std::get_if<Raise>(&action.is)) {
            write_call(by, of, {"std::rethrow_exception(" + identifier(raise->exception) + ");"});
        } else if (std::holds_alternative<CancelAll>(action.is)) {
            line("for (const Text& name : started) {");
            line("    goes_on[name].erase(\"cancellation\");  // From now on every body stops at one.");
            line("    tasks.at(name).cancel();");
            line("}");
            line(shown(by, "cancel_all", "returned None"));
        } else if (auto arranged = std::visit([&](const auto& is) { return arrangement(is); }, action.is)) {
            line(*arranged);
        } else if (auto value = std::visit([&](const auto& is) { return value_of(is); }, action.is)) {
            write_call(by, of, {shown(by, of, "returned", *value)});
        } else {
            write_call(by, of,
                       {std::visit([&](const auto& is) { return statement(is); }, action.is) + ";",
                        shown(by, of, "returned None")});
        }
    }

    // What leaves no event.

    std::optional<std::string> arrangement(const Start& is) {
        starts_ = true;
        const auto name = identifier(is.task);
        write_task(is, "asyncio::Coro<Text> " + name + "() {", "co_return \"None\";");
        return "start(" + quoted(is.task) + ", " + name + "());";
    }
    std::optional<std::string> arrangement(const Watch& is) {
        return (is_future(is.target) ? identifier(is.target) : task(is.target)) +
               ".add_done_callback([](const auto&) { show(" + quoted(is.as + " called") + "); });";
    }
    std::optional<std::string> arrangement(const CallSoon& is) {
        return "loop.call_soon(" + callback(is.callback, is.body) + ");";
    }
    std::optional<std::string> arrangement(const CallLater& is) {
        return "loop.call_later(" + seconds(is.delay) + ", " + callback(is.callback, is.body) + ");";
    }
    std::optional<std::string> arrangement(const Advance& is) {
        return "time_of_loop.advance(" + seconds(is.seconds) + ");";
    }
    template <class Other>
    std::optional<std::string> arrangement(const Other& /*leaves an event*/) {
        return std::nullopt;
    }
    std::string callback(const std::string& name, const std::vector<Action>& body) {
        write_callback(name, body, "void " + identifier(name) + "() {");
        return identifier(name);
    }

    // What returns something: its text.

    std::string on(const std::string& object, const std::string& call) const {
        return identifier(object) + "->" + call;
    }
    std::optional<std::string> value_of(const GetException& is) const {
        return "text(" + on(is.on, "exception()") + ")";
    }
    std::optional<std::string> value_of(const AtEof& is) const {
        return "text(" + on(is.on, "at_eof()") + ")";
    }
    std::optional<std::string> value_of(const Repr& is) const {
        return "'\\'' + " + on(is.on, "repr()") + " + '\\''";
    }
    std::optional<std::string> value_of(const WriterRepr& is) const {
        return "'\\'' + " + on(is.on, "repr()") + " + '\\''";
    }
    std::optional<std::string> value_of(const Cancel& is) const {
        return "text(" + task(is.task) + ".cancel(" + (is.message ? quoted(*is.message) : "") + "))";
    }
    std::optional<std::string> value_of(const FutureCancel& is) const {
        return "text(" + identifier(is.on) + ".cancel())";
    }
    std::optional<std::string> value_of(const EofReceived& is) const {
        return "text(" + on(is.on, "eof_received()") + ")";
    }
    std::optional<std::string> value_of(const CanWriteEof& is) const {
        return "text(" + on(is.on, "can_write_eof()") + ")";
    }
    std::optional<std::string> value_of(const IsClosing& is) const {
        return "text(" + on(is.on, "is_closing()") + ")";
    }
    std::optional<std::string> value_of(const GetExtraInfo& is) const {
        const auto fallback = is.fallback ? text_of(*is.fallback) : "\"None\"s";
        return "std::any_cast<Text>(" +
               on(is.on, "get_extra_info(" + quoted(is.info) + ", " + fallback + "))");
    }
    std::optional<std::string> value_of(const GetTransport& is) const {
        return on(is.on, "transport()->repr()");
    }
    template <class Other>
    std::optional<std::string> value_of(const Other& /*returns nothing*/) const {
        return std::nullopt;
    }

    // What returns nothing.

    std::string statement(const FeedData& is) const { return on(is.on, "feed_data(" + bytes(is.data) + ")"); }
    std::string statement(const SetException& is) const {
        return on(is.on, "set_exception(" + named(is.exception) + ")");
    }
    std::string statement(const SetTransport& is) const {
        return on(is.on, "set_transport(" + named(is.transport) + ")");
    }
    std::string statement(const FutureSetResult& is) const {
        return identifier(is.on) + ".set_result(" + text_of(is.result) + ")";
    }
    std::string statement(const FutureSetException& is) const {
        return identifier(is.on) + ".set_exception(" + identifier(is.exception) + ")";
    }
    std::string statement(const ConnectionMade& is) const {
        return on(is.on, "connection_made(" + identifier(is.transport) + ")");
    }
    std::string statement(const ConnectionLost& is) const {
        return on(is.on, "connection_lost(" + named(is.exception) + ")");
    }
    std::string statement(const DataReceived& is) const {
        return on(is.on, "data_received(" + bytes(is.data) + ")");
    }
    std::string statement(const Write& is) const { return on(is.on, "write(" + bytes(is.data) + ")"); }
    std::string statement(const Writelines& is) const {
        std::string lines;
        for (const auto& piece : is.lines) {
            lines += (lines.empty() ? "" : ", ") + bytes(piece);
        }
        return on(is.on, "writelines(std::vector<std::string>{" + lines + "})");
    }
    template <class Other>
    std::string statement(const Other& is) const {
        if constexpr (requires { is.on; }) {
            return on(is.on, std::string(name(is.verb)) + "()");
        } else {
            return {};
        }
    }

    // Awaiting calls.

    void write(const std::string& by, const AwaitingCall& call) override {
        const auto of = label(verb(call), object(call));
        if (const auto* block = std::get_if<Timeout>(&call.is)) {
            const auto name = new_name("call_");
            write_function("asyncio::Coro<void> " + name + "() {", [&] {
                write_steps(by, block->body);
                line("co_return;");
            });
            write_call(by, of,
                       {"asyncio::Coro<void> block = asyncio::timeout(" + seconds(block->seconds) + ", " +
                            name + "());",
                        "co_await block;", shown(by, of, "returned None")});
            return;
        }
        if (const auto* iterate = std::get_if<Iterate>(&call.is)) {
            iterates_ = true;
            write_call(
                by, of,
                {"co_await iterate(" + quoted(by) + ", " + quoted(of) + ", " + identifier(iterate->on) +
                     ", " + (iterate->max ? std::to_string(*iterate->max) : "std::nullopt") + ");",
                 shown(by, of, "returned None")});
            return;
        }
        auto lines = awaited(call);
        lines.push_back(shown(by, of, "returned", "value"));
        write_call(by, of, lines);
    }

    /// Lines that await the call; `value` is the text of its result then.
    Lines awaited(const AwaitingCall& call) {
        return std::visit([this](const auto& is) { return awaited(is); }, call.is);
    }
    static Lines bytes_of(const std::string& read) {
        return {"const Text value = text(co_await " + read + ");"};
    }
    static Lines nothing_of(const std::string& awaitable) {
        return {"co_await " + awaitable + ";", "const Text value = \"None\";"};
    }
    Lines awaited(const Read& is) { return bytes_of(on(is.on, "read(" + (is.n ? number(*is.n) : "") + ")")); }
    Lines awaited(const Readexactly& is) { return bytes_of(on(is.on, "readexactly(" + number(is.n) + ")")); }
    Lines awaited(const Readline& is) { return bytes_of(on(is.on, "readline()")); }
    Lines awaited(const Readuntil& is) {
        if (!is.separator) {
            return bytes_of(on(is.on, "readuntil()"));
        }
        const auto* several = std::get_if<Container>(&is.separator->is);
        if (several == nullptr) {
            return {"const std::string separator = " + bytes(*is.separator) + ";",
                    "const Text value = text(co_await " + on(is.on, "readuntil(separator));")};
        }
        std::string list;
        for (const auto& item : several->items) {
            list += (list.empty() ? "" : ", ") + bytes(item);
        }
        return {"const std::vector<std::string> separators{" + list + "};",
                "const Text value = text(co_await " + on(is.on, "readuntil(separators));")};
    }
    Lines awaited(const Anext& is) {
        lines_ = true;
        return bytes_of("next_line(" + identifier(is.on) + ")");
    }
    Lines awaited(const Yield& is) {
        const std::string sleep = "co_await asyncio::sleep(0s);";
        const Lines none = {"const Text value = \"None\";"};
        return is.times == 1 ? Lines{sleep, none[0]}
                             : Lines{"for (int i = 0; i < " + std::to_string(is.times) + "; ++i) {",
                                     "    " + sleep, "}", none[0]};
    }
    Lines awaited(const Sleep& is) { return nothing_of("asyncio::sleep(" + seconds(is.seconds) + ")"); }
    Lines awaited(const Join& is) { return {"const Text value = co_await " + task(is.task) + ";"}; }
    Lines awaited(const AwaitFuture& is) {
        return {"const Text value = co_await " + identifier(is.future) + ";"};
    }
    Lines awaited(const WaitFor& is) {
        const auto* inner = std::get_if<Gather>(&is.call->is);
        auto lines = inner != nullptr ? gathered(*inner) : Lines();
        lines.push_back("asyncio::Coro<Text> call = asyncio::wait_for(" + awaitable(*is.call) + ", " +
                        seconds(is.timeout) + ");");
        lines.emplace_back("const Text value = co_await call;");
        return lines;
    }
    Lines awaited(const Gather& is) {
        auto lines = gathered(is);
        lines.emplace_back("const Text value = co_await gathered;");
        return lines;
    }
    Lines awaited(const Drain& is) { return nothing_of(on(is.on, "drain()")); }
    Lines awaited(const WaitClosed& is) { return nothing_of(on(is.on, "wait_closed()")); }
    template <class Other>
    Lines awaited(const Other& /*written elsewhere, or refused*/) const {
        return {};
    }

    /// A coroutine function that makes the call; its name.
    std::string write_call_function(const AwaitingCall& call) {
        const auto name = new_name("call_");
        write_function("asyncio::Coro<Text> " + name + "() {", [&] {
            for (const auto& text : awaited(call)) {
                line(text);
            }
            line("co_return value;");
        });
        return name;
    }

    /// The future or coroutine of a call within another one. That of a `gather` was begun before.
    std::string awaitable(const AwaitingCall& call) {
        if (const auto* join = std::get_if<Join>(&call.is)) {
            return "static_cast<asyncio::Future<Text>>(" + task(join->task) + ")";
        }
        if (const auto* future = std::get_if<AwaitFuture>(&call.is)) {
            return identifier(future->future);
        }
        return std::holds_alternative<Gather>(call.is) ? "gathered" : write_call_function(call) + "()";
    }

    /// Lines that begin a `gather`.
    Lines gathered(const Gather& gather) {
        gathers_ = true;
        std::vector<std::string> lines = {"std::vector<asyncio::Future<Text>> children;"};
        for (const auto& inner : gather.calls) {
            const bool is_future =
                std::holds_alternative<Join>(inner.is) || std::holds_alternative<AwaitFuture>(inner.is);
            const auto begun = awaitable(inner);
            lines.push_back("children.push_back(" + (is_future ? begun : "loop.create_task(" + begun + ")") +
                            ");");
        }
        lines.push_back(
            "const asyncio::Future<Text> gathered = asyncio::gather(loop, children, "
            "asyncio::GatherErrors::" +
            std::string(gather.return_exceptions ? "return_all" : "raise_first") + ", list);");
        return lines;
    }

    bool starts_ = false;
    bool lines_ = false;
    bool iterates_ = false;
    bool gathers_ = false;
};

/// What a typed signature does not take.
std::optional<std::string> reason_for_no_cpp(const Script& script) {
    if (auto reason = reason_for_no_snippet(script)) {
        return reason;
    }
    if (needs(script).has(Feature::dynamic_typing)) {
        return "it gives arguments of a type that a typed signature does not take";
    }
    return std::nullopt;
}

}  // namespace

std::string cpp_snippet(const Script& script, const std::string& what,
                        const std::optional<Release>& release) {
    if (auto reason = reason_for_no_cpp(script)) {
        return "// No C++ snippet: " + *reason + ".\n";
    }
    return CppSnippet(script).make(what, release);
}

}  // namespace streamspec
