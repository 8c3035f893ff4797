#pragma once

#include <string>
#include <string_view>

namespace streamspec {

/// UTF-8 as the text of an element or the value of an attribute. A character that XML 1.0 has no place for
/// becomes U+FFFD.
std::string xml_text(std::string_view utf8);

}  // namespace streamspec
