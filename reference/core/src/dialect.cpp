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
    dialect.future_wraps_stop_iteration = release >= Version{3, 12, 6};
    dialect.generator_coroutines = release < Version{3, 7, 0};
    dialect.returned_despite_cancel_raises = release < Version{3, 8, 0};
    dialect.joined_cancellation = release < Version{3, 9, 0}    ? JoinedCancellation::fresh
                                  : release < Version{3, 11, 0} ? JoinedCancellation::fresh_with_context
                                                                : JoinedCancellation::same_object_once;
    const auto from = [&release](Version in_3_11, Version in_3_12) {
        return release >= (release < Version{3, 12, 0} ? in_3_11 : in_3_12);
    };
    dialect.one_drain_waiter = release < Version{3, 10, 6};
    dialect.protocol_holds_reader_weakly = release >= Version{3, 8, 0};
    dialect.protocol_holds_writer = release < Version{3, 13, 0};
    dialect.protocol_holds_client_task = release >= Version{3, 10, 7};
    dialect.client_outcome = from({3, 11, 8}, {3, 12, 2})   ? ClientOutcome::reported_or_closed
                             : from({3, 11, 7}, {3, 12, 1}) ? ClientOutcome::reported
                                                            : ClientOutcome::ignored;
    dialect.writer_closes_when_dropped = release >= Version{3, 11, 5};
    dialect.wait_for = release < Version{3, 7, 0}    ? WaitFor::abandons
                       : release < Version{3, 8, 0}  ? WaitFor::waits_on_timeout
                       : release < Version{3, 9, 0}  ? WaitFor::raises_timeout
                       : release < Version{3, 12, 0} ? WaitFor::keeps_outcome
                                                     : WaitFor::in_place;
    dialect.gather_takes_finished_at_once = release >= Version{3, 12, 0};
    dialect.protocol_has_close_waiter = release >= Version{3, 7, 0};
    dialect.uncancel_takes_back = release >= Version{3, 13, 0};
    dialect.timeout_compares_requests = release >= Version{3, 11, 3};
    dialect.timeout_marks_contexts = release >= Version{3, 13, 0};
    dialect.missing_loop = release < Version{3, 12, 0}   ? MissingLoop::created
                           : release < Version{3, 14, 0} ? MissingLoop::created_with_warning
                                                         : MissingLoop::refused;
    dialect.writelines =
        release < Version{3, 12, 0} ? WritelinesRule::joined
        : release < Version{3, 12, 9} || (release >= Version{3, 13, 0} && release < Version{3, 13, 2})
            ? WritelinesRule::never_pauses
        : release < Version{3, 13, 10} || (release >= Version{3, 14, 0} && release < Version{3, 14, 1})
            ? WritelinesRule::pauses
            : WritelinesRule::counts_after_loss;
    dialect.loop_argument = release < Version{3, 8, 0}    ? LoopArgument::accepted
                            : release < Version{3, 10, 0} ? LoopArgument::deprecated
                                                          : LoopArgument::refused;
    dialect.server_waits_for_clients = release >= Version{3, 12, 1};
    dialect.server_closes_clients = release >= Version{3, 13, 0};
    dialect.unix_server_removes_socket = release >= Version{3, 13, 0};
    dialect.tls_rewritten = release >= Version{3, 11, 0};
    dialect.tls_tells_limits = release >= Version{3, 9, 0};
    dialect.start_tls_knows_shutdown_timeout = release >= Version{3, 12, 0};
    dialect.reports_show_arguments = release < Version{3, 13, 0};
    dialect.start_tls_takes_buffered =
        release < Version{3, 14, 0} ? release >= Version{3, 13, 13} : release >= Version{3, 14, 4};
    dialect.start_tls_moves_reader = release >= Version{3, 15, 0};
    dialect.openssl_checks_host = release >= Version{3, 7, 0};
    dialect.bind_error_quotes_number = release >= Version{3, 13, 0};
    dialect.bind_error_suppresses_context = release >= Version{3, 7, 0};
    dialect.port_error_names_method = release >= Version{3, 8, 0};
    dialect.knows_happy_eyeballs = release >= Version{3, 8, 0};
    dialect.knows_all_errors = release >= Version{3, 12, 0};
    dialect.knows_handshake_timeout = release >= Version{3, 7, 0};
    dialect.knows_shutdown_timeout = release >= Version{3, 11, 0};
    dialect.knows_keep_alive = release >= Version{3, 13, 0};
    return dialect;
}

const Dialect& Dialect::newest() {
    static const Dialect dialect = of({3, 14, 2});
    return dialect;
}

}  // namespace asyncio
