"""The small faults that can be made in a Python module, by changing its syntax tree in one place."""

import ast

from mutation.fault import Fault, with_ids

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Pow: ast.Mult}
CALLS = {"max": "min", "min": "max", "bytes": "bytearray"}
OTHER_EXCEPTION, BROADER_EXCEPTION = "LookupError", "BaseException"
DROPPABLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise, ast.Return, ast.Assert, ast.Break, ast.For)
NOT_BEHAVIOUR = ("__all__",)


def python_faults(source, area_of):
    """The faults of a module. `area_of(class or function name)` says which part of the report a definition belongs to."""
    return with_ids(_Module(source, area_of).faults())


def _is_docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _first_line(statement):
    return ast.unparse(ast.fix_missing_locations(statement)).split("\n")[0]


class _Slot:
    """A place in the tree that holds a node, or a list of them: it can be given another content, and its own back."""

    def __init__(self, parent, field, index=None):
        self._parent, self._field, self._index = parent, field, index

    @property
    def content(self):
        held = getattr(self._parent, self._field)
        return held if self._index is None else held[self._index]

    def put(self, content):
        if self._index is None:
            setattr(self._parent, self._field, content)
        else:
            getattr(self._parent, self._field)[self._index] = content


class _Module:
    def __init__(self, source, area_of):
        self._tree = ast.parse(source)
        self._area_of = area_of
        self._where = []
        self._statement = None

    def faults(self):
        yield from self._block(self._tree, "body")

    # Making one fault

    def _fault(self, kind, line, slot, content, statement, after=None):
        """The fault that puts `content` into the slot; `statement` is what is shown of it."""
        own = slot.content
        before = _first_line(statement)
        slot.put(content)
        try:
            shown = after or _first_line(statement)
        finally:
            slot.put(own)

        def apply():
            slot.put(content)
            try:
                return ast.unparse(ast.fix_missing_locations(self._tree))
            finally:
                slot.put(own)

        function = ".".join(self._where) or "module"
        return Fault(self._area_of(self._where[0] if self._where else ""), function, kind, line, before, shown, apply)

    def _changed(self, kind, slot, content, node):
        return self._fault(kind, getattr(node, "lineno", self._statement.lineno), slot, content, self._statement)

    # Statements

    def _block(self, parent, field):
        for index, statement in enumerate(getattr(parent, field)):
            slot = _Slot(parent, field, index)
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield from self._definition(statement)
            elif not self._where and not self._defines_behaviour(statement):
                if isinstance(statement, ast.If):
                    yield from self._block(statement, "body")
            elif not isinstance(statement, ast.Pass) and not _is_docstring(statement):
                yield from self._of_statement(statement, slot)

    @staticmethod
    def _defines_behaviour(statement):
        """Whether a statement of the module itself is more than an import or a list of what is exported."""
        return isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") not in NOT_BEHAVIOUR

    def _definition(self, definition):
        self._where.append(definition.name)
        outer, self._statement = self._statement, definition
        if isinstance(definition, ast.ClassDef):
            yield from self._block(definition, "body")
        else:
            yield from self._defaults(definition.args)
            for index, decorator in enumerate(definition.decorator_list):
                others = definition.decorator_list[:index] + definition.decorator_list[index + 1:]
                shown = f"without @{ast.unparse(decorator)}: def {definition.name}"
                yield self._fault("decorator", decorator.lineno, _Slot(definition, "decorator_list"), others, definition, shown)
            yield from self._block(definition, "body")
        self._statement = outer
        self._where.pop()

    def _defaults(self, arguments):
        if arguments.defaults:
            dropped = _Slot(arguments, "defaults")
            yield self._changed("default", dropped, arguments.defaults[1:], arguments.defaults[0])
        for field in ("defaults", "kw_defaults"):
            for index, default in enumerate(getattr(arguments, field)):
                if default is None:
                    continue
                slot = _Slot(arguments, field, index)
                if field == "kw_defaults":
                    yield self._changed("default", slot, None, default)
                if not isinstance(default, (ast.Constant, ast.UnaryOp)):
                    yield self._changed("default", slot, ast.Constant(None), default)
                for fault in self._expression(slot):
                    fault.kind = "default"
                    yield fault

    def _of_statement(self, statement, slot):
        outer, self._statement = self._statement, statement
        line = statement.lineno
        if isinstance(statement, DROPPABLE):
            yield self._fault("dropped", line, slot, ast.Pass(), statement, "pass")
        if isinstance(statement, ast.Break):
            yield self._fault("dropped", line, slot, ast.Continue(), statement, "continue")
        if isinstance(statement, (ast.If, ast.While)):
            yield from self._condition(_Slot(statement, "test"))
        if isinstance(statement, (ast.Return, ast.Assign)) and not self._is_none(statement.value):
            kind = "returned" if isinstance(statement, ast.Return) else "assigned"
            yield self._changed(kind, _Slot(statement, "value"), ast.Constant(None), statement)
        if isinstance(statement, ast.Raise):
            yield from self._raised(statement)
        if isinstance(statement, ast.Try):
            yield from self._try(statement, slot)
        for field, value in ast.iter_fields(statement):
            if field == "targets" and not isinstance(statement, ast.Delete) or field == "target":
                continue
            yield from self._expressions_in(statement, field, value)
        for field in ("body", "orelse", "finalbody"):
            if isinstance(getattr(statement, field, None), list):
                yield from self._block(statement, field)
        self._statement = outer

    @staticmethod
    def _is_none(value):
        return value is None or isinstance(value, ast.Constant) and value.value is None

    def _condition(self, slot):
        test = slot.content
        for value in (True, False):
            if not (isinstance(test, ast.Constant) and test.value is value):
                yield self._changed("condition", slot, ast.Constant(value), test)
        if not isinstance(test, (ast.Constant, ast.Compare)):  # Negated comparisons are comparisons of another kind.
            negated = test.operand if isinstance(test, ast.UnaryOp) else ast.UnaryOp(ast.Not(), test)
            yield self._changed("condition", slot, negated, test)

    def _raised(self, statement):
        if isinstance(statement.exc, ast.Call):
            yield self._changed("exception", _Slot(statement.exc, "func"), ast.Name(OTHER_EXCEPTION), statement)

    def _try(self, statement, slot):
        keeps = len(statement.handlers) > 1 or statement.finalbody
        for index, handler in enumerate(statement.handlers):
            others = statement.handlers[:index] + statement.handlers[index + 1:]
            self._statement = handler
            if keeps:
                yield self._fault("exception", handler.lineno, _Slot(statement, "handlers"), others, handler, "no handler")
            else:
                unguarded = ast.If(ast.Constant(True), statement.body + statement.orelse, [])
                yield self._fault("exception", handler.lineno, slot, unguarded, handler, "no handler")
            if handler.type is not None:
                type_ = _Slot(handler, "type")
                yield self._changed("exception", type_, ast.Name(BROADER_EXCEPTION), handler)
                yield self._changed("exception", type_, ast.Name(OTHER_EXCEPTION), handler)
            yield from self._block(handler, "body")
        self._statement = statement
        if statement.finalbody:
            unguarded = ast.If(ast.Constant(True), statement.body, [])
            yield self._fault("dropped", statement.lineno, slot, unguarded, statement, "no finally")
            after_all = ast.If(ast.Constant(True), statement.body + statement.finalbody, [])
            yield self._fault("exception", statement.lineno, slot, after_all, statement, "finally only where nothing was raised")

    # Expressions

    def _expressions_in(self, parent, field, value):
        if isinstance(value, ast.expr):
            yield from self._expression(_Slot(parent, field))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.expr):
                    yield from self._expression(_Slot(parent, field, index))
                elif isinstance(item, ast.keyword):
                    yield from self._expression(_Slot(item, "value"))

    def _expression(self, slot):
        node = slot.content
        make = getattr(self, "_" + type(node).__name__.lower(), None)
        if make:
            yield from make(node, slot)
        if isinstance(node, ast.Lambda):
            yield from self._expression(_Slot(node, "body"))
            return
        for field, value in ast.iter_fields(node):
            if isinstance(node, ast.Compare) and any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops) and field == "comparators":
                continue  # `is None` is changed as a comparison.
            yield from self._expressions_in(node, field, value)

    def _compare(self, node, slot):
        for index, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield self._changed("comparison", _Slot(node, "ops", index), other(), node)

    def _boolop(self, node, slot):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield self._changed("condition", _Slot(node, "op"), other, node)
        for index in range(len(node.values)):
            others = node.values[:index] + node.values[index + 1:]
            fewer = others[0] if len(others) == 1 else ast.BoolOp(node.op, others)
            yield self._changed("condition", slot, fewer, node)

    def _unaryop(self, node, slot):
        if slot.content is not getattr(self._statement, "test", None):
            yield self._changed("condition" if isinstance(node.op, ast.Not) else "constant", slot, node.operand, node)

    def _binop(self, node, slot):
        if type(node.op) in ARITHMETIC:
            yield self._changed("arithmetic", _Slot(node, "op"), ARITHMETIC[type(node.op)](), node)
        yield self._changed("arithmetic", slot, node.left, node)
        yield self._changed("arithmetic", slot, node.right, node)

    def _constant(self, node, slot):
        value = node.value
        if slot.content is getattr(self._statement, "test", None) or value is Ellipsis:
            return
        if isinstance(value, bool):
            others = [not value]
        elif isinstance(value, int):
            others = [value + 1, value - 1]
        elif isinstance(value, str):
            others = ["X" + value] + ([""] if value else [])
        elif isinstance(value, bytes):
            others = [value + b"X"] + ([b""] if value else [])
        else:
            others = [0]
        kind = "text" if isinstance(value, str) else "constant"
        for other in others:
            yield self._changed(kind, slot, ast.Constant(other), node)

    def _joinedstr(self, node, slot):
        for value in node.values:
            if isinstance(value, ast.FormattedValue) and value.conversion == ord("r"):
                yield self._changed("text", _Slot(value, "conversion"), ord("s"), node)
        yield self._changed("text", slot, ast.Constant(""), node)

    def _call(self, node, slot):
        arguments = _Slot(node, "args")
        for index in range(len(node.args)):
            yield self._changed("argument", arguments, node.args[:index] + node.args[index + 1:], node)
            if not isinstance(node.args[index], ast.Constant):
                yield self._changed("argument", _Slot(node, "args", index), ast.Constant(None), node)
            if index + 1 < len(node.args):
                swapped = list(node.args)
                swapped[index:index + 2] = reversed(swapped[index:index + 2])
                yield self._changed("argument", arguments, swapped, node)
        for index in range(len(node.keywords)):
            yield self._changed("argument", _Slot(node, "keywords"), node.keywords[:index] + node.keywords[index + 1:], node)
        if isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield self._changed("call", _Slot(node, "func"), ast.Name(CALLS[node.func.id]), node)

    def _subscript(self, node, slot):
        if isinstance(node.slice, ast.Slice):
            swapped = ast.Slice(node.slice.upper, node.slice.lower, node.slice.step)
            yield self._changed("slice", _Slot(node, "slice"), swapped, node)
            yield self._changed("slice", _Slot(node, "slice"), ast.Slice(), node)

    def _slice(self, node, slot):
        for field in ("lower", "upper"):
            bound = getattr(node, field)
            if bound is not None:
                yield self._changed("slice", _Slot(node, field), ast.BinOp(bound, ast.Add(), ast.Constant(1)), node)

    def _await(self, node, slot):
        yield self._changed("await", slot, node.value, node)
