"""What a configuration may say: each key, what it takes, and what is wrong with a table of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeAlias

from topology.errors import Problem, did_you_mean, kind_of, quoted
from topology.render.gate.forms import FORMS

FORMATS = tuple(FORMS)
"""The names of the forms of a judgement."""
TYPED_ONLY = {
    "today": "a date in a file would be forgotten there; --today gives it",
    "tool": "the keys stand at the top of topology.toml, [tool.topology] is for pyproject.toml",
}
"""What people may look for in a file where it has no place, and where it belongs."""

Wrong: TypeAlias = Iterator[tuple[str, str]]
"""Where below the key, and what the rule is."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a configuration: its type in words, what is wrong with a value, and its meaning."""

    name: str
    type: str
    wrong: Callable[[object], Wrong]
    about: str


def _path(value: object) -> Wrong:
    if not isinstance(value, str):
        yield "", f"must be a path as text; it is {kind_of(value)}"
    elif not value or "\0" in value:
        yield "", f"must be a path; it is {quoted(value)}"
    elif os.path.isabs(value):  # noqa: PTH117
        yield "", f"must be relative to the folder of this file; it is {quoted(value)}"


def _glob(value: object) -> Wrong:
    yield from _path(value)
    if not isinstance(value, str):
        return
    parts = PurePath(value).parts
    if value and not parts:
        yield "", f"must name files; it is {quoted(value)}"
    if any("**" in part and part != "**" for part in parts):
        yield "", f"must have ** alone between slashes; it is {quoted(value)}"


def _written(value: object) -> Wrong:
    """A report is never written over what lies elsewhere, whoever wrote the configuration."""
    yield from _path(value)
    if isinstance(value, str) and ".." in PurePath(value).parts:
        yield "", f"must stay in the folder of this file; it is {quoted(value)}"


def _list_of(wrong: Callable[[object], Wrong]) -> Callable[[object], Wrong]:
    def wrong_in(value: object) -> Wrong:
        if not isinstance(value, list):
            meant = f"; write [{quoted(value)}]" if isinstance(value, str) else ""
            yield "", f"must be a list; it is {kind_of(value)}{meant}"
        elif not value:
            yield "", "must not be empty"
        else:
            for index, item in enumerate(value):
                yield from ((f"[{index}]{place}", rule) for place, rule in wrong(item))

    return wrong_in


def _one_of(known: Collection[str]) -> Callable[[object], Wrong]:
    def wrong(value: object) -> Wrong:
        if not isinstance(value, str):
            yield "", f"must be text; it is {kind_of(value)}"
        elif value not in known:
            near = did_you_mean(value, known)
            yield "", f"{quoted(value)} is none of {', '.join(known)}{near}"

    return wrong


def _profile(value: object) -> Wrong:
    from topology.findings.gate.profiles import PROFILES

    wrong = _one_of(PROFILES)
    yield from _list_of(wrong)(value) if isinstance(value, list) else wrong(value)


def _flag(value: object) -> Wrong:
    if not isinstance(value, bool):
        yield "", f"must be true or false; it is {kind_of(value)}"


def _output(value: object) -> Wrong:
    if not isinstance(value, dict):
        yield "", f"must be a table of paths by format; it is {kind_of(value)}"
        return
    for form, path in value.items():
        if form not in FORMATS:
            known = ", ".join(FORMATS)
            yield "", f"{quoted(form)} is none of {known}{did_you_mean(form, FORMATS)}"
        yield from ((f".{form}{place}", rule) for place, rule in _written(path))


KEYS = (
    Key("files", "list of globs", _list_of(_glob), "The documents that are judged."),
    Key("objectives", "path", _path, "A file with what must hold."),
    Key("baseline", "path", _path, "The findings of a day, of which only worse ones fail."),
    Key("accepted", "path", _path, "A file with the findings that are borne until a date."),
    Key("profile", "name, or list of them", _profile, "Ready-made sets of objectives."),
    Key("allow-unknown", "true or false", _flag, "Whether what is not known may pass."),
    Key("format", "name", _one_of(FORMATS), "How the judgement is printed."),
    Key("output", "table of paths by format", _output, "Where else it is written, in which form."),
)
"""In the order in which they are shown."""


def wrong_in(table: Mapping[str, object], prefix: str = "") -> Iterator[Problem]:
    """All that is wrong with a table, in the order of its keys; `prefix` is where it stands."""
    known = {key.name: key for key in KEYS}
    for name, value in table.items():
        if name not in known:
            why = TYPED_ONLY.get(name)
            near = f": {why}" if why else did_you_mean(name, known)
            yield Problem(prefix.rstrip("."), f"has an unknown key {quoted(name)}{near}")
            continue
        for place, rule in known[name].wrong(value):
            yield Problem(f"{prefix}{name}{place}", rule)
