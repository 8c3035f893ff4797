#include "script_exceptions.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <asyncio/exceptions.hpp>

#include "streamspec/subject/subject.hpp"

namespace streamspec {

namespace {

using Arguments = std::vector<asyncio::ExceptionArgument>;

[[noreturn]] void refuse(ExceptionClass type) {
    throw SubjectError("the reference cannot make a " + std::string(name(type)) + " of these arguments");
}

Arguments arguments(const ExceptionSpec& spec) {
    Arguments args;
    for (const Value& value : spec.args) {
        if (const auto* number = std::get_if<std::int64_t>(&value.is)) {
            args.emplace_back(*number);
        } else if (const auto* text = std::get_if<Str>(&value.is)) {
            args.emplace_back(text->text);
        } else if (const auto* bytes = std::get_if<Bytes>(&value.is)) {
            args.emplace_back(asyncio::ByteString{bytes->data});
        } else {
            refuse(spec.type);
        }
    }
    return args;
}

template <class E>
std::exception_ptr plain(const ExceptionSpec& spec) {
    return std::make_exception_ptr(E(arguments(spec)));
}

template <class E>
std::exception_ptr os_error(const ExceptionSpec& spec) {
    Arguments args = arguments(spec);
    if (args.size() != 2) {
        return std::make_exception_ptr(E(std::move(args)));
    }
    const auto* number = std::get_if<std::int64_t>(&args[0]);
    const auto* text = std::get_if<std::string>(&args[1]);
    if (number == nullptr || text == nullptr) {
        refuse(spec.type);
    }
    return std::make_exception_ptr(E(static_cast<int>(*number), *text));
}

std::exception_ptr incomplete_read(const ExceptionSpec& spec, const asyncio::Dialect& dialect) {
    const auto* partial = spec.args.size() == 2 ? std::get_if<Bytes>(&spec.args[0].is) : nullptr;
    if (partial == nullptr) {
        refuse(spec.type);
    }
    std::optional<std::int64_t> expected;
    if (const auto* size = std::get_if<std::int64_t>(&spec.args[1].is)) {
        expected = *size;
    } else if (!std::holds_alternative<None>(spec.args[1].is)) {
        refuse(spec.type);
    }
    return std::make_exception_ptr(asyncio::IncompleteReadError(partial->data, expected, dialect));
}

std::exception_ptr limit_overrun(const ExceptionSpec& spec) {
    const auto* message = spec.args.size() == 2 ? std::get_if<Str>(&spec.args[0].is) : nullptr;
    const auto* consumed = spec.args.size() == 2 ? std::get_if<std::int64_t>(&spec.args[1].is) : nullptr;
    if (message == nullptr || consumed == nullptr) {
        refuse(spec.type);
    }
    return std::make_exception_ptr(asyncio::LimitOverrunError(message->text, *consumed));
}

}  // namespace

std::exception_ptr make_exception(const ExceptionSpec& spec, const asyncio::Dialect& dialect) {
    switch (spec.type) {
        case ExceptionClass::Exception:
            return plain<asyncio::Exception>(spec);
        case ExceptionClass::ValueError:
            return plain<asyncio::ValueError>(spec);
        case ExceptionClass::RuntimeError:
            return plain<asyncio::RuntimeError>(spec);
        case ExceptionClass::NotImplementedError:
            return plain<asyncio::NotImplementedError>(spec);
        case ExceptionClass::TypeError:
            return plain<asyncio::TypeError>(spec);
        case ExceptionClass::EOFError:
            return plain<asyncio::EOFError>(spec);
        case ExceptionClass::OSError:
            return os_error<asyncio::OSError>(spec);
        case ExceptionClass::ConnectionResetError:
            return os_error<asyncio::ConnectionResetError>(spec);
        case ExceptionClass::StopIteration:
            return plain<asyncio::StopIteration>(spec);
        case ExceptionClass::StopAsyncIteration:
            return plain<asyncio::StopAsyncIteration>(spec);
        case ExceptionClass::CancelledError:
            return plain<asyncio::CancelledError>(spec);
        case ExceptionClass::IncompleteReadError:
            return incomplete_read(spec, dialect);
        case ExceptionClass::LimitOverrunError:
            return limit_overrun(spec);
    }
    refuse(spec.type);
}

}  // namespace streamspec
