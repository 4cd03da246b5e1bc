"""What a field of the document says of itself: its sentence, its bounds, its name in the document.

Marks stand in the annotations of the parts (`Annotated[type, mark, ...]`), so each field is defined
once. `validator` compiles them to the validator that reads a document, without importing pydantic,
which takes a third of the time of a short command; pydantic itself understands them too (the hooks
below) and makes the JSON Schema from them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

Core = dict[str, Any]
"""A schema of pydantic_core: what validates and writes a value."""


class Value:
    """A simple value: `core` reads and writes it; `name` refers to its JSON Schema, if it has one
    of its own."""

    __slots__ = ("core", "name")

    def __init__(self, core: Core, name: str = "") -> None:
        self.core, self.name = core, name

    def __get_pydantic_core_schema__(self, source: object, handler: Any) -> Any:
        return dict(self.core)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        return {NUMBER: self.name} if self.name else handler(core)


NUMBER = "x-number"
"""Stands in a JSON Schema for a reference to the named definition of a number."""


class Doc:
    """The sentence that says what a field holds."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Any:
        return {**handler(core), "description": self.text}


class Length:
    """How many entries a list has."""

    __slots__ = ("bounds",)

    def __init__(self, least: int, most: int | None = None) -> None:
        self.bounds = {"min_length": least} | ({} if most is None else {"max_length": most})

    def __get_pydantic_core_schema__(self, source: object, handler: Any) -> Any:
        return {**handler(source), **self.bounds}


NAMES = {"hold": "for", "origin": "from", "schema_": "$schema", "own_words": "x-"}
"""What a document calls those fields whose names there cannot be names in Python."""


class Tag:
    """The name of one of several forms; stands in the places of errors."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class By:
    """Tells the forms of a union apart: from a value to the tag of the form that it has."""

    __slots__ = ("tag_of",)

    def __init__(self, tag_of: Callable[[Any], str | None]) -> None:
        self.tag_of = tag_of

    def core(self, union: object, core_of: Callable[[Any], Core]) -> Core:
        """The schema of a union whose forms have tags."""
        choices = {_tag(form): core_of(form) for form in get_args(union)}
        return {"type": "tagged-union", "choices": choices, "discriminator": self.tag_of}

    def __get_pydantic_core_schema__(self, source: object, handler: Any) -> Any:
        return self.core(source, handler.generate_schema)


def _tag(form: Any) -> str:
    """The tag of one form of a union."""
    return next(mark.name for mark in form.__metadata__ if isinstance(mark, Tag))
