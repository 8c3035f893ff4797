#include <asyncio/exceptions.hpp>
#include <asyncio/transport.hpp>

namespace asyncio {

void Transport::pause_reading() {
    throw NotImplementedError();
}
void Transport::resume_reading() {
    throw NotImplementedError();
}
void Transport::write(std::string_view /*data*/) {
    throw NotImplementedError();
}
void Transport::write_eof() {
    throw NotImplementedError();
}
bool Transport::can_write_eof() const {
    throw NotImplementedError();
}
void Transport::close() {
    throw NotImplementedError();
}
void Transport::abort() {
    throw NotImplementedError();
}
bool Transport::is_closing() const {
    throw NotImplementedError();
}

void Transport::writelines(const std::vector<std::string>& data) {
    std::string joined;
    for (const std::string& piece : data) {
        joined += piece;
    }
    write(joined);
}

std::any Transport::get_extra_info(std::string_view /*name*/) const {
    return {};
}

std::string Transport::repr() const {
    return "<Transport>";
}

}  // namespace asyncio
