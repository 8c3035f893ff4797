#pragma once

#include <string>
#include <string_view>

namespace asyncio::detail {

/// Python's `repr` of bytes.
std::string bytes_repr(std::string_view bytes);

/// Python's `repr` of a str, given in UTF-8. A character that no release of Unicode has assigned, outside of
/// the planes that are empty, is taken for one that can be printed; a byte that is no UTF-8 is escaped.
std::string str_repr(std::string_view text);

}  // namespace asyncio::detail
