#include <cstring>
#include <typeinfo>

#include <asyncio/detail/string_repr.hpp>
#include <asyncio/exceptions.hpp>

namespace asyncio {

namespace {

std::string incomplete_read_text(std::size_t got, const std::optional<std::int64_t>& expected,
                                 const Dialect& dialect) {
    const std::string total = expected                            ? std::to_string(*expected)
                              : dialect.incomplete_read_says_none ? "None"
                                                                  : "undefined";
    return std::to_string(got) + " bytes read on a total of " + total + " expected bytes";
}

std::string joined(const std::vector<std::exception_ptr>& exceptions) {
    std::string text;
    for (const std::exception_ptr& exception : exceptions) {
        const BaseException* const error = exception_cast(exception);
        text += (text.empty() ? "" : ", ") + (error != nullptr ? error->repr() : "<exception>");
    }
    return text;
}

struct ArgumentRepr {
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const std::string& text) const { return detail::str_repr(text); }
    std::string operator()(const ByteString& bytes) const { return detail::bytes_repr(bytes.data); }
    std::string operator()(const ExceptionList& list) const { return '[' + joined(list.exceptions) + ']'; }
};

std::string joined(const std::vector<ExceptionArgument>& args) {
    std::string text;
    for (const ExceptionArgument& argument : args) {
        text += (text.empty() ? "" : ", ") + std::visit(ArgumentRepr{}, argument);
    }
    return text;
}

}  // namespace

BaseException::BaseException(std::string text) : text_(std::move(text)), args_{text_} {}

BaseException::BaseException(std::vector<ExceptionArgument> args) : args_(std::move(args)) {
    if (args_.size() == 1) {
        const auto* const only = std::get_if<std::string>(&args_.front());
        text_ = only != nullptr ? *only : std::visit(ArgumentRepr{}, args_.front());
    } else if (!args_.empty()) {
        text_ = '(' + joined(args_) + ')';
    }
}

BaseException::BaseException(std::string text, std::vector<ExceptionArgument> args)
    : text_(std::move(text)), args_(std::move(args)) {}

std::string BaseException::repr() const {
    return std::string(type_name()) + '(' + joined(args_) + ')';
}

std::exception_ptr BaseException::copy() const {
    BaseException twin(*this);
    twin.cause_ = nullptr;
    twin.context_ = nullptr;
    return std::make_exception_ptr(std::move(twin));
}

OSError::OSError(int error_number, std::string strerror)
    : ExceptionType("[Errno " + std::to_string(error_number) + "] " + strerror,
                    std::vector<ExceptionArgument>{std::int64_t{error_number}, strerror}),
      error_number_(error_number) {}

IncompleteReadError::IncompleteReadError(std::string partial, std::optional<std::int64_t> expected,
                                         const Dialect& dialect)
    : ExceptionType(incomplete_read_text(partial.size(), expected, dialect)),
      partial_(std::move(partial)),
      expected_(expected) {}

BaseException* exception_cast(const std::exception_ptr& pointer) noexcept {
    if (!pointer) {
        return nullptr;
    }
#ifdef __GLIBCXX__
    // A handler is how the language looks into an exception_ptr, and takes a microsecond. This asks the same
    // of libstdc++ without throwing: the pointer holds the address of the object.
    void* object = nullptr;
    static_assert(sizeof pointer == sizeof object);
    std::memcpy(&object, &pointer, sizeof object);
    const bool ours = typeid(BaseException).__do_catch(pointer.__cxa_exception_type(), &object, 1);
    return ours ? static_cast<BaseException*>(object) : nullptr;
#else
    try {
        std::rethrow_exception(pointer);
    } catch (BaseException& error) {
        return &error;
    } catch (...) {
        return nullptr;
    }
#endif
}

ExceptionTypeInfo type_info(const BaseException& error, const Dialect& dialect) {
    const bool old = dialect.exceptions_before_own_module;
    if (dynamic_cast<const CancelledError*>(&error) != nullptr) {
        return old ? ExceptionTypeInfo{"concurrent.futures._base", {"Error", "Exception"}}
                   : ExceptionTypeInfo{"asyncio.exceptions", {"BaseException"}};
    }
    const bool of_streams = dynamic_cast<const IncompleteReadError*>(&error) != nullptr ||
                            dynamic_cast<const LimitOverrunError*>(&error) != nullptr;
    return {of_streams ? (old ? "asyncio.streams" : "asyncio.exceptions") : std::string(error.module_name()),
            {std::string(error.base_name())}};
}

}  // namespace asyncio
