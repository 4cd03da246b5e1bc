"""Where something stands in a text, and how deeply texts may be nested, whoever parses them."""

from __future__ import annotations

import re

MAX_DEPTH = 201
"""Objects and lists inside one another, as jiter has it; a requirement takes two levels."""
NESTED_TOO_DEEPLY = "is nested too deeply"

_BRACKETS = re.compile(
    r"""'(?:[^']|'')*+'|"(?:[^"\\]|\\.)*+"|(?<!\S)\#[^\n]*+|(?P<open>[\[{])|(?P<close>[\]}])""",
    re.DOTALL,
)
"""Brackets, and what may hold some that are none: quoted text and the comments of YAML."""


def place_after(before: bytes) -> str:
    """The place after `before`, its column in bytes, as the JSON parser counts."""
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return f"line {line} column {column}"


def too_deep(text: str) -> str:
    """The place of the bracket that is one too many inside one another; empty if none is.

    Parsers have bounds of their own, which differ between their versions, and look ahead: asked
    when one of them has refused a text, so that ours comes first, and in our words.

    >>> too_deep("[" * 200), too_deep('a: "[["\\nb: ' + "[" * 300)
    ('', 'line 2 column 205')
    """
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found["open"]:
            depth += 1
            if depth > MAX_DEPTH:
                return place_after(text[: found.start()].encode("utf-8"))
        elif found["close"]:
            depth = max(0, depth - 1)
    return ""
