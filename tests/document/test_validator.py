"""The compiled validator against what pydantic makes of the same types by itself."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pydantic_core import ValidationError

from tests.document.test_document import everything
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.document import schema
from topology.document.document import Topology
from topology.document.schema.marks import NAMES
from topology.document.schema.validator import validator_of

DOCUMENT_NAMES = {name: attribute for attribute, name in NAMES.items()}


@cache
def by_pydantic() -> TypeAdapter[Topology]:
    return TypeAdapter(Topology)


def renamed(value: Any) -> Any:
    """With the names of attributes, as pydantic alone knows them."""
    if isinstance(value, dict):
        return {DOCUMENT_NAMES.get(key, key): renamed(inner) for key, inner in value.items()}
    return [renamed(inner) for inner in value] if isinstance(value, list) else value


def outcome(read: Any, document: Any) -> Any:
    """The topology, or all that is wrong with the document."""
    try:
        return read(document)
    except ValidationError as error:
        return [
            (found["type"], tuple(DOCUMENT_NAMES.get(part, part) for part in found["loc"]))
            for found in error.errors(include_url=False, include_input=False)
        ]


def assert_alike(document: Any) -> None:
    ours = outcome(validator_of(Topology).validate_python, document)
    assert ours == outcome(by_pydantic().validate_python, renamed(document))


JUNK: list[Any] = [
    *(None, True, False, 0, 1, -1, 2.5, 10**12, float("nan")),
    *("", "a", "5 min", "auto", "2027-01-31", "x" * 9),
    *([], ["a"], [[]], {}, {"low": 1, "high": 2}, {"low": "1 s", "high": "2 s"}),
    *(
        {"on": "a"},
        {"any": ["a", "b"]},
        {"kind": "x"},
        {"size": 2},
        {"first_of": ["a"], "share": 1},
    ),
]
KEYS = ["id", "needs", "for", "hold", "$schema", "x"]


def junk(draw: st.DrawFn) -> Any:
    return copy.deepcopy(JUNK[draw(st.integers(0, len(JUNK) - 1))])


@st.composite
def spoilt(draw: st.DrawFn, document: Doc) -> Doc:
    """A document with some values that were replaced, added or taken away."""
    found = copy.deepcopy(document)
    for _ in range(draw(st.integers(0, 3))):
        at: Any = found
        while True:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(at[key], dict | list) and draw(st.booleans()):
                at = at[key]
                continue
            action = draw(st.sampled_from(["replace", "remove", "add"]))
            if action == "replace":
                at[key] = junk(draw)
            elif action == "remove":
                del at[key]
            elif isinstance(at, dict):
                at[draw(st.sampled_from(KEYS))] = junk(draw)
            else:
                at.append(junk(draw))
            break
    return found


@given(st.data(), documents())
def test_random_documents_are_read_as_pydantic_reads_them(data: st.DataObject, given: Doc) -> None:
    assert_alike(data.draw(spoilt(given)))


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list or object of a document with every key in it."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def parts(document: Doc) -> Iterator[Doc]:
    """The document with one of its values, or with one of the entries of a list, at a time."""
    for key, value in document.items():
        for alone in ([entry] for entry in value) if isinstance(value, list) else (value,):
            yield {key: alone}


@pytest.mark.slow
def test_every_field_is_read_as_pydantic_reads_it() -> None:
    """Whatever stands in its place, and when it is not there; a type knows of no other part."""
    document = everything().to_dict()
    assert_alike(document)
    for part in parts(document):
        for at, key in list(places(part)):
            given = at[key]
            for other in JUNK:
                at[key] = other
                assert_alike(part)
            at[key] = given
            if isinstance(at, dict):
                del at[key]
                assert_alike(part)
                at[key] = given


def test_parts_check_what_they_are_made_of() -> None:
    part = schema.Component(id="a", needs=("b",), repair={"time": "2 h"}, count=2)  # type: ignore[arg-type]
    assert part.repair == schema.Repair(time="2 h")  # type: ignore[arg-type]
    assert part.repair is not None
    assert part.repair.time == 7_200.0
    with pytest.raises(ValueError, match="id"):
        schema.Component()  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="unknown unit"):
        schema.Repair(time="2 hoers")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one action"):
        schema.Event(at="0 s")  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        part.id = "b"  # type: ignore[misc]


def test_parts_show_what_they_take() -> None:
    taken = inspect.signature(schema.Component).parameters
    assert taken["id"].default is inspect.Parameter.empty
    assert taken["count"].default == 1
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in taken.values())
