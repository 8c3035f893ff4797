"""Whether a script is well formed (spec/script-format.md). Each problem is a JSON pointer and what was expected there."""

import re

from recorder.plain_kinds import SIMPLE_KINDS, is_count, is_text
from recorder.script_vocabulary import (
    ACTIONS, CALLS, CLIENT_KEYS, CONDITIONS, ENDPOINT_KEYS, FEATURES, NOT_ON_WIRE, OBJECT_KEYS, REFERENCES,
    TAKES_TWO, TO_BEGIN, TO_GATHER, TO_WAIT_FOR, WIRE_TYPES, WIRE_VERBS, WRITER_TRANSPORT_KEYS, WRITER_TYPES)
from recorder.value_forms import value_problem

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
NAME_OF_OPTION = re.compile(r"[a-z][a-z_]*")
CLAUSE = re.compile(r"[A-Z][A-Z0-9_-]*-[1-9][0-9]*")
MAXIMAL_RUN = 10000


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
        self._writer_layer = False

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
        known = ("summary", "clauses", "requires", "layer", "debug", "objects", "turns")
        if not self._keys(script, "", known, ("summary", "clauses", "objects", "turns")):
            return
        self._expect(is_text(script.get("summary", "x")), "/summary", "expected a sentence")
        self._strings(script.get("clauses", ["X-1"]), "/clauses", lambda text: CLAUSE.fullmatch(text), "an id such as READ-1", 1)
        self._strings(script.get("requires", []), "/requires", lambda text: text in FEATURES, "a feature", 0)
        layer = script.get("layer", "reader")
        self._expect(layer in ("reader", "writer", "wire"), "/layer", 'expected "reader", "writer" or "wire"')
        self._wire_layer = layer == "wire"
        self._writer_layer = layer in ("writer", "wire")
        if "debug" in script:
            self._expect(isinstance(script["debug"], bool), "/debug", "expected true or false")
            self._expect(layer == "writer", "/debug", 'only in a script of the layer "writer"')
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
        self._expect(self._writer_layer or kind not in WRITER_TYPES, f"{pointer}/type", 'only in a script of the layer "writer"')
        self._expect(self._wire_layer or kind not in WIRE_TYPES, f"{pointer}/type", 'only in a script of the layer "wire"')
        self._expect(not self._wire_layer or kind not in NOT_ON_WIRE, f"{pointer}/type", 'not in a script of the layer "wire"')
        if kind == "transport":
            for key in WRITER_TRANSPORT_KEYS:
                self._expect(self._writer_layer or key not in declared, f"{pointer}/{key}", 'only in a script of the layer "writer"')
        self._new_name(name, kind, pointer)
        rest = {key: value for key, value in declared.items() if key != "type"}
        self._fields(rest, pointer, OBJECT_KEYS[kind])
        if kind == "exception" and isinstance(declared.get("args", []), list) and str(declared.get("class")) in TAKES_TWO:
            self._expect(len(declared.get("args", [])) == 2, f"{pointer}/args", f"expected two values, for {TAKES_TWO[declared['class']]}")

    def _client(self, client, pointer):
        known = tuple(CLIENT_KEYS) + ("as", "body")
        if not self._keys(client, pointer, known, ("as", "writer", "body")):
            return
        is_function = client.get("kind") == "function"
        for key, value in client.items():
            if key == "as":
                self._new_name(value, "callback" if is_function else "task", f"{pointer}/as")
            elif key == "body":
                self._list(value, f"{pointer}/body", ACTIONS if is_function else {**ACTIONS, **CALLS})
            elif key in CLIENT_KEYS:
                self._value_of_kind(value, f"{pointer}/{key}", CLIENT_KEYS[key].rstrip("!"), key)

    def _turn(self, turn, pointer):
        if self._keys(turn, pointer, ("do", "until" if self._wire_layer else "run"), ("do",)):
            self._list(turn.get("do", []), f"{pointer}/do", ACTIONS, in_body=False)
            if "until" in turn:
                self._conditions(turn["until"], f"{pointer}/until")
            run = turn.get("run", "idle")
            self._expect(run == "idle" or is_count(run) and run <= MAXIMAL_RUN, f"{pointer}/run", f'expected "idle" or 0 to {MAXIMAL_RUN}')

    def _conditions(self, content, pointer):
        outer, self._in_body = self._in_body, False
        if self._expect(isinstance(content, list) and content, pointer, "expected an array of at least one condition"):
            for number, condition in enumerate(content):
                self._condition(condition, f"{pointer}/{number}")
        self._in_body = outer

    def _condition(self, condition, pointer):
        found = [key for key in condition if key in CONDITIONS] if isinstance(condition, dict) else []
        if self._expect(len(found) == 1, pointer, f"expected one condition: {_any_of(CONDITIONS)}"):
            kind, on = CONDITIONS[found[0]]
            self._value_of_kind(condition[found[0]], f"{pointer}/{found[0]}", kind, None)
            self._fields({key: value for key, value in condition.items() if key != found[0]}, pointer, {"on": on} if on else {})

    def _clients(self, content, pointer):
        outer, self._in_body = self._in_body, True
        if self._expect(isinstance(content, list) and content, pointer, "expected an array of at least one client"):
            for number, client in enumerate(content):
                self._client(client, f"{pointer}/{number}")
        self._in_body = outer

    def _options(self, content, pointer):
        if self._expect(isinstance(content, dict), pointer, "expected an object"):
            for name, value in content.items():
                self._expect(NAME_OF_OPTION.fullmatch(name), f"{pointer}/{_escaped(name)}", f"expected a keyword, {NAME_OF_OPTION.pattern}")
                self._value(value, f"{pointer}/{_escaped(name)}")

    def _list(self, content, pointer, verbs, in_body=True):
        outer, self._in_body = self._in_body, in_body
        if self._expect(isinstance(content, list), pointer, "expected an array"):
            for number, action in enumerate(content):
                self._action(action, f"{pointer}/{number}", verbs)
        self._in_body = outer

    def _action(self, action, pointer, verbs):
        if not self._expect(isinstance(action, dict), pointer, "expected an object"):
            return
        found = [key for key in action if key in verbs and not (key == "timeout" and "wait_for" in action)]
        if not found and any(key in CALLS for key in action):
            self._expect(False, pointer, self._why_not_awaited(verbs))
        elif self._expect(len(found) == 1, pointer, "expected exactly one verb" + ("" if found else f", known here: {_any_of(verbs)}")):
            verb = found[0]
            argument, others = verbs[verb]
            self._expect(self._writer_layer or verb != "drop" and others.get("on") not in WRITER_TYPES, f"{pointer}/{verb}",
                         'only in a script of the layer "writer"')
            self._expect(self._in_body or verb != "raise", f"{pointer}/raise", "only in a body: a turn has nobody to raise to")
            self._expect(self._wire_layer or verb not in WIRE_VERBS, f"{pointer}/{verb}", 'only in a script of the layer "wire"')
            kind_of_new = "task" if verb == "start" else "reader" if verb == "create" else "callback"
            if argument == "transport or context":
                argument = "context" if self._wire_layer else "transport"
            self._value_of_kind(action[verb], f"{pointer}/{verb}", argument, kind_of_new)
            self._fields({key: value for key, value in action.items() if key != verb}, pointer, others)

    @staticmethod
    def _why_not_awaited(verbs):
        if any(verb in CALLS for verb in verbs):
            return f"another awaiting call is expected here: {_any_of(verb for verb in verbs if verb in CALLS)}"
        return "an awaiting call stands only in the body of a task, or in a try"

    def _fields(self, content, pointer, kinds):
        required = [key for key, kind in kinds.items() if kind.endswith("!")]
        self._keys(content, pointer, tuple(kinds), required)
        for key, value in content.items():
            if key in kinds:
                self._value_of_kind(value, f"{pointer}/{key}", kinds[key].rstrip("!"), self._kind_of_new(key, kinds))
        if "on" in kinds and "on" not in content:
            self._without_on.append((pointer, kinds["on"]))

    @staticmethod
    def _kind_of_new(key, kinds):
        return "server" if key == "as" and "clients" in kinds else key if key in ("reader", "writer") else "callback"

    def _value_of_kind(self, value, pointer, kind, kind_of_new):
        if kind.endswith("or null"):
            if value is None:
                return
            if kind in ("value or null", "count or null"):
                kind = kind.split()[0]
        if kind == "boolean or context" and isinstance(value, bool):
            return
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
            self._action(value, pointer, TO_BEGIN)
        elif kind == "call to wait for":
            self._action(value, pointer, TO_WAIT_FOR)
        elif kind == "calls":
            if self._expect(isinstance(value, list) and value, pointer, "expected an array of at least one awaiting call"):
                for number, call in enumerate(value):
                    self._action(call, f"{pointer}/{number}", TO_GATHER)
        elif kind == "client of a protocol":
            self._client(value, pointer)
        elif kind == "clients":
            self._clients(value, pointer)
        elif kind == "endpoint":
            if self._expect(isinstance(value, dict), pointer, "expected an object"):
                self._fields(value, pointer, ENDPOINT_KEYS)
        elif kind == "options":
            self._options(value, pointer)
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


def _escaped(key):
    return key.replace("~", "~0").replace("/", "~1")


def _any_of(names):
    return ", ".join(sorted(names)) or "none"
