#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace asyncio {

/// A CPython release number, "3.11.7".
struct Version {
    int major = 3;
    int minor = 0;
    int micro = 0;

    /// Reads "3.11.7" or "3.11" (micro 0). Throws ValueError for anything else.
    static Version parse(std::string_view text);
    std::string str() const;

    friend auto operator<=>(const Version&, const Version&) = default;
};

/// What a constructor that was given no loop does where none is running and none was set.
enum class MissingLoop {
    created,              ///< makes one silently (to 3.11)
    created_with_warning  ///< makes one, with a DeprecationWarning (3.12, 3.13)
};

/// Which CancelledError somebody who awaits a cancelled task gets.
enum class JoinedCancellation {
    fresh,               ///< a new one each time (to 3.8)
    fresh_with_context,  ///< a new one each time, whose context is the task's own (3.9, 3.10)
    same_object_once     ///< the first time the task's own, then new ones (from 3.11)
};

/// Which CPython release the library behaves as. Each difference between releases is one switch here; the
/// code asks the switch, never the version.
struct Dialect {
    Version release;

    /// str() of an IncompleteReadError without an expected size says "None expected bytes", later "undefined"
    /// (to 3.8.6).
    bool incomplete_read_says_none = false;
    /// `readuntil` takes several separators (from 3.13).
    bool tuple_separators = true;
    /// `repr(reader)` labels its parts `l= w= e= t=` (3.6).
    bool short_repr_labels = false;
    /// `Task.cancel` takes a message, which reaches the cancelled wait (from 3.9).
    bool cancel_message = true;
    /// IncompleteReadError and LimitOverrunError are defined in `asyncio.streams`, CancelledError in
    /// `concurrent.futures` as an Exception (to 3.7); from 3.8 in `asyncio.exceptions`, CancelledError as a
    /// BaseException.
    bool exceptions_before_own_module = false;
    /// A future that is given a StopIteration turns it into a RuntimeError; before, it refuses it by
    /// TypeError (from 3.12.2).
    bool future_wraps_stop_iteration = true;
    /// Stream methods are generator-based coroutines, and the text of a StopIteration that escapes says so
    /// (3.6).
    bool generator_coroutines = false;
    /// A task that returns although its cancellation was requested (by itself, since its last step) ends with
    /// a CancelledError as its exception, and not as cancelled (to 3.7).
    bool returned_despite_cancel_raises = false;
    JoinedCancellation joined_cancellation = JoinedCancellation::same_object_once;
    MissingLoop missing_loop = MissingLoop::created_with_warning;

    /// The dialect of a release: the switches follow its number, recorded or not.
    static Dialect of(const Version& release);
    /// The newest release that golden traces were recorded from: the default everywhere.
    static const Dialect& newest();
};

}  // namespace asyncio
