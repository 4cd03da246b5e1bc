"""The keyword arguments that the fields of the document give a builder."""

from __future__ import annotations

import types
import typing
from dataclasses import fields
from typing import Any

ALIASES = {bool: "bool", float: "Number", int: "Count", str: "str"}
OWN_WORDS = "own_words"


def arguments(part: type, *without: str) -> dict[str, str]:
    """The names of the fields of a part, and the types of what may be given for them."""
    hints = typing.get_type_hints(part)
    found = {
        field.name: _joined(_kinds(hints[field.name]))
        for field in fields(part)
        if field.name not in without
    }
    return {**found, OWN_WORDS: "Plain"}


def _joined(kinds: set[str]) -> str:
    return " | ".join(sorted(kinds))


def _kinds(hint: Any) -> set[str]:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _kinds(inside[0])
    if origin in (typing.Union, types.UnionType):
        return {kind for one in inside if one is not type(None) for kind in _kinds(one)}
    if origin is tuple:
        return {f"Sequence[{_joined(_kinds(inside[0]))}]"}
    if origin is typing.Literal:
        return {ALIASES[type(inside[0])]}
    return {ALIASES.get(hint, "Plain")}
