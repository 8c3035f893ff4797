#include "streamspec/model/endpoint.hpp"

namespace streamspec {

std::string_view name(Family family) noexcept {
    switch (family) {
        case Family::ipv4:
            return "ipv4";
        case Family::ipv6:
            return "ipv6";
        case Family::unix_socket:
            break;
    }
    return "unix";
}

std::string_view name(PathForm form) noexcept {
    switch (form) {
        case PathForm::str:
            return "str";
        case PathForm::bytes:
            return "bytes";
        case PathForm::pathlike:
            return "pathlike";
        case PathForm::missing:
            return "missing";
        case PathForm::too_long:
            return "too_long";
        case PathForm::occupied:
            break;
    }
    return "occupied";
}

}  // namespace streamspec
