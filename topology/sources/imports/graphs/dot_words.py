"""The words of DOT: ids, quoted and HTML texts, signs; without comments.

One expression finds all but HTML texts, whose angle brackets are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from topology.sources.imports.given import Given

_WORD = re.compile(
    r"[^\S\n]+|//[^\n]*|/\*.*?\*/"
    r"|(?P<line>\n)(?:[^\S\n]*\#[^\n]*)?"
    r"|(?P<id>[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*|-?(?:\.\d+|\d+(?:\.\d*)?))"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*+")'
    r"|(?P<sign>->|--|[{}\[\];,:=+])"
    r"|(?P<html><)",
    re.DOTALL,
)
_BRACKET = re.compile("[<>]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `sign` tells `{` from the text "{"."""

    text: str
    at: int
    sign: bool = False
    html: bool = False
    bare: bool = False
    """Whether it stands without quotes, as keywords do."""


def words(given: Given) -> Iterator[Word]:
    """All of a file. Raises `DocumentError` for what is none."""
    text, place, line = given.text, 0, 1
    match_at = _WORD.match
    while place < len(text):
        match = match_at(text, place)
        if match is None:
            raise given.error("is no DOT: a text or a comment breaks off here, or a character is "
                              "out of place", f"line {line}")  # fmt: skip
        place = match.end()
        kind, found = match.lastgroup, match.group()
        if kind == "id":
            yield Word(found, line, bare=True)
        elif kind == "sign":
            yield Word(found, line, sign=True)
        elif kind == "quoted":
            yield Word(_unescaped(found), line)
        elif kind == "html":
            place = _html_end(given, text, place, line)
            yield Word("", line, html=True)
        line += text.count("\n", match.start(), place) if kind not in ("sign", "id") else 0


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
