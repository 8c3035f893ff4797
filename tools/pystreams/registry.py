"""What the names of a script stand for just now."""

from pystreams.vocabulary import ACTS_ON, CONNECTING, NAMES_ANOTHER, inner_calls, names_in, verb_of


class Registry:
    """The only place of the driver where an object is held that a script may drop: once forgotten here, it is gone if nobody
    else, in the library or in a suspended call, holds it."""

    def __init__(self, declared):
        self.objects = {}
        self._readers = set()
        self._tasks = {}
        self._started = []
        self._only = {entry["type"]: name for name, entry in declared.items()}

    # Objects

    def add_reader(self, name, reader):
        """A reader whose state is to be shown."""
        self.objects[name] = reader
        self._readers.add(name)

    def forget(self, name):
        """If this was the last reference, the object goes here and now."""
        self._readers.discard(name)
        self.objects.pop(name, None)

    def readers(self):
        """Pairs of name and reader, in the order of names."""
        return [(name, self.objects[name]) for name in sorted(self._readers)]

    def named(self, name):
        return None if name is None else self.objects[name]

    def object_name(self, action, verb):
        """The name of what the verb acts on, or None where it acts on no object."""
        for kind, verbs in ACTS_ON.items():
            if verb in verbs:
                return action.get("on", self._only.get(kind))
        return None

    def object(self, action, verb):
        return self.objects[self.object_name(action, verb)]

    # Tasks

    def add_task(self, name, task):
        self._tasks[name] = task
        if name not in self._started:
            self._started.append(name)

    def forget_task(self, name):
        self._tasks.pop(name, None)

    def task(self, name):
        return self._tasks[name]

    def future(self, name):
        return self._tasks.get(name) or self.objects[name]

    def pending(self):
        """The names of the tasks that are not done, in the order of their start."""
        return [name for name in self._started if name in self._tasks and not self._tasks[name].done()]

    def cancel_pending(self):
        for name in self.pending():
            self._tasks[name].cancel()

    # Both

    def has_all_of(self, action, verb):
        """Whether everything that the action names is there: made, begun, and neither dropped nor forgotten."""
        names = [self.object_name(action, verb)]
        if verb in NAMES_ANOTHER:
            names.append(action[verb])
        if verb in CONNECTING:
            names += names_in(action[verb])
        there = all(name is None or name in self.objects or name in self._tasks for name in names)
        return there and all(self.has_all_of(call, verb_of(call)) for call in inner_calls(action))
