#include "streamspec/model/trace.hpp"

namespace streamspec {

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
    return what == TransportCalled::What::pause_reading ? "pause_reading" : "resume_reading";
}

}  // namespace streamspec
