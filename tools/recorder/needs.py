"""The features that a script needs and that a release of CPython, or where it runs, may lack."""

FEATURE_OF_VERB = {
    "is_closing": "is-closing", "wait_closed": "wait-closed", "start_tls": "start-tls", "timeout": "timeout",
    "is_reading": "is-reading", "is_serving": "server-control", "start_serving": "server-control", "serve_forever": "server-control",
    "with_server": "server-control", "close_clients": "close-clients", "abort_clients": "close-clients",
    "open_unix_connection": "unix-sockets", "start_unix_server": "unix-sockets"}
FEATURE_OF_FAMILY = {"unix": "unix-sockets", "ipv6": "ipv6"}


def needs(script):
    """Of all features (spec/script-format.md) only those that are not everywhere, and what the script itself requires."""
    found = set(script.get("requires", []))
    if script.get("layer") == "wire":
        found.add("sockets")
    for declared in script["objects"].values():
        if declared["type"] == "context":
            found.add("tls")
        if declared.get("family") in FEATURE_OF_FAMILY:
            found.add(FEATURE_OF_FAMILY[declared["family"]])
    waiting = [action for turn in script["turns"] for action in turn["do"]]
    waiting += [step for declared in script["objects"].values() for step in declared.get("client", {}).get("body", [])]
    while waiting:
        action = waiting.pop()
        found.update(feature for verb, feature in FEATURE_OF_VERB.items() if verb in action and not (verb == "timeout" and "wait_for" in action))
        waiting += action.get("body", []) + action.get("gather", [])
        waiting += [step for client in action.get("clients", []) for step in client["body"]]
        waiting += [action[verb] for verb in ("try", "wait_for") if verb in action]
    return found
