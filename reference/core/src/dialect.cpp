#include <array>
#include <charconv>

#include <asyncio/dialect.hpp>
#include <asyncio/exceptions.hpp>

namespace asyncio {

Version Version::parse(std::string_view text) {
    std::array<int, 3> parts{};
    std::size_t count = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    bool well_formed = false;
    while (count < parts.size()) {
        const auto [rest, error] = std::from_chars(at, end, parts[count]);
        if (error != std::errc{} || parts[count] < 0) {
            break;
        }
        ++count;
        at = rest;
        if (at == end) {
            well_formed = count >= 2;
            break;
        }
        if (*at != '.') {
            break;
        }
        ++at;
    }
    if (!well_formed) {
        throw ValueError("not a release number: '" + std::string(text) + "' (expected one like 3.11.7)");
    }
    return {parts[0], parts[1], parts[2]};
}

std::string Version::str() const {
    return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(micro);
}

Dialect Dialect::of(const Version& release) {
    Dialect dialect;
    dialect.release = release;
    dialect.incomplete_read_says_none = release < Version{3, 8, 7};
    dialect.tuple_separators = release >= Version{3, 13, 0};
    dialect.short_repr_labels = release < Version{3, 7, 0};
    dialect.cancel_message = release >= Version{3, 9, 0};
    dialect.exceptions_before_own_module = release < Version{3, 8, 0};
    dialect.future_wraps_stop_iteration = release >= Version{3, 12, 2};
    dialect.generator_coroutines = release < Version{3, 7, 0};
    dialect.returned_despite_cancel_raises = release < Version{3, 8, 0};
    dialect.joined_cancellation = release < Version{3, 9, 0}    ? JoinedCancellation::fresh
                                  : release < Version{3, 11, 0} ? JoinedCancellation::fresh_with_context
                                                                : JoinedCancellation::same_object_once;
    dialect.missing_loop =
        release < Version{3, 12, 0} ? MissingLoop::created : MissingLoop::created_with_warning;
    return dialect;
}

const Dialect& Dialect::newest() {
    static const Dialect dialect = of({3, 13, 0});
    return dialect;
}

}  // namespace asyncio
