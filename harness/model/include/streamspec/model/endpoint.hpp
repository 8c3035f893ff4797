#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "streamspec/model/value.hpp"

namespace streamspec {

/// Where a socket of the wire layer is.
enum class Family : std::uint8_t { ipv4, ipv6, unix_socket };
/// How a path is given to a function.
enum class PathForm : std::uint8_t { str, bytes, pathlike, missing, too_long, occupied };

/// Keywords and their values, sorted by keyword.
using Options = std::vector<std::pair<std::string, Value>>;

/// The arguments of a function that makes a connection or a server (spec/script-format.md, "Actions of the
/// wire").
struct Endpoint {
    std::optional<std::string> to;  ///< a listener or a server
    std::optional<Value> host;
    std::optional<Value> port;
    PathForm path = PathForm::str;
    bool bare = false;                                    ///< no address is given
    std::optional<std::string> sock;                      ///< a peer that is one of a pair, or a listener
    std::variant<std::monostate, bool, std::string> ssl;  ///< not given, a boolean, or a context
    bool loop = false;                                    ///< the running loop is given
    std::optional<std::string> local;                     ///< the host of `local_addr`
    std::optional<Family> family;
    Options options;
};

std::string_view name(Family family) noexcept;
std::string_view name(PathForm form) noexcept;
inline constexpr Family kFamilies[] = {Family::ipv4, Family::ipv6, Family::unix_socket};
inline constexpr PathForm kPathForms[] = {PathForm::str,     PathForm::bytes,    PathForm::pathlike,
                                          PathForm::missing, PathForm::too_long, PathForm::occupied};

}  // namespace streamspec
