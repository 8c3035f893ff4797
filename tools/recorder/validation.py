"""Whether a script is well formed (spec/script-format.md). Each problem is a JSON pointer and what was expected there."""
def problems(content):
    return []
