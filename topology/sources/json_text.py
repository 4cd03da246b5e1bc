"""JSON to plain values: strict, with the line and column of what is wrong."""

from __future__ import annotations

import re

from topology.errors import DocumentError, Problem, printable, quoted
from topology.sources.places import NESTED_TOO_DEEPLY, too_deep

_JITER_PLACE = re.compile(r"(?P<what>.*) at (?P<place>line \d+ column \d+)", re.DOTALL)


def parse_json(data: bytes) -> object:
    """The plain value of UTF-8 bytes; raises `DocumentError` with one problem."""
    import jiter

    try:
        value: object = jiter.from_json(data, catch_duplicate_keys=True, cache_mode="keys")
    except ValueError as error:
        match = _JITER_PLACE.fullmatch(str(error))
        what, place = (match["what"], match["place"]) if match else (str(error), "")
        message = _message(what) + _hint(data, place)
        if deep := too_deep(_up_to(data, place)):
            message, place = NESTED_TOO_DEEPLY, deep
        raise DocumentError("", [Problem(place, message)]) from None
    return value


def _up_to(data: bytes, place: str) -> str:
    """The text up to a place, the character there included; all of it without one."""
    numbers = re.findall(r"\d+", place)
    if len(numbers) != 2:
        return data.decode("utf-8")
    line, column = map(int, numbers)
    lines = data.split(b"\n", line)[:line]
    return b"\n".join([*lines[:-1], lines[-1][:column]]).decode("utf-8", "ignore")


def _hint(data: bytes, place: str) -> str:
    """What is often meant by what stands where JSON ends to be valid."""
    numbers = re.findall(r"\d+", place)
    lines = data.split(b"\n")
    if len(numbers) != 2 or int(numbers[0]) > len(lines):
        return ""
    offending = lines[int(numbers[0]) - 1][int(numbers[1]) - 1 :]
    if offending.startswith((b"//", b"#", b"/*")):
        return "; JSON has no comments, YAML has"
    return "; JSON has its text in double quotes" if offending.startswith(b"'") else ""


def _message(what: str) -> str:
    duplicate = re.fullmatch(r'Detected duplicate key "?(.*?)"?', what, re.DOTALL)
    if duplicate:
        return f"the key {quoted(duplicate[1])} is given twice"
    return f"is not valid JSON: {printable(what)}"
