#pragma once

#include <concepts>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <asyncio/dialect.hpp>

/// \file
/// Python's exceptions, as far as streams raise them. `what()` is Python's `str(e)`. The identity of an
/// exception is that of its `std::exception_ptr`: rethrowing the pointer raises the very same object.

namespace asyncio {

/// Python's bytes among the arguments of an exception.
struct ByteString {
    std::string data;
};

/// A Python list of exceptions among the arguments of one.
struct ExceptionList {
    std::vector<std::exception_ptr> exceptions;
};

/// One of `e.args`: an integer, a str, bytes, or a list of exceptions.
using ExceptionArgument = std::variant<std::int64_t, std::string, ByteString, ExceptionList>;

/// Root of the hierarchy, as Python's BaseException.
class BaseException : public std::exception {
  public:
    BaseException() = default;
    /// One argument, which is also the text.
    explicit BaseException(std::string text);
    /// Any number of arguments; the text is what Python makes of them.
    explicit BaseException(std::vector<ExceptionArgument> args);

    /// Python's `str(e)`.
    const char* what() const noexcept override { return text_.c_str(); }
    /// Python's `e.args`.
    const std::vector<ExceptionArgument>& args() const noexcept { return args_; }
    /// The class's name, without module.
    virtual std::string_view type_name() const noexcept { return "BaseException"; }
    /// The name of the class it derives from.
    virtual std::string_view base_name() const noexcept { return "object"; }
    /// The module that Python has it in, where that is the same in all releases.
    virtual std::string_view module_name() const noexcept { return "builtins"; }
    /// Python's `repr(e)` (from 3.7: no trailing comma).
    std::string repr() const;
    /// A new object of the same type, arguments and attributes, without cause and context: Python's
    /// `copy.copy(e)`.
    virtual std::exception_ptr copy() const;

    /// Python's `__cause__`: what `raise … from` names.
    const std::exception_ptr& cause() const noexcept { return cause_; }
    /// Python's `__context__`: what was being handled when this was raised.
    const std::exception_ptr& context() const noexcept { return context_; }
    void set_cause(std::exception_ptr cause) noexcept { cause_ = std::move(cause); }
    void set_context(std::exception_ptr context) noexcept { context_ = std::move(context); }
    /// Python's `__suppress_context__`: `raise … from None`.
    bool context_suppressed() const noexcept { return context_suppressed_; }
    void suppress_context() noexcept { context_suppressed_ = true; }

  protected:
    BaseException(std::string text, std::vector<ExceptionArgument> args);

  private:
    std::string text_;
    std::vector<ExceptionArgument> args_;
    std::exception_ptr cause_;
    std::exception_ptr context_;
    bool context_suppressed_ = false;
};

/// Fills in what each class says of itself. `Self::kName` is its name.
template <class Self, class Base>
class ExceptionType : public Base {
  public:
    using Base::Base;
    std::string_view type_name() const noexcept override { return Self::kName; }
    std::string_view base_name() const noexcept override {
        if constexpr (requires { Base::kName; }) {
            return Base::kName;
        } else {
            return "BaseException";
        }
    }
    std::exception_ptr copy() const override {
        Self twin(static_cast<const Self&>(*this));
        twin.set_cause(nullptr);
        twin.set_context(nullptr);
        return std::make_exception_ptr(std::move(twin));
    }
};

/// What ordinary handlers catch. CancelledError is not one.
class Exception : public ExceptionType<Exception, BaseException> {
  public:
    static constexpr std::string_view kName = "Exception";
    using ExceptionType::ExceptionType;
};

class ValueError : public ExceptionType<ValueError, Exception> {
  public:
    static constexpr std::string_view kName = "ValueError";
    using ExceptionType::ExceptionType;
};

class TypeError : public ExceptionType<TypeError, Exception> {
  public:
    static constexpr std::string_view kName = "TypeError";
    using ExceptionType::ExceptionType;
};

class AttributeError : public ExceptionType<AttributeError, Exception> {
  public:
    static constexpr std::string_view kName = "AttributeError";
    using ExceptionType::ExceptionType;
};

class AssertionError : public ExceptionType<AssertionError, Exception> {
  public:
    static constexpr std::string_view kName = "AssertionError";
    using ExceptionType::ExceptionType;
};

class RuntimeError : public ExceptionType<RuntimeError, Exception> {
  public:
    static constexpr std::string_view kName = "RuntimeError";
    using ExceptionType::ExceptionType;
};

class NotImplementedError : public ExceptionType<NotImplementedError, RuntimeError> {
  public:
    static constexpr std::string_view kName = "NotImplementedError";
    using ExceptionType::ExceptionType;
};

/// A future was asked for a result it does not have, or given a second one: `asyncio.InvalidStateError`.
class InvalidStateError : public ExceptionType<InvalidStateError, Exception> {
  public:
    static constexpr std::string_view kName = "InvalidStateError";
    using ExceptionType::ExceptionType;
};

class StopIteration : public ExceptionType<StopIteration, Exception> {
  public:
    static constexpr std::string_view kName = "StopIteration";
    using ExceptionType::ExceptionType;
};

class StopAsyncIteration : public ExceptionType<StopAsyncIteration, Exception> {
  public:
    static constexpr std::string_view kName = "StopAsyncIteration";
    using ExceptionType::ExceptionType;
};

class EOFError : public ExceptionType<EOFError, Exception> {
  public:
    static constexpr std::string_view kName = "EOFError";
    using ExceptionType::ExceptionType;
};

/// An error of the operating system; with an error number, the text is "[Errno N] strerror".
class OSError : public ExceptionType<OSError, Exception> {
  public:
    static constexpr std::string_view kName = "OSError";
    using ExceptionType::ExceptionType;
    OSError(int error_number, std::string strerror);

    /// Python's `e.errno`: none where the error was made from a text alone.
    std::optional<int> error_number() const noexcept { return error_number_; }

  protected:
    /// With an error number that the text does not tell.
    OSError(std::string text, std::vector<ExceptionArgument> args, int error_number)
        : ExceptionType(std::move(text), std::move(args)), error_number_(error_number) {}

  private:
    std::optional<int> error_number_;
};

/// `asyncio.TimeoutError`. (In Python an OSError only from 3.11 on.)
class TimeoutError : public ExceptionType<TimeoutError, OSError> {
  public:
    static constexpr std::string_view kName = "TimeoutError";
    using ExceptionType::ExceptionType;
};

class ConnectionError : public ExceptionType<ConnectionError, OSError> {
  public:
    static constexpr std::string_view kName = "ConnectionError";
    using ExceptionType::ExceptionType;
};

class ConnectionResetError : public ExceptionType<ConnectionResetError, ConnectionError> {
  public:
    static constexpr std::string_view kName = "ConnectionResetError";
    using ExceptionType::ExceptionType;
};

/// The end of the stream came before what was asked for: `asyncio.IncompleteReadError`.
class IncompleteReadError : public ExceptionType<IncompleteReadError, EOFError> {
  public:
    static constexpr std::string_view kName = "IncompleteReadError";

    /// `expected` is none where a separator was looked for. The text depends on the dialect in that case.
    IncompleteReadError(std::string partial, std::optional<std::int64_t> expected,
                        const Dialect& dialect = Dialect::newest());

    /// The bytes that were read before the end of the stream.
    const std::string& partial() const noexcept { return partial_; }
    /// The number of bytes asked for, in bytes.
    const std::optional<std::int64_t>& expected() const noexcept { return expected_; }

  private:
    std::string partial_;
    std::optional<std::int64_t> expected_;
};

/// The reader's limit was reached while looking for a separator: `asyncio.LimitOverrunError`.
class LimitOverrunError : public ExceptionType<LimitOverrunError, Exception> {
  public:
    static constexpr std::string_view kName = "LimitOverrunError";

    LimitOverrunError(std::string message, std::int64_t consumed)
        : ExceptionType(std::move(message)), consumed_(consumed) {}

    /// How many bytes of the buffer can be taken without cutting a separator.
    std::int64_t consumed() const noexcept { return consumed_; }

  private:
    std::int64_t consumed_ = 0;
};

/// A task or future was cancelled: `asyncio.CancelledError`. Not an Exception, so that ordinary handlers let
/// it pass.
class CancelledError : public ExceptionType<CancelledError, BaseException> {
  public:
    static constexpr std::string_view kName = "CancelledError";
    using ExceptionType::ExceptionType;
};

/// The exception that a pointer holds, valid as long as the pointer; null where it is none of this hierarchy.
BaseException* exception_cast(const std::exception_ptr& pointer) noexcept;

/// The same, as a given class: null where it is not of that class.
template <std::derived_from<BaseException> E>
E* exception_cast(const std::exception_ptr& pointer) noexcept {
    return dynamic_cast<E*>(exception_cast(pointer));
}

/// Where a class of this hierarchy lives in the Python release that a dialect names.
struct ExceptionTypeInfo {
    std::string module;              ///< `type(e).__module__`
    std::vector<std::string> bases;  ///< ancestors, nearest first, up to and including the first built-in one
};
ExceptionTypeInfo type_info(const BaseException& error, const Dialect& dialect);

}  // namespace asyncio
