"""Whether a script, run on the interpreter that the program ran on, shows what the program saw."""


def difference(observed, trace, own_turns):
    """The first difference between what the program saw and the trace (its epilogue apart), or None."""
    seen = list(_seen(trace, own_turns))
    for number, event in enumerate(observed):
        if number == len(seen):
            return "the script ends before %s" % _described(event)
        if not _same(event, seen[number]):
            return "the program saw %s, the script %s" % (_described(event), _described(seen[number]))
    if len(seen) > len(observed):
        return "the script goes on with %s" % _described(seen[len(observed)])
    return None


def _seen(trace, own_turns):
    """What a trace has of actions and calls, but those that only the script has: cancellations, a transport told to close."""
    known = {}
    for turn in trace["turns"][:own_turns]:
        for event in turn["events"]:
            if "raised" in event:
                error = event["raised"]
                known[error["id"]] = error if "type" in error else known[error["id"]]
                event = dict(event, raised=known[error["id"]])
            if "by" in event and event["call"] != "cancel":
                yield event


def _same(event, seen):
    if any(event[key] != seen.get(key) for key in ("by", "call", "on")) or ("raised" in event) != ("raised" in seen):
        return False
    if "raised" not in event:
        return _plain(event["returned"]) == _plain(seen.get("returned"))
    one, other = event["raised"], seen["raised"]
    if one["type"] != other["type"]:
        return False
    if one["type"] == "CancelledError" or "interpreter" in one or "interpreter" in other:
        return True
    return _plain(one.get("args")) == _plain(other.get("args")) and _plain(one.get("attributes")) == _plain(other.get("attributes"))


def _plain(form):
    """A value without what has an identity of its own: an exception in it is only its type and arguments."""
    if isinstance(form, dict):
        if "error" in form:
            return {"error": form["error"].get("type")}
        return {key: _plain(value) for key, value in form.items()}
    return [_plain(item) for item in form] if isinstance(form, list) else form


def _described(event):
    outcome = "returned " + str(event["returned"])[:60] if "returned" in event else "raised " + event.get("raised", {}).get("type", "?")
    return "%s of %s by %s, which %s" % (event["call"], event.get("on"), event["by"], outcome)
