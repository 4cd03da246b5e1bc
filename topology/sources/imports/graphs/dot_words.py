"""The words of DOT: ids, quoted and HTML texts, signs; without comments.

One expression finds all but HTML texts, whose angle brackets are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from topology.sources.imports.given import Given

_WORD = re.compile(
    r"[^\S\n]*(?:"
    r"(?P<id>[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*|-?(?:\.\d+|\d+(?:\.\d*)?))"
    r"|(?P<sign>->|--|[{}\[\];,:=+])"
    r"|(?P<line>\n)(?:[^\S\n]*\#[^\n]*)?"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*+")'
    r"|(?P<html><)"
    r"|(?P<block>/\*.*?\*/)|(?P<rest>//[^\n]*)"
    r"|(?P<wrong>\S))",
    re.DOTALL,
)
_BRACKET = re.compile("[<>]")


class Word(NamedTuple):
    """One word; `sign` tells `{` from the text "{"."""

    text: str
    at: int
    sign: bool = False
    html: bool = False
    bare: bool = False
    """Whether it stands without quotes, as keywords do."""


def words(given: Given) -> Iterator[Word]:
    """All of a file. Raises `DocumentError` for what is none."""
    # A line that begins with # is a comment; so that this is said once, the first one begins, too.
    text, line = f"\n{given.text}", 0
    matches = _WORD.finditer(text)
    while (match := next(matches, None)) is not None:
        kind = match.lastgroup
        if kind == "id":
            yield Word(match[1], line, False, False, True)
        elif kind == "sign":
            yield Word(match[2], line, True)
        elif kind == "line":
            line += 1
        else:
            found = match.group()
            if kind == "quoted":
                yield Word(_unescaped(found.lstrip()), line)
            elif kind == "html":
                end = _html_end(given, text, match.end(), line)
                yield Word("", line, html=True)
                found = text[match.start() : end]
                matches = _WORD.finditer(text, end)
            elif kind == "wrong":
                raise given.error("is no DOT: a text or a comment breaks off here, or a character "
                                  "is out of place", f"line {line}")  # fmt: skip
            line += found.count("\n")


def _unescaped(quoted: str) -> str:
    """What a quoted text says: of escapes only that of a quote, and of a backslash, is undone.

    >>> _unescaped('"a \\\\"b\\\\" c"')
    'a "b" c'
    """
    inside = quoted[1:-1]
    if "\\" not in inside:
        return inside
    return re.sub(r'\\(?:(["\\])|\n)', lambda match: match[1] or "", inside)


def _html_end(given: Given, text: str, place: int, line: int) -> int:
    depth = 1
    for match in _BRACKET.finditer(text, place):
        depth += 1 if match.group() == "<" else -1
        if not depth:
            return match.end()
    raise given.error("is no DOT: an HTML text does not end", f"line {line}")
