#include <asyncio/exceptions.hpp>
#include <asyncio/transport.hpp>

namespace asyncio {

void Transport::pause_reading() {
    throw NotImplementedError();
}

void Transport::resume_reading() {
    throw NotImplementedError();
}

std::string Transport::repr() const {
    return "<Transport>";
}

}  // namespace asyncio
