"""The validator of the parts of a document, compiled from their types by pydantic_core.

What pydantic would make of the same types, made directly: a command that reads one small document
spends a third of its time on importing pydantic and on what it makes of types in general, and none
here. A test holds the two together, over random documents and all their errors.
"""

from __future__ import annotations

import inspect
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic_core import ArgsKwargs, SchemaSerializer, SchemaValidator, ValidationError

from topology.document.schema.marks import NAMES, By, Core, Length, Value
from topology.showing import Shown

__all__ = ["ValidationError", "changed", "part", "serializer_of", "validator_of"]

T = TypeVar("T")


@cache
def core_of(kind: type) -> Core:
    """The schema of a part, with the definitions of all parts that it refers to."""
    compiler = _Compiler()
    schema = compiler.reference(kind)
    return {"type": "definitions", "schema": schema, "definitions": compiler.definitions()}


@cache
def validator_of(kind: type) -> SchemaValidator:
    """Reads plain values as a part; raises `ValidationError` with all that is wrong."""
    return SchemaValidator(core_of(kind))


@cache
def serializer_of(kind: type) -> SchemaSerializer:
    """Writes a part as plain values."""
    return SchemaSerializer(core_of(kind))


class _Compiler:
    """Types to schemas; each part is defined once and referred to by its name."""

    def __init__(self) -> None:
        self._parts: dict[str, Core] = {}

    def definitions(self) -> list[Core]:
        """The parts that were referred to."""
        return list(self._parts.values())

    def reference(self, kind: type) -> Core:
        """A reference to a part, which is compiled when it is first referred to."""
        name = kind.__name__
        if name not in self._parts:
            self._parts[name] = {}
            self._parts[name] = self._part(kind)
        return {"type": "definition-ref", "schema_ref": name}

    def _part(self, kind: type) -> Core:
        hints = get_type_hints(kind, include_extras=True)
        entries: tuple[Field[Any], ...] = fields(kind)
        return {
            "type": "dataclass",
            "ref": kind.__name__,
            "cls": kind,
            "fields": [entry.name for entry in entries],
            "post_init": hasattr(kind, "__post_init__"),
            "slots": True,
            "config": {"extra_fields_behavior": "forbid", "title": kind.__name__},
            "schema": {
                "type": "dataclass-args",
                "dataclass_name": kind.__name__,
                "collect_init_only": hasattr(kind, "__post_init__"),
                "fields": [self._field(entry, hints[entry.name]) for entry in entries],
            },
        }

    def _field(self, entry: Field[Any], hint: Any) -> Core:
        schema = self._type(hint)
        if entry.default is not MISSING:
            schema = {"type": "default", "schema": schema, "default": entry.default}
        elif entry.default_factory is not MISSING:
            factory = entry.default_factory
            schema = {"type": "default", "schema": schema, "default_factory": factory}
        alias = NAMES.get(entry.name)
        named = {} if alias is None else {"validation_alias": alias, "serialization_alias": alias}
        return {"type": "dataclass-field", "name": entry.name, "schema": schema, **named}

    def _type(self, hint: Any) -> Core:
        if get_origin(hint) is Annotated:
            return self._annotated(hint)
        origin, inside = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return {"type": "nullable", "schema": self._type(_without_none(inside))}
        if origin is tuple:
            items = [self._type(inside[0])]
            return {"type": "tuple", "items_schema": items, "variadic_item_index": 0}
        if origin is dict:
            keys, values = map(self._type, inside)
            return {"type": "dict", "keys_schema": keys, "values_schema": values}
        if origin is Literal:
            return {"type": "literal", "expected": list(inside)}
        return self.reference(hint)

    def _annotated(self, hint: Any) -> Core:
        marks = _marks(hint)
        value = next((mark for mark in marks if isinstance(mark, Value)), None)
        if value is not None:
            return value.core
        by = next((mark for mark in marks if isinstance(mark, By)), None)
        found = self._type(hint.__origin__) if by is None else by.core(hint.__origin__, self._type)
        for mark in marks:
            if isinstance(mark, Length):
                found = {**found, **mark.bounds}
        return found


def _marks(hint: Any) -> tuple[Any, ...]:
    return getattr(hint, "__metadata__", ())


def _without_none(kinds: tuple[Any, ...]) -> Any:
    (kind,) = (kind for kind in kinds if kind is not type(None))
    return kind


# -- parts ----------------------------------------------------------------------------------------


class _Signature:
    """The signature of a part, made when somebody looks: its constructor takes what it checks."""

    def __get__(self, _: object, kind: type) -> inspect.Signature:
        return inspect.Signature(
            [
                inspect.Parameter(
                    entry.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=inspect.Parameter.empty
                    if entry.default is MISSING and entry.default_factory is MISSING
                    else entry.default,
                )
                for entry in fields(kind)
            ]
        )


def _checked(self: object, *args: Any, **given: Any) -> None:
    """Checks and converts what is given, as a document would be. Raises `ValueError`.

    Fields go by their names in Python, and by those that a document has for them.
    """
    kind: Any = type(self)
    named = {NAMES.get(name, name): value for name, value in given.items()}
    validator_of(kind).validate_python(ArgsKwargs(args, named), self_instance=self)


def changed(entry: T, **values: Any) -> T:
    """A part with other values in some fields, which are not checked again: they are typed."""
    kind: Any = type(entry)
    made: T = object.__new__(kind)
    for known in fields(kind):
        given = values.get(known.name, getattr(entry, known.name))
        object.__setattr__(made, known.name, given)
    return made


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def part(kind: type[T]) -> type[T]:
    """Makes a class a part of a document: a frozen dataclass that checks what it is made of.

    Slots rather than dictionaries: a million components take a third of the memory.
    """
    shows_itself = issubclass(kind, Shown)
    made: Any = dataclass(init=False, frozen=True, slots=True, kw_only=True, repr=not shows_itself)(
        kind
    )
    made.__init__ = _checked
    made.__signature__ = _Signature()
    made.__pydantic_config__ = {"extra": "forbid"}
    return made  # type: ignore[no-any-return]
