#pragma once

#include <deque>
#include <exception>
#include <map>
#include <string>

#include <asyncio/dialect.hpp>
#include <asyncio/exceptions.hpp>

#include "streamspec/model/value.hpp"

namespace streamspec {

/// Knows every exception seen so far in one trace, so that the same object is always described under the same
/// id.
class ErrorBook {
  public:
    explicit ErrorBook(const asyncio::Dialect& dialect) : dialect_(dialect) {}

    /// Gives an exception the name that the script chose.
    void name(const std::exception_ptr& exception, std::string name);
    /// What the trace says of an exception now. Throws SubjectError for one that is not of the library.
    ErrorPtr describe(const std::exception_ptr& exception);
    /// The same, and where its class comes from.
    ErrorPtr describe_with_class(const std::exception_ptr& exception);

    /// Stands in a result for an exception until the result is shown: only then has the trace seen it.
    ErrorPtr stand_in(const std::exception_ptr& exception);
    /// Describes the exceptions that a result, about to be shown, has stand-ins for.
    void replace_stand_ins(Value& shown);

  private:
    struct Entry {
        std::exception_ptr exception;
        const asyncio::BaseException* error = nullptr;
        std::string id;
        bool interpreter = false;
        bool being_described = false;
        // The last description, and what it was made from: causes and contexts are set later than the error
        // is made.
        ErrorPtr description;
        std::exception_ptr cause;
        std::exception_ptr context;
    };

    Entry& entry(const std::exception_ptr& exception, bool raised);
    Entry& add(const std::exception_ptr& exception, std::string id);
    ErrorPtr describe(Entry& entry);
    Value value_of(const asyncio::ExceptionArgument& argument);

    const asyncio::Dialect& dialect_;
    std::deque<Entry> entries_;  // a deque: an entry stays where it is when causes are added
    std::map<ErrorPtr, std::exception_ptr> stand_ins_;
    int unnamed_ = 0;
};

}  // namespace streamspec
