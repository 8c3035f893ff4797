#pragma once

#include <span>
#include <string_view>

namespace streamspec::page {

/// A file of the page, as tools/site built it.
struct File {
    std::string_view name;
    std::string_view content;
};

/// Made of the folder page/ when the library is built (embed.cmake).
std::span<const File> files();

}  // namespace streamspec::page
