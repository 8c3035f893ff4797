"""The scripts: finding, reading and checking them, and appending the epilogue."""

import fnmatch
import json

from recorder import BadInput
from recorder.canonical import digest, parse
from recorder.needs import needs
from recorder.validation import problems


class Script:
    def __init__(self, identity, content, epilogue):
        self.id = identity
        self.digest = digest(content)
        self.needs = needs(content)
        self.request = {"objects": content["objects"], "turns": content["turns"] + expand(epilogue, content["objects"])}
        if "debug" in content:
            self.request["debug"] = content["debug"]
        if content.get("layer") == "wire":
            self.request["layer"] = "wire"  # To a driver, the other layers are one.


def expand(epilogue, objects):
    """The epilogue's turns for a script with these objects."""
    turns = list(epilogue["turns"])
    for kind in ("reader", "writer"):
        for name in sorted(objects):
            if objects[name]["type"] == kind and "loop" not in objects[name]:
                turns += _with_name(epilogue.get(f"each_{kind}", []), f"${kind}", name)
    return turns


def _with_name(part, placeholder, name):
    if isinstance(part, str):
        return part.replace(placeholder, name)
    if isinstance(part, list):
        return [_with_name(item, placeholder, name) for item in part]
    if isinstance(part, dict):
        return {key: _with_name(value, placeholder, name) for key, value in part.items()}
    return part


def identities(folder):
    """The ids of the scripts (or traces) below a folder."""
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json"))


def select(folder, globs):
    """The ids that match any of the globs; a glob that matches none is a mistake."""
    every = identities(folder)
    if not globs:
        return every
    chosen = set()
    for glob in globs:
        found = fnmatch.filter(every, glob)
        if not found:
            raise BadInput(f"no script matches {glob!r}")
        chosen.update(found)
    return sorted(chosen)


def load(spec, names):
    """The scripts with these ids, and a complaint for each that cannot be used."""
    scripts, complaints, epilogues = [], [], {}
    for name in names:
        where = f"spec/scripts/{name}.json"
        try:
            content = parse((spec / "scripts" / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            complaints.append(f"{where}: {error}")
            continue
        found = [f"{where}: {pointer or '/'}: {expected}" for pointer, expected in problems(content)]
        complaints += found
        if not found:
            layer = content.get("layer", "reader")
            if layer not in epilogues:
                epilogues[layer] = json.loads((spec / "epilogue" / f"{layer}.json").read_text(encoding="utf-8"))
            scripts.append(Script(name, content, epilogues[layer]))
    return scripts, complaints
