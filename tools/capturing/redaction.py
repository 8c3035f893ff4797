"""Letters and digits replaced, everything else and all lengths kept: what a script shows without what was said.

Separators that the program reads up to stay as they are wherever they stand, as what a read returns depends on them.
"""

import re

from pystreams.values import decode, encode_bytes

REPLACED = bytes(0xff if byte > 0x7f else ord("0") if chr(byte).isdigit() else ord("x") if chr(byte).isalpha() else byte
                 for byte in range(256))


def redact(life):
    """Changes the entries and births of a life in place, results included, so that they fit each other still."""
    separators = set()
    for entry in life.entries:
        if entry.get("verb") == "readuntil" and "argument" in entry:
            _collect_bytes(entry["argument"], separators)
    keep = re.compile(b"|".join(re.escape(one) for one in sorted(separators, key=len, reverse=True) if one)) if any(separators) else None

    def redacted(form):
        if isinstance(form, str) or isinstance(form, dict) and "bytes" in form:
            return encode_bytes(_redacted_bytes(decode(form), keep))
        if isinstance(form, list):
            return [redacted(item) for item in form]
        if isinstance(form, dict):
            return {key: item if key in ("str", "type", "object", "class") else redacted(item) for key, item in form.items()}
        return form

    texts = {}
    for birth in life.objects.values():
        if birth["new"] == "exception" and birth["args"] is not None:
            hidden = [_redacted_text(arg) if isinstance(arg, dict) and "str" in arg else redacted(arg) for arg in birth["args"]]
            texts[repr(birth["args"])] = hidden
            birth["args"] = hidden
    for entry in life.entries:
        for key in ("argument", "items", "returned"):
            if key in entry and entry.get("verb") != "readuntil":
                entry[key] = redacted(entry[key])
        if "raised" in entry:
            known = texts.get(repr(entry["raised"].get("args")))
            entry["raised"] = redacted(entry["raised"])
            if known is not None:
                entry["raised"]["args"] = known


def _collect_bytes(form, found):
    if isinstance(form, str) or isinstance(form, dict) and "bytes" in form:
        found.add(decode(form))
    elif isinstance(form, dict):
        for item in form.get("tuple", []):
            _collect_bytes(item, found)


def _redacted_bytes(data, keep):
    if keep is None:
        return data.translate(REPLACED)
    result, position = [], 0
    for kept in keep.finditer(data):
        result += [data[position:kept.start()].translate(REPLACED), kept.group()]
        position = kept.end()
    return b"".join(result + [data[position:].translate(REPLACED)])


def _redacted_text(arg):
    return {"str": "".join("x" if char.isalpha() else "0" if char.isdigit() else char for char in arg["str"])}
