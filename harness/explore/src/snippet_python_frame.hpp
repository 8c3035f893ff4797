#pragma once

#include <string_view>

/// \file
/// What stands at the top of a Python snippet, as far as the script needs it.

namespace streamspec::python_frame {

inline constexpr const char* kHelpers = R"(def show(*words):
    print(iteration, *words)


def text(value):
    if isinstance(value, (list, tuple)):
        return '[' + ', '.join(map(text, value)) + ']'
    if not isinstance(value, BaseException):
        return repr(value)
    words = [type(value).__name__ + ': ' + str(value)]
    words += [name for name, known in exceptions if known is value]
    words += [name + '=' + text(getattr(value, name)) for name in ('partial', 'expected', 'consumed') if hasattr(value, name)]
    if value.__cause__ is not None:
        words.append('from ' + type(value.__cause__).__name__)
    elif value.__context__ is not None and not value.__suppress_context__:
        words.append('after ' + type(value.__context__).__name__)
    return ' '.join(words)


def let_go(error):
    """A traceback keeps alive what took part in the call: what nobody else holds is to go now."""
    while error is not None and error.__traceback__ is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


class call:
    """Shows what comes of a call. What it raises goes on its way, unless `goes_on` says otherwise."""

    def __init__(self, by, what):
        self.by = by
        self.what = what

    def __enter__(self):
        return self

    def returned(self, value):
        show(self.by, self.what, 'returned', text(value))

    def __exit__(self, kind, error, traceback):
        cancelled = isinstance(error, asyncio.CancelledError)
        if not cancelled and not isinstance(error, Exception):
            return False
        show(self.by, self.what, 'raised', text(error))
        let_go(error)
        return ('cancellation' if cancelled else 'error') in goes_on.get(self.by, ())


)";

inline constexpr const char* kStart = R"(def start(name, coroutine):
    tasks[name] = loop.create_task(coroutine)
    tasks[name].add_done_callback(lambda task: ended(name, task))


def ended(name, task):
    if task.cancelled():
        show(name, 'cancelled')
    elif task.exception() is not None:
        show(name, 'raised', text(task.exception()))
    else:
        show(name, 'returned')


)";

inline constexpr const char* kAttempt = R"(def attempt(coroutine):
    """Begins a call without a task. Returns None where it would wait, else its result in a list."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return [stop.value]
    coroutine.close()
    return None


)";

inline constexpr const char* kTransport = R"(class Transport(asyncio.Transport):
    """Shows what it is told."""

    def __init__(self, name, pausable=True, pause_raises=None, resume_raises=None, writes_eof=True, closing=False):
        super().__init__({'peername': 'peer'})
        self.name = name
        self.pause_error = pause_raises if pausable else NotImplementedError()
        self.resume_error = resume_raises
        self.eof_error = None if writes_eof else NotImplementedError()
        self.closing = closing
        self.protocol = None

    def __repr__(self):
        return '<transport %s>' % self.name

    def told(self, what, *args, error=None):
        show(self.name + '.' + what, *(list(map(text, args)) + (['raised', text(error)] if error is not None else [])))
        if error is not None:
            raise error

    def is_closing(self):
        return self.closing

    def can_write_eof(self):
        return self.eof_error is None

    def pause_reading(self):
        self.told('pause_reading', error=self.pause_error)

    def resume_reading(self):
        self.told('resume_reading', error=self.resume_error)

    def write(self, data):
        self.told('write', data)

    def writelines(self, lines):
        self.told('writelines', *lines)

    def write_eof(self):
        self.told('write_eof', error=self.eof_error)

    def close(self):
        self.told('close')
        self.lose()

    def abort(self):
        self.told('abort')
        self.lose()

    def lose(self):
        self.closing = True
        if self.protocol is not None:
            loop.call_soon(self.protocol.connection_lost, None)
            self.protocol = None


)";

inline constexpr const char* kTurns = R"(def turn(actions, iterations=100):
    """Does the actions in one callback of the loop, and lets it run: by default, until nothing happens any more."""
    global iteration
    loop.call_soon(actions)
    for iteration in range(iterations + 1):
        loop.stop()  # A loop that was stopped before it runs does one iteration.
        loop.run_forever()


)";

/// What no object of a script can be called, each word between spaces.
inline constexpr std::string_view kReserved =
    " and as assert async await break class continue def del elif else except finally for "
    "from global if import in is lambda nonlocal not or pass raise return try while with "
    "yield asyncio loop Loop iteration tasks goes_on exceptions show text call result "
    "attempt start ended turn state Transport line lines print repr list map str range type "
    "isinstance hasattr getattr super True False None Exception BaseException ";

}  // namespace streamspec::python_frame
