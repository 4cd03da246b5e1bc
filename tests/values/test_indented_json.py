"""`indented_json` writes what `json.dumps` does, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from math import inf, nan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topology.values.indented_json import CHUNK, indented_chunks, indented_json


class Word(StrEnum):
    PLAIN = "plain"
    ODD = 'a "quoted"\nline\x7f \u2028 é \U0001f600'


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(Word)
KEYS = st.text(max_size=3) | st.sampled_from(Word) | st.integers(-2, 2) | st.floats()
KEYS |= st.booleans() | st.none()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner),
    max_leaves=30,
)


def expected(value: object, *, allow_nan: bool) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=allow_nan)


@given(VALUES, st.booleans())
@example([], False)
@example([[[]], {}, ()], False)
@example({"a": {1: [True], False: {}}, "b": [{"1": 1}, {1: 1}, {True: 1}, {1.0: 1}]}, False)
@example({"a": ["\n", '", "', ",\n"], ",\n": [[","], "]"]}, False)
@example([inf, -inf, {"nan": nan, nan: 1}], True)
@example([inf], False)
@example({inf: None}, False)
@example({"a": "\ud800", "b": [1e16, 1e-7, -0.0, 10**40]}, False)
def test_it_is_what_json_writes(value: object, allow_nan: bool) -> None:
    try:
        wanted = expected(value, allow_nan=allow_nan)
    except ValueError:
        with pytest.raises(ValueError, match="Out of range float values"):
            indented_json(value, allow_nan=allow_nan)
    else:
        assert indented_json(value, allow_nan=allow_nan) == wanted


@pytest.mark.parametrize("value", [{1, 2}, [{"a": [object()]}], {(1, 2): 3}, {(1,): [[]]}])
def test_what_json_cannot_write(value: object) -> None:
    with pytest.raises(TypeError):
        expected(value, allow_nan=True)
    with pytest.raises(TypeError):
        indented_json(value)


def as_iterators(value: object, depth: int) -> object:
    """The same value with iterators for the lists of its outer levels."""
    if depth and isinstance(value, list | tuple):
        return iter([as_iterators(inner, depth - 1) for inner in value])
    if depth and isinstance(value, dict):
        return {key: as_iterators(inner, depth - 1) for key, inner in value.items()}
    return value


@given(VALUES, st.integers(0, 4))
@example({"a": [], "b": [[], {}], "c": {"d": [1, [2]]}}, 3)
@example([], 1)
@example([list(range(CHUNK + 1)), ["x"]], 1)
@example([{"a": [1e-5]}, [1e-7], [1e-7, 1], {"b": 1e-6}, {1e-7: 0}, {None: 0}, "\ud800"], 1)
@example({"a": [["x" * 70_000], *([number] for number in range(40))]}, 2)
def test_pieces_are_the_same_text(value: object, depth: int) -> None:
    assert "".join(indented_chunks(as_iterators(value, depth))) == indented_json(value)


def test_a_piece_is_made_before_all_is_asked_for() -> None:
    asked = []

    def items() -> Iterator[list[int]]:
        for number in range(4):
            asked.append(number)
            yield [number] * CHUNK

    pieces = indented_chunks({"items": items()})
    next(pieces)
    assert asked == [0]
