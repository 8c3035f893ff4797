#include "streamspec/model/trace.hpp"

#include <algorithm>
#include <array>

namespace streamspec {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 8> kTransportCalls = {
    "pause_reading", "resume_reading", "write", "writelines", "write_eof", "close", "abort", "gone"};

}  // namespace

std::string_view name(TaskEnded::How how) noexcept {
    switch (how) {
        case TaskEnded::How::returned:
            return "returned";
        case TaskEnded::How::cancelled:
            return "cancelled";
        case TaskEnded::How::raised:
            break;
    }
    return "raised";
}

std::string_view name(TransportCalled::What what) noexcept {
    return kTransportCalls[static_cast<std::size_t>(what)];
}

std::optional<TransportCalled::What> find_transport_call(std::string_view name) noexcept {
    const auto* found = std::find(kTransportCalls.begin(), kTransportCalls.end(), name);
    if (found == kTransportCalls.end()) {
        return std::nullopt;
    }
    return static_cast<TransportCalled::What>(found - kTransportCalls.begin());
}

}  // namespace streamspec
