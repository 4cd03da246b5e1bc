"""What is wrong in a text is found in its line and column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.test_reader import plain_values
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.sources.positions import json_positions, yaml_positions


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def standing(text: str, line: int, column: int) -> str:
    """What a line has from a column on, counted in bytes."""
    return text.split("\n")[line - 1].encode()[column - 1 :].decode()


@given(plain_values, st.sampled_from([None, 2]), st.booleans())
def test_every_value_of_json_is_found(value: Any, indent: int | None, ascii_only: bool) -> None:
    document = {"x": value}
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    keys, values = json_positions(text.encode(), set(paths(document)))
    assert values.keys() == set(paths(document))
    for path, (line, column) in values.items():
        found = at(document, path)
        rest = standing(text, line, column)
        if isinstance(found, dict | list):
            assert rest[0] == ("{" if isinstance(found, dict) else "[")
        else:
            assert rest.startswith(json.dumps(found, ensure_ascii=ascii_only))
    for path, (line, column) in keys.items():
        said = json.dumps(path[-1], ensure_ascii=ascii_only)
        assert standing(text, line, column).startswith(said)
    assert keys.keys() == {path for path in values if path and isinstance(path[-1], str)}


yaml_text = st.text("abc xyz", min_size=1, max_size=6).map(lambda said: f"v{said}".strip())
yaml_values = st.recursive(
    yaml_text | st.integers(0, 99),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(yaml_text, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(yaml_values, st.sampled_from([None, True, False]))
def test_every_value_of_yaml_is_found(value: Any, flow: bool | None) -> None:
    document = {"x": value}
    text = yaml.safe_dump(document, default_flow_style=flow, width=1_000, sort_keys=False)
    wanted = set(paths(document))
    keys, values = yaml_positions(text.encode(), wanted)
    assert values.keys() == wanted
    for path, (line, column) in values.items():
        if not isinstance(found := at(document, path), dict | list):
            assert standing(text, line, column).startswith(str(found))
    for path, (line, column) in keys.items():
        assert standing(text, line, column).startswith(path[-1])


JSON = """{
  "components": [
    {"id": "é", "needs": ["nobody"]},
    {"id": "b", "kidn": "x", "demand": "300",
     "overload": {"mode": "crsh"}}
  ],
  "crews": {"": 1},
  "objectives": [{}]
}
"""
YAML = """\
defaults: &d
  capacity: much
components:
  - id: a
    <<: *d
    demand: {low: 3k, high: 4000}
  - {id: b, needs: [{any: [a, 5]}], kind: ''}
"""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (JSON, [
            'line 3 column 5: components[0] "é": needs "nobody", which does not exist',
            'line 4 column 17: components[1] "b": has an unknown key "kidn"; did you mean "kind"?',
            'line 4 column 40: components[1] "b": demand is "300": must be a number; write 300',
            'line 5 column 27: components[1] "b": overload.mode is "crsh": must be ',
            'line 7 column 13: has the key "" in crews: a key must not be empty',
            'line 8 column 18: objectives[0]: lacks "of", which is required',
        ]),
        (YAML, [
            'line 1 column 1: has an unknown key "defaults"',
            'line 4 column 5: components[0] "a": capacity is "much": must be a number',
            'line 6 column 13: components[0] "a": demand is "3k": must be a number; write 3000',
            'line 7 column 31: components[1] "b": needs[0].any[1] is 5: must be an id, or',
            'line 7 column 43: components[1] "b": kind is "": must not be empty',
        ]),
        ("", ["is empty"]),
        ("[]", ["must hold an object, not a list of 0"]),
    ],
)  # fmt: skip
def test_problems_have_lines_and_columns(text: str, lines: list[str]) -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.loads(text)
    found = caught.value.lines()
    for line in lines:
        assert any(said.startswith(line) for said in found), (line, found)
    assert len(found) == len(lines)


def test_what_was_read_from_no_text_has_no_lines() -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict({"components": [{"id": "a", "needs": ["b"]}]})
    assert str(caught.value) == 'components[0] "a": needs "b", which does not exist'
