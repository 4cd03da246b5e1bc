"""JSON to plain values: strict, with the line and column of what is wrong."""

from __future__ import annotations

import re

from topology.errors import DocumentError, Problem, printable, quoted
from topology.sources.places import NESTED_TOO_DEEPLY, too_deep
from topology.values.plain_numbers import after_comma

_JITER_PLACE = re.compile(r"(?P<what>.*) at line (?P<line>\d+) column (?P<column>\d+)", re.DOTALL)
_COMMA = re.compile(rb"[:\s](\d{1,3}),(\d{3})(?!\d)")
_MAX_NUMBER = 12
"""Bytes around a mistake in which a number with a comma is looked for."""


def parse_json(data: bytes) -> object:
    """The plain value of UTF-8 bytes; raises `DocumentError` with one problem."""
    import jiter

    try:
        value: object = jiter.from_json(data, catch_duplicate_keys=True, cache_mode="keys")
    except ValueError as error:
        raise DocumentError("", [_problem(data, str(error))]) from None
    return value


def _problem(data: bytes, said: str) -> Problem:
    """What the parser found wrong; but our own bound first, which may differ from its own."""
    match = _JITER_PLACE.fullmatch(said)
    before, rest, place, what = data, b"", "", said
    if match:
        line, column = int(match["line"]), int(match["column"])
        place, what = f"line {line} column {column}", match["what"]
        start = sum(len(text) + 1 for text in data.split(b"\n")[: line - 1])
        before, rest = data[: start + column], data[start + column - 1 :]
    if deep := too_deep(before.decode("utf-8", "ignore")):
        return Problem(deep, NESTED_TOO_DEEPLY)
    return Problem(place, _message(what) + _hint(before, rest))


def _hint(before: bytes, rest: bytes) -> str:
    """What is often meant by what stands where JSON ends to be valid."""
    if rest.startswith((b"//", b"#", b"/*")):
        return "; JSON has no comments, YAML has"
    if found := _COMMA.search(before[-_MAX_NUMBER:] + rest[1:_MAX_NUMBER]):
        return after_comma(int(found[1]), found[2].decode())
    return "; JSON has its text in double quotes" if rest.startswith(b"'") else ""


def _message(what: str) -> str:
    duplicate = re.fullmatch(r'Detected duplicate key "?(.*?)"?', what, re.DOTALL)
    if duplicate:
        return f"the key {quoted(duplicate[1])} is given twice"
    return f"is not valid JSON: {printable(what)}"
