#include "error_book.hpp"

#include <memory>

#include "streamspec/subject/subject.hpp"

namespace streamspec {

namespace {

struct ArgumentValue {
    Value operator()(std::int64_t number) const { return {number}; }
    Value operator()(const std::string& text) const { return {Str{text}}; }
    Value operator()(const asyncio::ByteString& bytes) const { return {Bytes{bytes.data}}; }
    Value operator()(const asyncio::ExceptionList& /*list*/) const { return {None{}}; }  // see value_of
};

std::vector<Error::Attribute> attributes_of(const asyncio::BaseException& error) {
    if (const auto* incomplete = dynamic_cast<const asyncio::IncompleteReadError*>(&error)) {
        const auto& expected = incomplete->expected();
        return {{"expected", expected ? Value{*expected} : Value{None{}}},
                {"partial", {Bytes{incomplete->partial()}}}};
    }
    if (const auto* overrun = dynamic_cast<const asyncio::LimitOverrunError*>(&error)) {
        return {{"consumed", {overrun->consumed()}}};
    }
    if (const auto* os = dynamic_cast<const asyncio::OSError*>(&error); os != nullptr && os->error_number()) {
        return {{"errno", {std::int64_t{*os->error_number()}}}};
    }
    return {};
}

}  // namespace

void ErrorBook::name(const std::exception_ptr& exception, std::string name) {
    add(exception, std::move(name));
}

ErrorPtr ErrorBook::describe(const std::exception_ptr& exception) {
    return describe(entry(exception, true));
}

ErrorPtr ErrorBook::describe_with_class(const std::exception_ptr& exception) {
    Entry& known = entry(exception, false);
    auto described = std::make_shared<Error>(*describe(known));
    asyncio::ExceptionTypeInfo type = asyncio::type_info(*known.error, dialect_);
    described->description =
        std::make_shared<const Error::Class>(Error::Class{std::move(type.module), std::move(type.bases)});
    return described;
}

ErrorPtr ErrorBook::stand_in(const std::exception_ptr& exception) {
    const auto placeholder = std::make_shared<const Error>();
    stand_ins_.emplace(placeholder, exception);
    return placeholder;
}

void ErrorBook::replace_stand_ins(Value& shown) {
    if (stand_ins_.empty()) {
        return;
    }
    if (auto* const container = std::get_if<Container>(&shown.is)) {
        for (Value& item : container->items) {
            replace_stand_ins(item);
        }
    } else if (auto* const error = std::get_if<ErrorPtr>(&shown.is)) {
        if (const auto found = stand_ins_.find(*error); found != stand_ins_.end()) {
            *error = describe(found->second);
        }
    }
}

ErrorBook::Entry& ErrorBook::entry(const std::exception_ptr& exception, bool raised) {
    for (Entry& known : entries_) {
        if (known.exception == exception) {
            return known;
        }
    }
    Entry& added = add(exception, '#' + std::to_string(++unnamed_));
    // Python's interpreter raises these where a type does not fit or None is no object; the library itself
    // raises none.
    added.interpreter = raised && (dynamic_cast<const asyncio::TypeError*>(added.error) != nullptr ||
                                   dynamic_cast<const asyncio::AttributeError*>(added.error) != nullptr);
    return added;
}

ErrorBook::Entry& ErrorBook::add(const std::exception_ptr& exception, std::string id) {
    const asyncio::BaseException* error = asyncio::exception_cast(exception);
    if (error == nullptr) {
        throw SubjectError("the reference raised an exception that is none of Python's");
    }
    Entry& added = entries_.emplace_back();
    added.exception = exception;
    added.error = error;
    added.id = std::move(id);
    return added;
}

Value ErrorBook::value_of(const asyncio::ExceptionArgument& argument) {
    const auto* const list = std::get_if<asyncio::ExceptionList>(&argument);
    if (list == nullptr) {
        return std::visit(ArgumentValue{}, argument);
    }
    Container errors{Container::Kind::list, {}};
    for (const std::exception_ptr& exception : list->exceptions) {
        errors.items.push_back({describe(exception)});
    }
    return {std::move(errors)};
}

ErrorPtr ErrorBook::describe(Entry& entry) {
    const asyncio::BaseException& error = *entry.error;
    if (entry.description && entry.cause == error.cause() && entry.context == error.context()) {
        return entry.description;
    }
    auto described = std::make_shared<Error>();
    described->id = entry.id;
    if (entry.being_described) {
        return described;
    }
    entry.being_described = true;
    described->type = error.type_name();
    described->interpreter = entry.interpreter;
    if (!entry.interpreter) {
        described->text = error.what();
        for (const asyncio::ExceptionArgument& argument : error.args()) {
            described->args.push_back(value_of(argument));
        }
    }
    described->attributes = attributes_of(error);
    if (error.cause()) {
        described->cause = describe(error.cause());
    } else if (error.context_suppressed()) {
        described->suppressed = true;
    }
    if (error.context()) {
        described->context = describe(error.context());
    }
    entry.being_described = false;
    entry.description = described;
    entry.cause = error.cause();
    entry.context = error.context();
    return described;
}

}  // namespace streamspec
