#pragma once

#include <string_view>

/// \file
/// What stands at the top of a C++ snippet, as far as the script needs it.

namespace streamspec::cpp_frame {

inline constexpr const char* kIncludes = R"(#include <any>
#include <chrono>
#include <exception>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asyncio/core.hpp>

using namespace std::chrono_literals;
using namespace std::string_literals;

/// A value, as Python writes it.
using Text = std::string;

)";

inline constexpr const char* kHelpers = R"(int iteration = 0;
std::map<Text, asyncio::Task<Text>> tasks;
std::vector<Text> started;  // their names, in that order
std::vector<std::pair<Text, std::exception_ptr>> exceptions;

void show(const Text& what) {
    std::cout << iteration << ' ' << what << '\n';
}

Text text(bool value) {
    return value ? "True" : "False";
}

Text text(const std::string& bytes) {
    const char quote = bytes.find('\'') != bytes.npos && bytes.find('"') == bytes.npos ? '"' : '\'';
    Text result = "b"s + quote;
    for (const char c : bytes) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '\\' || c == quote) {
            result += "\\"s + c;
        } else if (c == '\n' || c == '\r' || c == '\t') {
            result += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
        } else if (code < 0x20 || code > 0x7e) {
            result += "\\x"s + "0123456789abcdef"[code / 16] + "0123456789abcdef"[code % 16];
        } else {
            result += c;
        }
    }
    return result + quote;
}

Text text(const std::exception_ptr& exception) {
    const auto* error = asyncio::exception_cast(exception);
    if (error == nullptr) {
        return "None";
    }
    Text result = Text(error->type_name()) + ": " + error->what();
    for (const auto& [name, known] : exceptions) {
        result += known == exception ? " " + name : "";
    }
    if (const auto* incomplete = dynamic_cast<const asyncio::IncompleteReadError*>(error)) {
        const auto& expected = incomplete->expected();
        result += " partial=" + text(incomplete->partial());
        result += " expected=" + (expected ? std::to_string(*expected) : "None"s);
    } else if (const auto* overrun = dynamic_cast<const asyncio::LimitOverrunError*>(error)) {
        result += " consumed=" + std::to_string(overrun->consumed());
    }
    if (error->cause()) {
        result += " from " + Text(asyncio::exception_cast(error->cause())->type_name());
    } else if (error->context() && !error->context_suppressed()) {
        result += " after " + Text(asyncio::exception_cast(error->context())->type_name());
    }
    return result;
}

bool is_cancelled(const std::exception_ptr& exception) {
    return asyncio::exception_cast<asyncio::CancelledError>(exception) != nullptr;
}

/// To be called in a handler: shows what was raised. It goes on its way, unless `goes_on` says otherwise.
void raised(const Text& by, const Text& call) {
    const std::exception_ptr error = std::current_exception();
    show(by + ' ' + call + " raised " + text(error));
    if (!goes_on[by].contains(is_cancelled(error) ? "cancellation" : "error")) {
        throw;
    }
}

)";

inline constexpr const char* kStart = R"(void start(const Text& name, asyncio::Coro<Text> coroutine) {
    asyncio::Task<Text> task = loop.create_task(std::move(coroutine));
    tasks.emplace(name, task);
    started.push_back(name);
    task.add_done_callback([name](const asyncio::Future<Text>& done) {
        const std::exception_ptr error = done.cancelled() ? nullptr : done.exception();
        show(name + (done.cancelled() ? " cancelled" : error ? " raised " + text(error) : " returned"));
    });
}

)";

inline constexpr const char* kNextLine =
    R"(/// A line, as Python's `__anext__` returns it: at the end, it raises.
asyncio::Coro<std::string> next_line(std::shared_ptr<asyncio::StreamReader> reader) {
    std::optional<std::string> line = co_await reader->anext();
    if (!line) {
        throw asyncio::StopAsyncIteration();
    }
    co_return std::move(*line);
}

)";

inline constexpr const char* kIterate =
    R"(/// `async for line in reader`, at most so many times (none: to the end).
asyncio::Coro<void> iterate(Text by, Text call, std::shared_ptr<asyncio::StreamReader> reader, std::optional<int> most) {
    for (int lines = 0; !most || lines < *most; ++lines) {
        std::string line;
        try {
            line = co_await next_line(reader);
        } catch (const asyncio::StopAsyncIteration&) {
            break;
        }
        show(by + ' ' + call + " yielded " + text(line));
    }
}

)";

inline constexpr const char* kList = R"(Text list(const std::vector<asyncio::GatherOutcome<Text>>& outcomes) {
    Text result;
    for (const auto& outcome : outcomes) {
        const auto* value = std::get_if<Text>(&outcome);
        result += (result.empty() ? "" : ", ") + (value != nullptr ? *value : text(std::get<1>(outcome)));
    }
    return '[' + result + ']';
}

)";

inline constexpr const char* kTransport = R"(/// Shows what it is told.
class Transport final : public asyncio::Transport {
  public:
    explicit Transport(Text name) : name_(std::move(name)) {}
    std::exception_ptr pause_error;
    std::exception_ptr resume_error;
    bool writes_eof = true;
    bool closing = false;
    std::shared_ptr<asyncio::Protocol> protocol;

    void pause_reading() override { told("pause_reading", pause_error); }
    void resume_reading() override { told("resume_reading", resume_error); }
    void write(std::string_view data) override { told("write " + text(std::string(data))); }
    void writelines(const std::vector<std::string>& data) override {
        Text lines;
        for (const std::string& line : data) {
            lines += ' ' + text(line);
        }
        told("writelines" + lines);
    }
    void write_eof() override {
        told("write_eof", writes_eof ? nullptr : std::make_exception_ptr(asyncio::NotImplementedError()));
    }
    bool can_write_eof() const override { return writes_eof; }
    void close() override {
        told("close");
        lose();
    }
    void abort() override {
        told("abort");
        lose();
    }
    bool is_closing() const override { return closing; }
    std::any get_extra_info(std::string_view name) const override {
        return name == "peername" ? std::any("'peer'"s) : std::any();
    }
    std::string repr() const override { return "<transport " + name_ + '>'; }

  private:
    void told(const Text& what, const std::exception_ptr& error = nullptr) {
        show(name_ + '.' + what + (error ? " raised " + text(error) : ""));
        if (error) {
            std::rethrow_exception(error);
        }
    }
    void lose() {
        closing = true;
        if (protocol) {
            loop.call_soon([lost = std::exchange(protocol, nullptr)] { lost->connection_lost(nullptr); });
        }
    }

    Text name_;
};

)";

inline constexpr const char* kTurns =
    R"(/// Does the actions in one callback of the loop, and lets it run: by default, until nothing happens any more.
void turn(void (*actions)(), int iterations = 10000) {
    loop.call_soon(actions);
    for (iteration = 0; iteration <= iterations; ++iteration) {
        loop.run_once();
        if (loop.idle()) {
            break;
        }
    }
}

)";

/// What no object of a script can be called, each word between spaces.
inline constexpr std::string_view kReserved =
    " alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t "
    "char32_t char8_t class co_await co_return co_yield compl concept const const_cast "
    "consteval constexpr constinit continue decltype default delete do double dynamic_cast "
    "else enum explicit export extern false float for friend goto if inline int long "
    "mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected "
    "public register reinterpret_cast requires return short signed sizeof static "
    "static_assert static_cast struct switch template this thread_local throw true try "
    "typedef typeid typename union unsigned using virtual void volatile wchar_t while xor "
    "xor_eq asyncio std Text Transport exceptions goes_on is_cancelled iterate iteration "
    "list loop main next_line raised show start started state tasks text time_of_loop turn "
    "attempt call children separators value block ";

}  // namespace streamspec::cpp_frame
