"""What a judgement goes by: what was typed, else what the configuration says, else what holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

from topology.cli.configuration.keys import FORMATS
from topology.cli.configuration.search import Configuration
from topology.errors import UsageError, did_you_mean, printable, quoted
from topology.render.terminal.columns import FACTS, Line

COMMAND_LINE, DEFAULT = "command line", "default"
T = TypeVar("T")
Output = tuple[str, str]
"""A form and the path to write it to."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value and who said so."""

    value: T
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed; None, or nothing in a sequence, where it was not."""

    files: Sequence[str] = ()
    objectives: str | None = None
    baseline: str | None = None
    accepted: str | None = None
    profile: Sequence[str] = ()
    today: str | None = None
    allow_unknown: bool | None = None
    form: str | None = None
    output: Sequence[str] = ()
    """Each FORMAT=PATH."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a judgement goes by, with its origins. Paths are as the working folder sees them."""

    files: Setting[tuple[str, ...]]
    objectives: Setting[str | None]
    baseline: Setting[str | None]
    accepted: Setting[str | None]
    profile: Setting[tuple[str, ...]]
    today: Setting[str | None]
    allow_unknown: Setting[bool]
    form: Setting[str]
    output: Setting[tuple[Output, ...]]

    @classmethod
    def of(cls, typed: Typed, configuration: Configuration) -> Settings:
        """Value by value: what was typed goes before what the configuration says.

        Files that the configuration names are looked for only where none was typed. Raises
        `UsageError` and `DocumentError`.
        """
        say = configuration

        def of(
            key: str, typed: T | None, said: Callable[[str], T | None], default: T
        ) -> Setting[T]:
            if typed is not None:
                return Setting(typed, COMMAND_LINE)
            found = said(key)
            if found is None:
                return Setting(default, DEFAULT)
            return Setting(found, configuration.origin(key))

        return cls(
            files=of("files", _if_any(typed.files), say.files, ()),
            objectives=of("objectives", typed.objectives, say.path, None),
            baseline=of("baseline", typed.baseline, say.path, None),
            accepted=of("accepted", typed.accepted, say.path, None),
            profile=of("profile", _if_any(typed.profile), say.words, ()),
            today=of("today", typed.today, say.word, None),
            allow_unknown=of("allow-unknown", typed.allow_unknown, say.flag, False),
            form=of("format", typed.form, say.word, FORMATS[0]),
            output=of("output", _if_any(parse_outputs(typed.output)), say.outputs, ()),
        )


def _if_any(given: Sequence[T]) -> tuple[T, ...] | None:
    return tuple(given) or None


def parse_outputs(given: Sequence[str]) -> tuple[Output, ...]:
    """Forms with their paths, of `--output FORMAT=PATH`. Raises `UsageError`."""
    found: list[Output] = []
    for text in given:
        form, equals, path = text.partition("=")
        if not equals or not path or form not in FORMATS:
            near = did_you_mean(form, FORMATS) if equals and path else ""
            rule = f"must be FORMAT=PATH with a format of {', '.join(FORMATS)}{near}"
            raise UsageError(f"--output {quoted(text)}: {rule}")
        if Path(path).absolute() in (Path(other).absolute() for _, other in found):
            raise UsageError(f"--output {quoted(text)}: another form is written there already")
        found.append((form, path))
    return tuple(found)


def shown(settings: Settings) -> list[Line]:
    """Each value with its origin, one below the other, for `--show-config`."""
    rows = [
        (name if number == 0 else "", word, setting.origin if number == 0 else "")
        for name, setting in _named(settings)
        for number, word in enumerate(_words(name, setting.value))
    ]
    widest = max(len(word) for _, word, _ in rows)
    return [
        [("target", f"{name:{_MARGIN}}"), ("", f"{word:{widest}}"), (FACTS, f"  {origin}".rstrip())]
        for name, word, origin in rows
    ]


_MARGIN = 15


def _named(settings: Settings) -> Iterator[tuple[str, Setting[Any]]]:
    """The settings by the words that people type."""
    for field in fields(settings):
        name = "format" if field.name == "form" else field.name.replace("_", "-")
        yield name, getattr(settings, field.name)


def _words(name: str, value: object) -> Sequence[str]:
    """A value as it is typed; what is not there has a word as well."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if name == "output" and isinstance(value, tuple) and value:
        return [printable(f"{form}={path}") for form, path in value]
    if isinstance(value, tuple) and value:
        return list(map(printable, value))
    return [printable(str(value)) if value else _ABSENT.get(name, "none")]


_ABSENT = {"today": "the date of this machine"}
"""What holds without a value."""
