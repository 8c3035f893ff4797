#include "streamspec/model/value.hpp"

namespace streamspec {
namespace {

template <class T>
bool same_content(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
    return a == b || (a && b && *a == *b);
}

}  // namespace

bool operator==(const Container& a, const Container& b) {
    return a.kind == b.kind && a.items == b.items;
}

bool operator==(const Value& a, const Value& b) {
    const auto* left = std::get_if<ErrorPtr>(&a.is);
    const auto* right = std::get_if<ErrorPtr>(&b.is);
    return left != nullptr && right != nullptr ? same_content(*left, *right) : a.is == b.is;
}

bool operator==(const Error& a, const Error& b) {
    return a.id == b.id && a.type == b.type && a.text == b.text && a.args == b.args &&
           a.attributes == b.attributes && a.interpreter == b.interpreter && a.suppressed == b.suppressed &&
           same_content(a.cause, b.cause) && same_content(a.context, b.context) &&
           same_content(a.description, b.description);
}

}  // namespace streamspec
