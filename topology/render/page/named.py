"""Texts of a page with the names that people know things by, each with its id in grey."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from topology.render.words.names import Named, Names

_ID = Markup(' <span class="id">{}</span>')


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
    return escape(part.name) + (Markup() if part.is_known else _ID.format(part.id))
