"""The text form of the Aralia benchmark: one definition a line, to a plain document.

After the name of the tree a line is `gate := formula`, `p(event) = probability` or
`s(house) = true`. In a formula `&` binds more tightly than `^`, and that more tightly than `|`;
`@(k, [a, b, c])` fails with k of its parts. A definition goes on over lines while a bracket is
open. A name that nothing defines is a basic event without data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from topology.errors import DocumentError, quoted
from topology.sources.fault_tree_definitions import (
    EVENT,
    GATE,
    HOUSE,
    MAX_NESTED,
    Combined,
    Definitions,
    Either,
    EventDefinition,
    Formula,
    GateDefinition,
    Negated,
    error_at,
)
from topology.values.identifiers import id_of

_NAME = r"[^\W\d]\w*+(?:-\w++)*+"
_TOKEN = re.compile(
    rf"(?P<name>{_NAME})|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{{1,5}})?)"
    r"|(?P<sign>:=|<=>|=>|[=()\[\],&|@~^#;])|(?P<space>[ \t\r\f]+)|(?P<end>\n)"
)
FORM = re.compile(
    rf"\s*+(?:[^\n:=]*+\n\s*+)?+(?:{_NAME}[ \t]*+:=|[ps][ \t]*+\([^()\n]*+\)[ \t]*+=)"
)
"""How such a file begins, and no other that is read: a line, or none, and a definition."""
NOT_READ = {"=>": "imply", "<=>": "iff", "#": "cardinality"}
OPENING, CLOSING = "([", ")]"
END = ""


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def looks_like_aralia(data: bytes) -> bool:
    """Whether UTF-8 bytes begin as such a file does."""
    return FORM.match(data.decode("utf-8")) is not None


def parse_aralia(data: bytes) -> dict[str, Any]:
    """The plain document of UTF-8 bytes; raises `DocumentError`."""
    return aralia_definitions(data).document()


def aralia_definitions(data: bytes) -> Definitions:
    """What UTF-8 bytes define; raises `DocumentError`."""
    statements = list(_statements(data.decode("utf-8")))
    definitions = Definitions()
    names: dict[str, int] = {}
    for number, tokens in enumerate(statements):
        if number == 0 and len(tokens) == 1 and tokens[0].kind == "name":
            definitions.name = id_of(tokens[0].text)
        else:
            _Statement(tokens, definitions, names).read()
    for name, line in names.items():
        known = name in definitions.gates or name in definitions.houses
        if not known and name not in definitions.events and definitions.claim(EVENT, name, line):
            definitions.events[name] = EventDefinition()
    return definitions


def _statements(text: str) -> Iterator[list[_Token]]:
    """The tokens of each definition."""
    found: list[_Token] = []
    depth = 0
    for token in _tokens(text):
        if token.kind == "end" or token.text == ";":
            if depth == 0 and found:
                yield found
                found = []
            continue
        depth += (token.text in OPENING) - (token.text in CLOSING)
        found.append(token)
    if found:
        yield found


def _tokens(text: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            rule = "names have letters, digits, _ and single dashes, and begin with a letter"
            raise error_at(line, f"cannot be read from {quoted(_rest(text, position))} on: {rule}")
        kind = match.lastgroup or ""
        if kind != "space":
            yield _Token(kind, match[0], line)
        line += kind == "end"
        position = match.end()


def _rest(text: str, position: int) -> str:
    end = text.find("\n", position, position + 1_000)
    return text[position : end if end >= 0 else position + 1_000].strip()


class _Statement:
    """One definition, read from left to right."""

    def __init__(
        self, tokens: list[_Token], definitions: Definitions, names: dict[str, int]
    ) -> None:
        self.tokens = tokens
        self.line = tokens[0].line
        self.definitions = definitions
        self.names = names
        """Where each id is first named in a formula."""
        self.next = 0
        self.gate = ""

    def read(self) -> None:
        """Adds what it defines."""
        first, second = self._take(), self._take()
        if first.kind == "name" and second.text == ":=":
            self._gate(id_of(first.text))
        elif first.text in ("p", "s") and second.text == "(":
            name = id_of(self._take("name").text)
            self._expect(")")
            self._expect("=")
            value = self._take()
            if first.text == "p":
                self._probability(name, value)
            else:
                self._state(name, value)
        else:
            forms = "gate := formula, p(event) = probability or s(house) = true"
            raise error_at(self.line, f"begins with {self._shown()}: a line must be {forms}")
        if self.next < len(self.tokens):
            raise self._unexpected(self._take(), "the end of the line")

    def _shown(self) -> str:
        return quoted(" ".join(token.text for token in self.tokens[:3]))

    def _gate(self, name: str) -> None:
        self.gate = name
        formula = self._any(0)
        if self.definitions.claim(GATE, name, self.line):
            self.definitions.gates[name] = GateDefinition(self.line, formula)

    def _probability(self, name: str, value: _Token) -> None:
        if value.kind != "number" or not 0 <= float(value.text) <= 1:
            rule = "must be a probability, from 0 to 1"
            raise error_at(value.line, f"p({name[:60]}) is {quoted(value.text)}: {rule}")
        if self.definitions.claim(EVENT, name, self.line):
            self.definitions.events[name] = EventDefinition(float(value.text))

    def _state(self, name: str, value: _Token) -> None:
        if value.text not in ("true", "false"):
            rule = "must be true or false"
            raise error_at(value.line, f"s({name[:60]}) is {quoted(value.text)}: {rule}")
        if self.definitions.claim(HOUSE, name, self.line):
            self.definitions.houses[name] = value.text == "true"

    # -- formulas -------------------------------------------------------------------------------

    def _any(self, depth: int) -> Formula:
        """Parts of an `or`."""
        parts = [self._either(depth)]
        while self._accept("|"):
            parts.append(self._either(depth))
        if self._peek().text in NOT_READ:
            raise self._not_read(self._peek())
        return parts[0] if len(parts) == 1 else Combined(1, tuple(parts))

    def _either(self, depth: int) -> Formula:
        """Parts of an `xor`, taken two by two from the left: an odd number of them."""
        found = self._all(depth)
        line = self._peek().line
        chained = depth
        while self._accept("^"):
            chained += 1
            if chained > MAX_NESTED:
                raise self._too_deep(line)
            found = Either((found, self._all(depth)), line)
        return found

    def _all(self, depth: int) -> Formula:
        """Parts of an `and`."""
        parts = [self._part(depth)]
        while self._accept("&"):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Combined(len(parts), tuple(parts))

    def _part(self, depth: int) -> Formula:
        token = self._take()
        if depth > MAX_NESTED:
            raise self._too_deep(token.line)
        if token.kind == "name":
            name = id_of(token.text)
            self.names.setdefault(name, token.line)
            return name
        if token.text == "(":
            found = self._any(depth + 1)
            self._expect(")")
            return found
        if token.text == "~":
            return Negated(self._part(depth + 1), token.line)
        if token.text == "@":
            return self._at_least(token.line, depth + 1)
        if token.text in NOT_READ:
            raise self._not_read(token)
        raise self._unexpected(token, "a name or a formula")

    def _at_least(self, line: int, depth: int) -> Formula:
        self._expect("(")
        least = self._take("number").text
        self._expect(",")
        self._expect("[")
        parts = [self._any(depth)]
        while self._accept(","):
            parts.append(self._any(depth))
        self._expect("]")
        self._expect(")")
        if not least.isdigit() or len(least) > 9 or int(least) > len(parts):
            rule = f"must be a whole number up to {len(parts)}, the number of its parts"
            raise error_at(line, f"gate {quoted(self.gate)} has @({least[:60]}, …): {rule}")
        return Combined(int(least), tuple(parts))

    def _not_read(self, token: _Token) -> DocumentError:
        rule = "write it with &, |, ~, ^ and @"
        said = f"gate {quoted(self.gate)} uses `{NOT_READ[token.text]}`, which is not read"
        return error_at(token.line, f"{said}: {rule}")

    def _too_deep(self, line: int) -> DocumentError:
        rule = f"more than {MAX_NESTED} formulas in one another"
        return error_at(line, f"gate {quoted(self.gate)} is nested too deeply: {rule}")

    # -- tokens ---------------------------------------------------------------------------------

    def _peek(self) -> _Token:
        if self.next < len(self.tokens):
            return self.tokens[self.next]
        return _Token("end", END, self.tokens[-1].line)

    def _take(self, kind: str = "") -> _Token:
        token = self._peek()
        if kind and token.kind != kind:
            raise self._unexpected(token, f"a {kind}")
        self.next += 1
        return token

    def _accept(self, text: str) -> bool:
        found = self._peek().text == text
        self.next += found
        return found

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected(self._peek(), quoted(text))

    def _unexpected(self, token: _Token, wanted: str) -> DocumentError:
        got = quoted(token.text) if token.text else "the end of the line"
        what = f"gate {quoted(self.gate)}: " if self.gate else ""
        return error_at(token.line, f"{what}must have {wanted}, not {got}")
