"""Whether a value is written as spec/script-format.md says."""

import re

TEXT = re.compile(r"[\x20-\x7e\t\n\r]*")
HEX = re.compile(r"([0-9a-f]{2})*")
FLOAT = re.compile(r"-?([0-9]+(\.[0-9]+|(\.[0-9]+)?e[-+][0-9]+)|inf)|nan")  # as Python writes floats
MOST_BYTES = 2 ** 26


def value_problem(value):
    """None, or where in the value (a JSON pointer) something else was expected, and what."""
    if isinstance(value, str):
        return _text_problem(value)
    if isinstance(value, bool) or _is_small(value):
        return None
    if isinstance(value, int):
        return "", 'an integer of more than 63 bits is written {"int": "…"}'
    if not isinstance(value, dict) or len(value) != 1:
        return "", "expected a value: a string, an integer, true, false, or an object with one key"
    (form, content), = value.items()
    if form not in FORMS:
        return f"/{form}", f"unknown kind of value; expected one of {', '.join(sorted(FORMS))}"
    problem = FORMS[form](content)
    return problem and (f"/{form}{problem[0]}", problem[1])


def _is_small(value):
    return type(value) is int and value.bit_length() <= 63


def _expect(is_good, what):
    return lambda content: None if is_good(content) else ("", f"expected {what}")


def _text_problem(text):
    return None if TEXT.fullmatch(text) else ("", "expected printable ASCII, tab, newline and carriage return only")


def _all_problem(problem_of):
    def problem(content):
        if not isinstance(content, list):
            return "", "expected an array"
        for number, item in enumerate(content):
            found = problem_of(item)
            if found:
                return f"/{number}{found[0]}", found[1]
        return None
    return problem


def _piece_problem(piece):
    if isinstance(piece, str):
        return _text_problem(piece)
    if isinstance(piece, dict) and set(piece) == {"hex"}:
        return _expect(lambda text: isinstance(text, str) and HEX.fullmatch(text), "pairs of hex digits, lower case")(piece["hex"])
    if isinstance(piece, dict) and set(piece) == {"repeat", "times"}:
        if not _is_small(piece["times"]) or piece["times"] <= 0:
            return "/times", "expected an integer above 0"
        problem = _piece_problem(piece["repeat"])
        return problem and ("/repeat" + problem[0], problem[1])
    return "", 'expected a piece of bytes: a string, {"hex": …} or {"repeat": …, "times": …}'


def _pieces_problem(pieces):
    problem = _all_problem(_piece_problem)(pieces)
    if problem is None and sum(map(_length, pieces)) > MOST_BYTES:
        return "", f"expected at most {MOST_BYTES} bytes"
    return problem


def _length(piece):
    if isinstance(piece, str):
        return len(piece)
    return len(piece["hex"]) // 2 if "hex" in piece else _length(piece["repeat"]) * piece["times"]


def _bytes_problem(value):
    if isinstance(value, str) or isinstance(value, dict) and set(value) == {"bytes"}:
        return value_problem(value)
    return "", "expected bytes"


def _is_string(content):
    try:
        return isinstance(content, str) and content.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False


def _is_big(content):
    return isinstance(content, str) and re.fullmatch(r"-?[1-9][0-9]*", content) and int(content).bit_length() > 63


FORMS = {
    "bytes": _pieces_problem,
    "str": _expect(_is_string, "a string"),
    "tuple": _all_problem(value_problem),
    "list": _all_problem(value_problem),
    "set": _all_problem(value_problem),
    "namedtuple": _all_problem(value_problem),
    "dict": _expect(lambda content: content == [], "an empty array"),
    "none": _expect(lambda content: content is True, "true"),
    "float": _expect(lambda content: isinstance(content, str) and FLOAT.fullmatch(content), "a float as a string"),
    "int": _expect(_is_big, "an integer of more than 63 bits, as a string"),
    "bytearray": _bytes_problem,
    "memoryview": _bytes_problem,
    "range": _expect(lambda content: isinstance(content, list) and len(content) == 2 and all(map(_is_small, content)), "two integers"),
    "index": _expect(_is_small, "an integer of at most 63 bits"),
}
