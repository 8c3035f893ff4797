"""Whether a script is well formed (spec/script-format.md). Each problem is a JSON pointer and what was expected there."""

import re

from recorder.value_forms import value_problem

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
CLAUSE = re.compile(r"[A-Z][A-Z0-9_-]*-[1-9][0-9]*")
MAXIMAL_RUN = 10000
EXCEPTION_CLASSES = frozenset((
    "Exception", "ValueError", "RuntimeError", "NotImplementedError", "TypeError", "EOFError", "OSError",
    "ConnectionResetError", "StopIteration", "StopAsyncIteration", "CancelledError", "IncompleteReadError",
    "LimitOverrunError"))
TAKES_TWO = {"IncompleteReadError": "partial and expected", "LimitOverrunError": "message and consumed"}
FEATURES = frozenset((
    "readline", "readuntil", "readexactly", "iterate", "tuple-separator", "limit", "set-exception", "clear-exception",
    "exception", "at_eof", "transport", "cancel", "cancel-message", "try", "repr", "create", "exception-copy", "pickle",
    "subclass", "private-wait", "loopless", "scheduler", "dynamic-typing"))

# What an object of each type may say, besides its type. A key is required where its kind ends in "!".
OBJECT_KEYS = {
    "reader": {"limit": "value", "transport": "transport", "loop": "loopless", "subclass": "boolean"},
    "transport": {"pausable": "boolean", "pause_raises": "exception", "resume_raises": "exception"},
    "exception": {"class": "exception class!", "args": "values", "falsy": "boolean"},
    "exception_class": {"class": "exception class!"},
    "future": {},
}
# Verb → kind of its argument, and its other keys.
ACTIONS = {
    "feed_data": ("value", {"on": "reader"}),
    "feed_eof": ("null", {"on": "reader"}),
    "set_exception": ("exception or class or null", {"on": "reader"}),
    "set_transport": ("transport or null", {"on": "reader"}),
    "exception": ("null", {"on": "reader"}),
    "at_eof": ("null", {"on": "reader"}),
    "repr": ("null", {"on": "reader"}),
    "try": ("call", {}),
    "start": ("new name", {"body": "steps!", "on_error": "outcome", "on_cancel": "outcome"}),
    "cancel": ("task", {"message": "string"}),
    "cancel_all": ("null", {}),
    "watch": ("task or future", {"as": "new name!"}),
    "call_soon": ("new name", {"body": "actions!"}),
    "call_later": ("new name", {"delay": "count!", "body": "actions!"}),
    "advance": ("positive", {}),
    "future_set_result": ("value", {"on": "future"}),
    "future_set_exception": ("exception or class", {"on": "future"}),
    "future_cancel": ("null", {"on": "future"}),
    "create": ("new name", {"as": "reader object!"}),
    "describe": ("exception", {}),
    "copy": ("exception", {}),
    "pickle": ("exception", {}),
}
CALLS = {
    "read": ("value or null", {"on": "reader"}),
    "readline": ("null", {"on": "reader"}),
    "readexactly": ("value", {"on": "reader"}),
    "readuntil": ("value or null", {"on": "reader"}),
    "anext": ("null", {"on": "reader"}),
    "iterate": ("null", {"on": "reader", "max": "positive"}),
    "wait_for_data": ("string", {"on": "reader"}),
    "yield": ("positive", {}),
    "sleep": ("positive", {}),
    "join": ("task", {}),
    "await": ("future", {}),
}
# Kind of a reference → the kinds of things that it may name.
REFERENCES = {
    "reader": ("reader",), "future": ("future",), "task": ("task",), "transport": ("transport",), "exception": ("exception",),
    "transport or null": ("transport",), "task or future": ("task", "future"),
    "exception or class": ("exception", "exception_class"), "exception or class or null": ("exception", "exception_class"),
}


def problems(script):
    """All that is wrong with a script: pairs of a JSON pointer and what was expected."""
    check = _Check()
    check.script(script)
    return check.found


class _Check:
    def __init__(self):
        self.found = []
        self._kinds = {}  # name → reader, task, callback …
        self._in_body = True  # What a turn does itself is done in the order of the text, a body may run at any time later.
        self._references = []  # (pointer, name, kinds, what): looked at when all names are known
        self._without_on = []  # (pointer, kind)
        self._object_types = []

    def _expect(self, condition, pointer, expected):
        if not condition:
            self.found.append((pointer, expected))
        return condition

    def _keys(self, content, pointer, known, required=()):
        """Whether this is an object; complains about keys that are unknown or missing."""
        if not self._expect(isinstance(content, dict), pointer, "expected an object"):
            return False
        for key in content:
            self._expect(key in known, f"{pointer}/{_escaped(key)}", f"unknown key; expected {_any_of(known)}")
        for key in required:
            self._expect(key in content, pointer, f"expected the key {key!r}")
        return True

    def script(self, script):
        known = ("summary", "clauses", "requires", "layer", "objects", "turns")
        if not self._keys(script, "", known, ("summary", "clauses", "objects", "turns")):
            return
        self._expect(_is_text(script.get("summary", "x")), "/summary", "expected a sentence")
        self._strings(script.get("clauses", ["X-1"]), "/clauses", lambda text: CLAUSE.fullmatch(text), "an id such as READ-1", 1)
        self._strings(script.get("requires", []), "/requires", lambda text: text in FEATURES, "a feature", 0)
        self._expect(script.get("layer", "reader") == "reader", "/layer", 'expected "reader"')
        objects = script.get("objects", {})
        if self._expect(isinstance(objects, dict), "/objects", "expected an object"):
            self._object_types = [declared.get("type") for declared in objects.values() if isinstance(declared, dict)]
            for name, declared in objects.items():
                self._object(name, declared, f"/objects/{_escaped(name)}")
        turns = script.get("turns", [{"do": []}])
        if self._expect(isinstance(turns, list) and turns, "/turns", "expected an array of at least one turn"):
            for number, turn in enumerate(turns):
                self._turn(turn, f"/turns/{number}")
        self._resolve()

    def _strings(self, content, pointer, is_good, what, at_least):
        if self._expect(isinstance(content, list) and len(content) >= at_least, pointer, f"expected an array of at least {at_least}"):
            for number, text in enumerate(content):
                self._expect(isinstance(text, str) and is_good(text), f"{pointer}/{number}", f"expected {what}")
                self._expect(text not in content[:number], f"{pointer}/{number}", "expected nothing twice")

    def _object(self, name, declared, pointer, types=tuple(OBJECT_KEYS)):
        if not self._expect(isinstance(declared, dict) and declared.get("type") in types, pointer, f"expected a type: {_any_of(types)}"):
            return
        kind = declared["type"]
        self._new_name(name, kind, pointer)
        rest = {key: value for key, value in declared.items() if key != "type"}
        self._fields(rest, pointer, OBJECT_KEYS[kind])
        if kind == "exception" and isinstance(declared.get("args", []), list) and str(declared.get("class")) in TAKES_TWO:
            self._expect(len(declared.get("args", [])) == 2, f"{pointer}/args", f"expected two values, for {TAKES_TWO[declared['class']]}")

    def _turn(self, turn, pointer):
        if self._keys(turn, pointer, ("do", "run"), ("do",)):
            self._list(turn.get("do", []), f"{pointer}/do", ACTIONS, in_body=False)
            run = turn.get("run", "idle")
            self._expect(run == "idle" or _is_count(run) and run <= MAXIMAL_RUN, f"{pointer}/run", f'expected "idle" or 0 to {MAXIMAL_RUN}')

    def _list(self, content, pointer, verbs, in_body=True):
        outer, self._in_body = self._in_body, in_body
        if self._expect(isinstance(content, list), pointer, "expected an array"):
            for number, action in enumerate(content):
                self._action(action, f"{pointer}/{number}", verbs)
        self._in_body = outer

    def _action(self, action, pointer, verbs):
        if not self._expect(isinstance(action, dict), pointer, "expected an object"):
            return
        found = [key for key in action if key in verbs]
        if not found and any(key in CALLS for key in action):
            self._expect(False, pointer, "an awaiting call stands only in the body of a task, or in a try")
        elif self._expect(len(found) == 1, pointer, "expected exactly one verb" + ("" if found else f", known here: {_any_of(verbs)}")):
            verb = found[0]
            argument, others = verbs[verb]
            kind_of_new = "task" if verb == "start" else "reader" if verb == "create" else "callback"
            self._value_of_kind(action[verb], f"{pointer}/{verb}", argument, kind_of_new)
            self._fields({key: value for key, value in action.items() if key != verb}, pointer, others)

    def _fields(self, content, pointer, kinds):
        required = [key for key, kind in kinds.items() if kind.endswith("!")]
        self._keys(content, pointer, tuple(kinds), required)
        for key, value in content.items():
            if key in kinds:
                self._value_of_kind(value, f"{pointer}/{key}", kinds[key].rstrip("!"), "callback")
        if "on" in kinds and "on" not in content:
            self._without_on.append((pointer, kinds["on"]))

    def _value_of_kind(self, value, pointer, kind, kind_of_new):
        if kind.endswith("or null"):
            if value is None:
                return
            if kind == "value or null":
                kind = "value"
        if kind in REFERENCES:
            if self._expect(isinstance(value, str), pointer, f"expected the name of: {kind}"):
                exists = self._in_body or value in self._kinds
                self._references.append((pointer, value, exists, REFERENCES[kind], kind))
        elif kind == "new name":
            self._new_name(value, kind_of_new, pointer)
        elif kind == "value":
            self._value(value, pointer)
        elif kind == "values":
            if self._expect(isinstance(value, list), pointer, "expected an array"):
                for number, item in enumerate(value):
                    self._value(item, f"{pointer}/{number}")
        elif kind == "call":
            self._action(value, pointer, CALLS)
        elif kind == "steps":
            self._list(value, pointer, {**ACTIONS, **CALLS})
        elif kind == "actions":
            self._list(value, pointer, ACTIONS)
        elif kind == "reader object":
            self._fields_of_created(value, pointer)
        else:
            expected, is_good = SIMPLE_KINDS[kind]
            self._expect(is_good(value), pointer, f"expected {expected}")

    def _value(self, value, pointer):
        problem = value_problem(value)
        if problem:
            self._expect(False, pointer + problem[0], problem[1])

    def _fields_of_created(self, declared, pointer):
        if self._expect(isinstance(declared, dict) and declared.get("type") == "reader", pointer, 'expected an object of type "reader"'):
            self._fields({key: value for key, value in declared.items() if key != "type"}, pointer, OBJECT_KEYS["reader"])

    # Names

    def _new_name(self, name, kind, pointer):
        if self._expect(isinstance(name, str) and NAME.fullmatch(name), pointer, f"expected a name, {NAME.pattern}"):
            self._expect(name != "turn", pointer, "the name 'turn' is reserved")
            if self._expect(name not in self._kinds, pointer, f"the name {name!r} is taken, by a {self._kinds.get(name)}"):
                self._kinds[name] = kind

    def _resolve(self):
        for pointer, name, exists, kinds, what in self._references:
            if self._kinds.get(name) in kinds:
                self._expect(exists, pointer, f"expected something that the text before makes; {name!r} is made only later")
            else:
                is_now = f"{name!r} is a {self._kinds[name]}" if name in self._kinds else f"there is no {name!r}"
                if what == "task" and name not in self._kinds:
                    is_now = f"no task {name!r} is ever started"
                self._expect(False, pointer, f"expected the name of: {what}; {is_now}")
        for pointer, kind in self._without_on:
            number = self._object_types.count(kind)
            self._expect(number == 1, pointer, f"expected the key 'on', as there are {number} objects of type {kind}"
                         if number else f"expected an object of type {kind} in /objects")


def _is_text(value):
    return isinstance(value, str) and value != ""


def _is_count(value):
    return type(value) is int and 0 <= value < 2 ** 63


SIMPLE_KINDS = {
    "null": ("null", lambda value: value is None),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "string": ("a string", lambda value: isinstance(value, str)),
    "positive": ("an integer above 0", lambda value: _is_count(value) and value > 0),
    "count": ("an integer, 0 or more", _is_count),
    "outcome": ('"stop" or "continue"', lambda value: value in ("stop", "continue")),
    "loopless": ('"none"', lambda value: value == "none"),
    "exception class": (f"one of {', '.join(sorted(EXCEPTION_CLASSES))}", lambda value: isinstance(value, str) and value in EXCEPTION_CLASSES),
}


def _escaped(key):
    return key.replace("~", "~0").replace("/", "~1")


def _any_of(names):
    return ", ".join(sorted(names)) or "none"
