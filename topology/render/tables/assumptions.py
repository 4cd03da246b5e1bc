"""All that a document marks as assumed or guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import get_args

from topology.document import schema
from topology.document.document import Topology
from topology.document.schema import NAMES
from topology.render.words.phrases import amount
from topology.render.words.ranges import number_words
from topology.structure.words import entry_name
from topology.values.ranged import Ranged
from topology.values.units import format_duration

REQUIREMENTS = (schema.On, schema.Reach, schema.All, *get_args(schema.Choice))


def assumptions(topology: Topology) -> Iterator[tuple[str, str, str]]:
    """All that the document marks as less than known: (where, value, why), in document order."""
    for section in ("components", "shared_risks", "objectives", "scenarios"):
        for item in getattr(topology, section):
            yield from _assumed(item, getattr(item, "id", None) or item.of)
    for name, crew in sorted(topology.crews.items()):
        yield from () if isinstance(crew, int) else _assumed(crew, f"crew {name}")


def _assumed(item: object, where: str) -> Iterator[tuple[str, str, str]]:
    why = getattr(item, "assumed", None)
    what = entry_name(item) if isinstance(item, REQUIREMENTS) else ""
    if guess := getattr(item, "guessed", None):
        yield where, what, f"a guess: {guess}"
    if isinstance(why, str):
        yield where, what, why
    elif why is not None:
        for field, sentence in why.items():
            yield where, f"{field}: {_value(item, field)}", sentence
    for field in fields(item):  # type: ignore[arg-type]
        value = getattr(item, field.name)
        if isinstance(value, Ranged):
            named = NAMES.get(field.name, field.name)
            yield where, f"{named}: {_range(value)}", value.assumed or ""
    for field, part in _parts(item):
        yield from _assumed(part, f"{where}.{field}")


def _parts(item: object) -> Iterator[tuple[str, object]]:
    """The typed values inside an item, with the name of their field."""
    for field in fields(item):  # type: ignore[arg-type]
        value = getattr(item, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part):
                yield field.name, part


def _value(item: object, name: str) -> str:
    """A field of an item, named as the document names it, with its unit."""
    given = fields(item)  # type: ignore[arg-type]
    (field,) = (field for field in given if NAMES.get(field.name, field.name) == name)
    value = getattr(item, field.name)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format_duration(value) if "Duration" in str(field.type) else amount(value)
    return "given" if is_dataclass(value) or isinstance(value, tuple) else str(value)


def _range(value: Ranged) -> str:
    ends = f"{number_words(value, value.low)} … {number_words(value, value.high)}"
    return f"{ends}, taken as {number_words(value, value.value)}"
