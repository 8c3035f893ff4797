#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "streamspec/model/bytes.hpp"

namespace streamspec {

struct Error;
struct Value;

/// An exception as a trace describes it. Several events may share one description.
using ErrorPtr = std::shared_ptr<const Error>;

/// Python's None.
struct None {
    friend bool operator==(None, None) = default;
};
/// A Python str, in UTF-8.
struct Str {
    std::string text;
    friend bool operator==(const Str&, const Str&) = default;
};
/// A Python float, as Python writes it.
struct Float {
    std::string text;
    friend bool operator==(const Float&, const Float&) = default;
};
/// An integer of more than 63 bits, in decimal.
struct BigInt {
    std::string digits;
    friend bool operator==(const BigInt&, const BigInt&) = default;
};
/// A Python container.
struct Container {
    enum class Kind : std::uint8_t { tuple, list, set, namedtuple, dict };
    Kind kind = Kind::tuple;
    std::vector<Value> items;
    friend bool operator==(const Container&, const Container&);
};
/// A bytes-like object that is not bytes.
struct Buffer {
    enum class Kind : std::uint8_t { bytearray, memoryview };
    Kind kind = Kind::bytearray;
    Bytes bytes;
    friend bool operator==(const Buffer&, const Buffer&) = default;
};
/// Python's range(first, end).
struct IntRange {
    std::int64_t first = 0;
    std::int64_t end = 0;
    friend bool operator==(const IntRange&, const IntRange&) = default;
};
/// An object whose __index__() returns the value.
struct Index {
    std::int64_t value = 0;
    friend bool operator==(const Index&, const Index&) = default;
};
/// An object that a trace cannot say more of than its repr.
struct Opaque {
    std::string repr;
    friend bool operator==(const Opaque&, const Opaque&) = default;
};
/// A scripted object (a transport), by the name that the script gave.
struct ObjectName {
    std::string name;
    friend bool operator==(const ObjectName&, const ObjectName&) = default;
};
/// A class, by name.
struct ClassName {
    std::string name;
    friend bool operator==(const ClassName&, const ClassName&) = default;
};

/// A Python value that a script gives or a trace saw.
struct Value {
    using Kinds = std::variant<None, bool, std::int64_t, Bytes, Str, Float, BigInt, Container, Buffer,
                               IntRange, Index, ErrorPtr, ClassName, ObjectName, Opaque>;
    Kinds is;

    /// Errors are equal where their descriptions are.
    friend bool operator==(const Value& a, const Value& b);
};

/// What a trace says of an exception. Identity, cause and context included.
struct Error {
    /// Where `describe`, `copy` and `pickle` show it: its module, and its ancestors up to the first built-in
    /// one.
    struct Class {
        std::string module;
        std::vector<std::string> bases;
        friend bool operator==(const Class&, const Class&) = default;
    };
    struct Attribute {
        std::string name;
        Value value;
        friend bool operator==(const Attribute&, const Attribute&) = default;
    };

    /// The name that the script gave, or "#1", "#2"… in the order in which the trace first saw objects.
    std::string id;
    /// The class's name. Empty: a chain of causes and contexts that comes back to an error it began with.
    std::string type;
    std::string text;
    std::vector<Value> args;
    std::vector<Attribute> attributes;  ///< sorted by name
    ErrorPtr cause;
    ErrorPtr context;
    /// Raised `from None`: the context is not shown.
    bool suppressed = false;
    /// Raised by the interpreter itself: text and args say nothing about the library.
    bool interpreter = false;
    std::shared_ptr<const Class> description;

    friend bool operator==(const Error& a, const Error& b);
};

}  // namespace streamspec
