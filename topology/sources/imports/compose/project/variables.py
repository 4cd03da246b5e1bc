"""Variables of a compose project: files of them, and texts in which they stand.

Nothing is ever looked up in the environment of the caller: the same files say the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

MAX_TEXT = 1_000_000
"""Characters that a text may have once its variables are filled in."""
MAX_FILLED = 50_000_000
"""Characters that all texts may have together."""
MAX_NESTED = 50
"""Variables inside the defaults of one another."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r":?[-?+]")
_SIGN = re.compile(r"[$}]")
_LINE = re.compile(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.\-\[\]]*)[ \t]*[=:][ \t]*")


class VariablesError(ValueError):
    """Variables that cannot be filled in: without bound, or nested beyond it."""


class Variables:
    """What variables stand for, and which of those that were asked for are not set."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)
        self.unset: set[str] = set()
        self.required: set[str] = set()
        """Of those that are not set, what a file says must be."""
        self._filled = 0

    def filled(self, text: str) -> str:
        """A text with its variables filled in. Raises `VariablesError`.

        >>> Variables({"A": "db"}).filled("$A ${B:-x${A}} ${B+y} $$A ${A:+set} $1")
        'db xdb  $A set $1'
        """
        if "$" not in text:
            return text
        found, _ = self._part(text, 0, 0, is_used=True)
        self._filled += len(found)
        if self._filled > MAX_FILLED:
            raise VariablesError("holds too much once its variables are filled in")
        return found

    def _part(self, text: str, at: int, depth: int, *, is_used: bool) -> tuple[str, int]:
        """The text from `at` to its end, or to the brace that closes it; and where that is."""
        if depth > MAX_NESTED:
            raise VariablesError("has variables nested too deeply")
        parts: list[str] = []
        length = 0
        while (sign := _SIGN.search(text, at)) is not None:
            parts.append(text[at : sign.start()])
            at = sign.start()
            if sign[0] == "}":
                if depth:
                    return "".join(parts), at
                value, at = "}", at + 1
            else:
                value, at = self._variable(text, at + 1, depth, is_used=is_used)
            parts.append(value)
            length += len(value)
            if length > MAX_TEXT:
                raise VariablesError("is too long once its variables are filled in")
        return "".join([*parts, text[at:]]), len(text)

    def _variable(self, text: str, at: int, depth: int, *, is_used: bool) -> tuple[str, int]:
        """What stands behind a dollar sign, and where the text goes on."""
        if text.startswith("$", at):
            return "$", at + 1
        braced = text.startswith("{", at)
        name = _NAME.match(text, at + braced)
        if name is None:
            return "$", at
        if not braced:
            return self._value(name[0], is_used=is_used), name.end()
        operator = _OPERATOR.match(text, name.end())
        if operator is None:
            return self._value(name[0], is_used=is_used), _after(text, name.end())
        value = self.values.get(name[0])
        is_given = bool(value) if operator[0][0] == ":" else value is not None
        wants_rest = is_given if operator[0][-1] == "+" else not is_given
        rest, end = self._part(text, operator.end(), depth + 1, is_used=is_used and wants_rest)
        return self._chosen(name[0], operator[0][-1], rest, is_given, is_used), _after(text, end)

    def _chosen(self, name: str, sign: str, rest: str, is_given: bool, is_used: bool) -> str:
        if sign == "+":
            return rest if is_given else ""
        if is_given:
            return self.values[name]
        if sign == "?":
            if is_used:
                self.required.add(name)
            return self._value(name, is_used=is_used)
        return rest

    def _value(self, name: str, *, is_used: bool) -> str:
        if name not in self.values and is_used:
            self.unset.add(name)
        return self.values.get(name, "")


def _after(text: str, at: int) -> int:
    """What follows the brace that closes a variable."""
    end = text.find("}", at)
    return len(text) if end < 0 else end + 1


def variables_of(text: str, known: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """What a file of variables sets, with lines; those before and `known` may stand in a value.

    Lines that set nothing are passed over. Raises `VariablesError`.

    >>> variables_of("A=1 # one\\nexport B='$A'\\nC=\\"${A}2\\"", {})
    {'A': ('1', 1), 'B': ('$A', 2), 'C': ('12', 3)}
    """
    found: dict[str, tuple[str, int]] = {}
    variables = Variables(known)
    for number, name, value, is_literal in _set_in(text.replace("\r\n", "\n")):
        whole = value if is_literal else variables.filled(value)
        found[name] = (whole, number)
        variables.values[name] = whole
    return found


def _set_in(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Lines, names and values, and whether these are to be taken as they stand."""
    at, number = 0, 1
    while at < len(text):
        end = _end_of_line(text, at)
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
        found = None if text.startswith("#", start) else _LINE.match(text, start, end)
        if found is not None:
            quote = text[found.end() : found.end() + 1]
            close = _closing(text, found.end()) if quote in ("'", '"') else -1
            if close >= 0:
                yield number, found[1], text[found.end() + 1 : close], quote == "'"
                end = _end_of_line(text, close)
            else:
                yield number, found[1], _unquoted(text[found.end() : end]), False
        number += text.count("\n", at, end) + 1
        at = end + 1


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _closing(text: str, at: int) -> int:
    """Where the quote that opens at a place is closed; -1 if it never is."""
    quote, place = text[at], at + 1
    while (place := text.find(quote, place)) >= 0:
        escapes = place
        while text[escapes - 1] == "\\" and quote == '"':
            escapes -= 1
        if (place - escapes) % 2 == 0:
            return place
        place += 1
    return -1


def _unquoted(value: str) -> str:
    """A value without the comment behind it."""
    start = 0 if value.startswith("#") else value.find(" #")
    return (value if start < 0 else value[:start]).strip()
