"""The small faults that can be made in a C++ source by putting code around parts of it.

All are made in one copy of the source: each is a choice at run time between what stands there and what is wrong, so that the copy
is compiled once. The text is not parsed but scanned; what does not compile is found by the compiler and left out (cpp_build.py).
No line is added or removed.
"""

import re

from mutation.fault import Fault, with_ids

SWITCH = "STREAMSPEC_MUTANT"  # the macro that asks whether a fault is switched on, and the environment's variable that does
COMPARISONS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",)}
CALLS = {"std::cmp_less": "std::cmp_less_equal", "std::cmp_less_equal": "std::cmp_less", "std::cmp_greater": "std::cmp_greater_equal",
         "std::min": "std::max", "std::max": "std::min"}
EXCEPTIONS = ("ValueError", "RuntimeError", "AssertionError", "TypeError", "AttributeError", "NotImplementedError", "ConnectionResetError")
OPERAND = r"[\w.:>()*\-\[\]]+(?: [+\-] [\w.:>()*\-\[\]]+)*"
DECLARATION = re.compile(r"(?:const|auto|static|using|struct|class|explicit)\b|[\w:]+(?:<[^;=()]*>)?[ &*]+(?:const )?\w+\s*(?:[;({=\[]|$)")
CONSTANT = re.compile(r"(?:static )?constexpr\b|static_assert\b")
KEYWORD = re.compile(r"(?:co_)?return\b|throw\b|co_await\b|delete\b|break\b|continue\b|new\b|case\b|else\b|goto\b")
CODE_BEFORE = re.compile(r"(?:\)|\bconst|\bnoexcept|\boverride|\belse|\btry|\bdo|\bmutable|->\s*[\w:<>]+)\s*$")


def cpp_faults(sources, area_of):
    """The faults of these sources (path → text), numbered from 1 in the order of the list; each has `path`, `span`, `number`."""
    found = []
    for path, text in sources.items():
        found += _Source(path, text, area_of(path)).faults()
    numbered = with_ids(found)
    for number, fault in enumerate(numbered, 1):
        fault.number = number
    return numbered


def with_switches(text, faults):
    """The source with all these faults of it in it, and the span that each has then."""
    marks = []
    for order, fault in enumerate(faults):
        begin, end = fault.span
        switch = f"{SWITCH}({fault.number})"
        marks.append(((begin, 1, -end, order), fault.prefix.replace("$", switch), fault, "begin"))
        marks.append(((end, 0, -begin, -order), fault.suffix, fault, "end"))
    marks.sort(key=lambda mark: mark[0])
    out, at, length, spans = [], 0, 0, {}
    for (position, *_), inserted, fault, edge in marks:
        out.append(text[at:position])
        length += position - at
        at = position
        if edge == "begin":
            spans[fault.id] = [length, length]
        out.append(inserted)
        length += len(inserted)
        if edge == "end":
            spans[fault.id][1] = length
    out.append(text[at:])
    return "".join(out), spans


def mask(text):
    """The text with comments and the contents of literals blanked, of the same length."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|#[^\n]*', re.DOTALL)

    def blank(match):
        token = match.group()
        if token[0] in "\"'":
            return token[0] + "_" * (len(token) - 2) + token[-1]
        return re.sub(r"[^\n]", " ", token)

    return pattern.sub(blank, text)


def _closing(masked, at):
    """The position of the bracket that closes the one at `at`, or -1."""
    depth = 0
    for position in range(at, len(masked)):
        if masked[position] in "([{":
            depth += 1
        elif masked[position] in ")]}":
            depth -= 1
            if depth == 0:
                return position
    return -1


def _is_balanced(text):
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return False
    return depth == 0


def _split(masked, begin, end, separators):
    """The parts of a span between any of the separators that stand outside of brackets, as spans; and the separators."""
    parts, found, depth, at, start = [], [], 0, begin, begin
    while at < end:
        depth += (masked[at] in "([{") - (masked[at] in ")]}")
        separator = next((s for s in separators if depth == 0 and masked.startswith(s, at)), None)
        if separator:
            parts.append((start, at))
            found.append(separator)
            at += len(separator)
            start = at
        else:
            at += 1
    parts.append((start, end))
    return parts, found


class _Source:
    def __init__(self, path, text, area):
        self._path, self._text, self._area = path, text, area
        self._masked = mask(text)
        self._code = []  # (begin, end, function, depth of the block) for each statement or header of one

    def faults(self):
        self._find_code()
        for begin, end, function, depth, is_header in self._code:
            if CONSTANT.match(self._masked, begin):
                continue  # The compiler has to know it: nothing in it can be chosen at run time.
            self._function = function
            if is_header:
                yield from self._header(begin, end)
            else:
                yield from self._statement(begin, end, depth)
            yield from self._expressions(begin, end)

    # Where code is

    def _find_code(self):
        """Walks through the braces: those of namespaces and types are told from those of code and of initialisers."""
        scopes, begin, parens, masked = [], 0, 0, self._masked
        for at, character in enumerate(masked):
            if character == "(":
                parens += 1
            elif character == ")":
                parens -= 1
            elif character == "{":
                before = masked[begin:at]
                scopes.append((self._scope(before, scopes), parens, begin))
                if scopes[-1][0] == "init":
                    continue
                in_code = any(kind == "code" for kind, *_ in scopes[:-1])
                if in_code and scopes[-1][0] == "code":
                    self._note(begin, at, scopes[:-1], True)
                if scopes[-1][0] == "code" and not in_code:
                    names = re.findall(r"([~\w:]+)\s*\(", before)
                    type_ = next((re.search(r"(?:class|struct)\s+(?:\[\[\w+\]\]\s*)?([\w:]+)", masked[b:]).group(1)
                                  for kind, _, b in reversed(scopes) if kind == "type"), "")
                    self._name = (type_ + "::" if type_ else "") + (names[0] if names else "?")
                begin, parens = at + 1, 0
            elif character == "}" and scopes:
                kind, parens_before, began = scopes.pop()
                if kind == "init":
                    continue
                parens = parens_before
                begin = began if parens else at + 1  # A lambda is part of a statement that goes on.
            elif character == ";" and parens == 0 and not (scopes and scopes[-1][0] == "init"):
                if any(kind == "code" for kind, *_ in scopes):
                    self._note(begin, at + 1, scopes, False)
                begin = at + 1

    @staticmethod
    def _scope(before, scopes):
        if scopes and scopes[-1][0] == "init":
            return "init"
        if re.search(r"\bnamespace\b[^;]*$", before):
            return "namespace"
        if re.search(r"\b(?:class|struct|enum|union)\b[^;()]*$", before) and not any(kind == "code" for kind, *_ in scopes):
            return "type"
        in_code = any(kind == "code" for kind, *_ in scopes)
        stripped = before.strip()
        if CODE_BEFORE.search(stripped) or not in_code and ")" in stripped or not stripped:
            return "code"
        return "init"

    def _note(self, begin, end, scopes, is_header):
        text = self._masked[begin:end]
        begin += len(text) - len(text.lstrip())
        depth = sum(kind == "code" for kind, *_ in scopes)
        if begin < end:
            self._code.append((begin, end, self._name, depth, is_header))

    # Making one fault

    def _fault(self, kind, begin, end, prefix, suffix, after):
        before = " ".join(self._text[begin:end].split())
        line = self._text.count("\n", 0, begin) + 1
        fault = Fault(self._area, self._function, kind, line, before, " ".join(after.split()), None)
        fault.path, fault.span, fault.prefix, fault.suffix = self._path, (begin, end), prefix, suffix
        return fault

    def _instead(self, kind, begin, end, wrong):
        flat = " ".join(wrong.split())
        return self._fault(kind, begin, end, f"($ ? {flat} : ", ")", wrong)

    # Statements

    def _statement(self, begin, end, depth):
        text = self._masked[begin:end]
        if "{" in text and re.search(r"\)\s*(?:mutable|noexcept)?\s*(?:->[^{]*)?\{", text) or text.strip() == ";":
            return  # It holds a lambda, whose statements are code of their own.
        is_keyword = KEYWORD.match(text)
        if is_keyword and re.match(r"(?:co_)?return\b", text):
            if depth > 1:
                yield self._fault("dropped", begin, end, "if (!$) {", "}", "")
            value = re.match(r"return\s+", text)
            if value and self._is_logical(begin + value.end(), end - 1):
                yield from self._condition(begin + value.end(), end - 1)
            yield from self._exception(begin, end)
        elif is_keyword and text.startswith("break"):
            yield self._fault("dropped", begin, end, "if ($) {continue;} else {", "}", "continue;")
        elif is_keyword and text.startswith("throw"):
            yield self._fault("dropped", begin, end, "if (!$) {", "}", "")
            yield from self._exception(begin, end)
        elif is_keyword and not text.startswith("co_await") or not is_keyword and DECLARATION.match(text):
            return
        elif not text.startswith(("public", "private", "protected", "case", ":")):
            yield self._fault("dropped", begin, end, "if (!$) {", "}", "")

    def _exception(self, begin, end):
        text = self._text[begin:end]
        match = re.match(rf"(?:throw |co_return detail::failed\()({'|'.join(EXCEPTIONS)})\(", text)
        if match:
            other = "RuntimeError" if match.group(1) == "ValueError" else "ValueError"
            wrong = text[:match.start(1)] + other + text[match.end(1):]
            yield self._fault("exception", begin, end, f"if ($) {{{' '.join(wrong.split())}}} else {{", "}", wrong)

    def _header(self, begin, end):
        match = re.match(r"(?:else\s+)?(?:if|while)\s*\(", self._masked[begin:end])
        if not match:
            return
        opening = begin + match.end() - 1
        closing = _closing(self._masked, opening)
        parts, _ = _split(self._masked, opening + 1, closing, (";",))
        first, last = parts[-1]
        first += len(self._masked[first:last]) - len(self._masked[first:last].lstrip())
        text = self._masked[first:last]
        if "co_await" not in text and not re.search(r"[^=!<>]=[^=]", text):
            yield from self._condition(first, last)

    def _is_logical(self, begin, end):
        text = self._masked[begin:end]
        return not {"?", "{", '"'} & set(text) and bool(re.search(r"&&|\|\||^!| (?:==|!=|<|>|<=|>=) ", text))

    def _condition(self, begin, end):
        text = " ".join(self._text[begin:end].split())
        for value in ("true", "false"):
            yield self._fault("condition", begin, end, f"($ ? {value} : static_cast<bool>(", "))", value)
        if not re.search(r" (?:==|!=|<|>|<=|>=) ", self._masked[begin:end]) or "&&" in text or "||" in text:
            yield self._fault("condition", begin, end, "($ != static_cast<bool>(", "))", f"!({text})")
        for operators in (("||",), ("&&",)):
            parts, found = _split(self._masked, begin, end, operators)
            if found:
                other = "&&" if operators == ("||",) else "||"
                operands = [" ".join(self._text[b:e].split()) for b, e in parts]
                yield self._instead("condition", begin, end, "(" + f" {other} ".join(f"({o})" for o in operands) + ")")
                neutral = "false" if operators == ("||",) else "true"
                for b, e in parts:
                    raw = self._text[b:e]
                    b, e = b + len(raw) - len(raw.lstrip()), e - (len(raw) - len(raw.rstrip()))
                    yield self._fault("condition", b, e, f"($ ? {neutral} : static_cast<bool>(", "))", neutral)
                break

    # Expressions

    def _expressions(self, begin, end):
        text, masked = self._text, self._masked
        if "template" in masked[begin:end] or "static_assert" in masked[begin:end]:
            return
        for match in re.finditer(rf"({OPERAND}) (==|!=|<=|>=|<|>) ({OPERAND})", masked[begin:end]):
            left, operator, right = match.groups()
            first, last = begin + match.start(), begin + match.end()
            while left and not _is_balanced(left):
                cut = left.find("(") + 1 or len(left)
                left, first = left[cut:], first + cut
            while right and not _is_balanced(right):
                right, last = right[:-1], last - 1
            if left and right:
                for other in COMPARISONS[operator]:
                    yield self._instead("comparison", first, last, f"({left} {other} {right})")
        for match in re.finditer(r"(?<![\w.])\d+(?![\w.])", masked[begin:end]):
            yield self._instead("constant", begin + match.start(), begin + match.end(), str(int(match.group()) + 1))
        for match in re.finditer(r"\b(?:true|false)\b", masked[begin:end]):
            wrong = "false" if match.group() == "true" else "true"
            yield self._instead("constant", begin + match.start(), begin + match.end(), wrong)
        for match in re.finditer(r'"_*"', masked[begin:end]):
            first, last = begin + match.start(), begin + match.end()
            yield self._instead("text", first, last, '"X' + text[first + 1:last])
        for match in re.finditer(r"'_+'", masked[begin:end]):
            yield self._instead("text", begin + match.start(), begin + match.end(), "'~'")
        if '"' not in masked[begin:end] and "'" not in masked[begin:end]:
            for match in re.finditer(r"([\w.]+(?:\(\))?) ([+\-]) ([\w.]+(?:\(\))?)", masked[begin:end]):
                left, operator, right = match.groups()
                other = "-" if operator == "+" else "+"
                yield self._instead("arithmetic", begin + match.start(), begin + match.end(), f"({left} {other} {right})")
        for match in re.finditer(r"([\w:.>\-]+)\(", masked[begin:end]):
            yield from self._call(begin + match.start(), begin + match.end() - 1, match.group(1))

    def _call(self, begin, opening, name):
        closing = _closing(self._masked, opening)
        if closing < 0 or name in ("if", "while", "for", "switch", "return", "co_return"):
            return
        inside = self._text[opening:closing + 1]
        if name in CALLS:
            yield self._instead("call", begin, closing + 1, CALLS[name] + inside)
        if name == "std::make_exception_ptr":
            for known in EXCEPTIONS:
                if inside.startswith(f"({known}("):
                    other = "RuntimeError" if known == "ValueError" else "ValueError"
                    yield self._instead("exception", begin, closing + 1, f"{name}({other}{inside[len(known) + 1:]}")
        parts, commas = _split(self._masked, opening + 1, closing, (",",))
        if len(parts) == 2 and "co_await" not in inside and "std::move" not in inside and "[" not in inside:
            first, second = (self._text[b:e].strip() for b, e in parts)
            yield self._instead("argument", begin, closing + 1, f"{name}({second}, {first})")
