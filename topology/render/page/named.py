"""Texts of a page with the names that people know things by, each with its id in grey."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from topology.render.words.names import Named, Names

_ID = Markup(' <span class="id">{}</span>')
_ENDLESS = Markup(' <span class="id endless">{}</span>')
LONGEST_ID = 30
"""Characters of an id that is never broken."""


def named_by(names: Names) -> Callable[[str], Markup]:
    """A filter for templates: escaped text, in which every id that has a name has it before it."""

    def named(text: str) -> Markup:
        alone = names.of_id(text)
        parts = names.parts(text) if alone is None else (alone,)
        return Markup().join(_part(part) for part in parts)

    return named


def _part(part: str | Named) -> Markup:
    if isinstance(part, str):
        return escape(part)
    return escape(part.name) + (Markup() if part.is_known else _id(part.id))


Numbered = str | list[str | int]
"""A text as the scripts of a page take it: whole, or in parts where some nodes are told by number.

The page shows those by name with the id in grey, as `named_by` does.
"""


def told_by(names: Names, number: Mapping[str, int]) -> Callable[[str], Numbered]:
    """A function that takes a text with ids to one with numbers for those that have a name."""

    def told(text: str) -> Numbered:
        alone = names.of_id(text)
        found = names.parts(text) if alone is None else (alone,)
        parts = [
            part if isinstance(part, str) else number.get(part.id, part.said) for part in found
        ]
        return text if all(isinstance(part, str) for part in parts) else parts

    return told


def _id(found: str) -> Markup:
    return (_ID if len(found) <= LONGEST_ID else _ENDLESS).format(found)
