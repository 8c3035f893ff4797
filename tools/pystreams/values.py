"""Values of scripts and traces, to and from Python objects."""

import collections
import json
import re

REPEATED = re.compile(rb"(.)\1{31,}", re.DOTALL)
TEXT = re.compile(rb"[\x20-\x7e\t\n\r]+")
TEXT_OR_NOT = re.compile(rb"[\x20-\x7e\t\n\r]+|[^\x20-\x7e\t\n\r]+")
# Handler messages hold the reprs of a callback's arguments, of which `reprlib` leaves the first 13 and the last 14 characters.
SHORTENED = re.compile(r"<(Task|Future)(?:(?<=Task) .{7}|(?<=Future) .{5})\.\.\..{14}", re.DOTALL)
PLACE = re.compile(r" at [^\n<>']*\.py:[0-9]+| \(_ssl\.c:[0-9]+\)")
ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


class Index:
    """An object that is no integer but can stand for one."""

    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def decode(value):
    """The Python object that a script's value stands for."""
    if isinstance(value, str):
        return value.encode("ascii")
    if value is None or isinstance(value, int):
        return value
    (form, content), = value.items()
    return DECODERS[form](content)


def _decode_all(values):
    return [decode(value) for value in values]


def _decode_piece(piece):
    if isinstance(piece, str):
        return piece.encode("ascii")
    if "hex" in piece:
        return bytes.fromhex(piece["hex"])
    return _decode_piece(piece["repeat"]) * piece["times"]


def _decode_namedtuple(values):
    items = _decode_all(values)
    return collections.namedtuple("Items", ["item%d" % i for i in range(len(items))])(*items)


DECODERS = {
    "bytes": lambda pieces: b"".join(_decode_piece(piece) for piece in pieces),
    "str": str,
    "tuple": lambda values: tuple(_decode_all(values)),
    "none": lambda _: None,
    "float": float,
    "int": int,
    "list": _decode_all,
    "set": lambda values: set(_decode_all(values)),
    "namedtuple": _decode_namedtuple,
    "dict": lambda _: {},
    "bytearray": lambda content: bytearray(decode(content)),
    "memoryview": lambda content: memoryview(decode(content)),
    "range": lambda ends: range(ends[0], ends[1]),
    "index": Index,
}


def encode_bytes(data):
    """The one canonical form of a bytes object."""
    pieces = []
    position = 0
    for run in REPEATED.finditer(data):
        pieces += _plain_pieces(data[position:run.start()])
        pieces.append({"repeat": _piece(run.group(1)), "times": run.end() - run.start()})
        position = run.end()
    pieces += _plain_pieces(data[position:])
    if not pieces:
        return ""
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return pieces[0]
    return {"bytes": pieces}


def _plain_pieces(data):
    return [_piece(part) for part in TEXT_OR_NOT.findall(data)]


def _piece(part):
    if TEXT.match(part):
        return part.decode("ascii")
    return {"hex": "".join("%02x" % byte for byte in part)}


def encode(value, encode_error):
    """A trace's form of a Python object. Exceptions are left to `encode_error`, which knows their identities."""
    def all_of(values):
        return [encode(item, encode_error) for item in values]

    if value is None or isinstance(value, bool):
        return value
    if type(value) is int:
        return value if value.bit_length() <= 63 else {"int": str(value)}
    if type(value) is bytes:
        return encode_bytes(value)
    if type(value) is str:
        return {"str": normalised(value)}
    if isinstance(value, BaseException):
        return {"error": encode_error(value)}
    if isinstance(value, type) and issubclass(value, BaseException):
        return {"class": value.__name__}
    if type(value) is float:
        return {"float": repr(value)}
    if type(value) in (bytearray, memoryview):
        return {type(value).__name__: encode_bytes(bytes(value))}
    if type(value) in (tuple, list):
        return {type(value).__name__: all_of(value)}
    if isinstance(value, tuple):
        return {"namedtuple": all_of(value)}
    if type(value) is set:
        return {"set": sorted(all_of(value), key=canonical)}
    if value == {}:
        return {"dict": []}
    if type(value) is range and value.step == 1:
        return {"range": [value.start, value.stop]}
    if type(value) is Index:
        return {"index": value.number}
    if hasattr(value, "script_name"):
        return {"name": value.script_name}
    return {"object": normalised(repr(value))}


normalisers = []  # what more is done to every text, while a script runs whose texts tell of more


def normalised(text):
    """The text without what differs from run to run: the inside of futures and tasks, places in source files, addresses."""
    for normalise in normalisers:
        text = normalise(text)
    text = SHORTENED.sub(r"<\1>", text)
    for opening in ("<Future ", "<Task "):
        text = _without_inside(text, opening)
    text = PLACE.sub("", text)
    return ADDRESS.sub("0x\u2026", text)


def _without_inside(text, opening):
    start = text.find(opening)
    while start != -1:
        depth = 0
        for end in range(start, len(text)):
            depth += {"<": 1, ">": -1}.get(text[end], 0)
            if depth == 0:
                break
        text = text[:start] + opening.rstrip() + text[end:]
        start = text.find(opening, start + 1)
    return text
