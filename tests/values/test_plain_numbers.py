"""Numbers as people write them, and what they are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.document.document import Topology
from topology.errors import DocumentError
from topology.values.plain_numbers import after_comma, plain_number


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("300", ("300", "")),
        (" 300 req/s ", ("300", "req/s")),
        ("300req/s", ("300", "req/s")),
        ("3k", ("3000", "")),
        ("3 k req/s", ("3000", "req/s")),
        ("2.5M", ("2500000", "")),
        ("1_000", ("1000", "")),
        ("1,000,000.50", ("1000000.5", "")),
        ("1'000", ("1000", "")),
        ("-5", ("-5", "")),
        ("40 Gbit/s", ("40", "Gbit/s")),
        ("50 %", ("50", "%")),
        ("1,5", None),
        ("1.000,5", None),
        ("1e5", ("100000", "")),
        ("many", None),
        ("", None),
        ("9" * 200, None),
    ],
)
def test_what_is_meant(said: str, meant: tuple[str, str] | None) -> None:
    assert plain_number(said) == meant


@given(st.integers(0, 10**12), st.sampled_from(["{}", "{:,}", "{:_}", " {} ", "{}.0"]))
def test_whole_numbers_are_meant_as_they_are(number: int, form: str) -> None:
    assert plain_number(form.format(number)) == (str(number), "")


@given(st.text(max_size=120))
def test_any_text_is_a_number_that_is_read_or_none(said: str) -> None:
    meant = plain_number(said)
    assert meant is None or float(meant[0]) == float(meant[0])


@pytest.mark.parametrize(
    ("before", "key", "number"),
    [(1, "000", "1000"), (12, "500 req/s", "12500 req/s"), (1, "0000", ""), (1, "00", ""),
     (1_000, "000", ""), (True, "000", ""), ("1", "000", ""), (None, "000", "")],
)  # fmt: skip
def test_a_comma_inside_braces(before: object, key: str, number: str) -> None:
    assert after_comma(before, key).endswith(number)
    assert bool(after_comma(before, key)) == bool(number)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"id": "a", "demand": "300"}]', "demand is \"300\": must be a number; write 300"),
        ("[{id: a, demand: 300 req/s}]",
         'demand is "300 req/s": must be a number; write 300; the unit goes in load_unit'),
        ("[{id: a, capacity: 3k}]", 'capacity is "3k": must be a number; write 3000'),
        ("[{id: a, capacity: 1_000}]", 'capacity is "1_000": must be a number; write 1000'),
        ("\n- id: a\n  demand: 1,000", 'demand is "1,000": must be a number; write 1000'),
        ("[{id: a, loss_per_hour: 5 EUR}]",
         'loss_per_hour is "5 EUR": must be a number; write 5; the unit goes in currency'),
        ('[{id: a, count: "3"}]', 'count is "3": must be a whole number; write 3'),
        ('[{id: a, count: "2.5"}]', 'count is "2.5": must be a whole number'),
        ("[{id: a, demand: {low: 1k, high: 2000}}]",
         'demand is "1k": must be a number; write 1000'),
        ("[{id: a, demand: some}]", 'demand is "some": must be a number'),
        ("[{id: a, demand: 1,000}]", "inside braces a comma ends a value: write 1000"),
        ("[{id: a, capacity: 1,000 req/s, count: 2}]",
         'has an unknown key "000 req/s"; inside braces a comma ends a value: write 1000 req/s'),
        ('[{"id": "a", "demand": 1,000, "count": 2}]',
         "a key must be text, not 0; inside braces a comma ends a value: write 1000"),
    ],
)  # fmt: skip
def test_a_document_says_how_it_is_written(text: str, line: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.loads(f"components: {text}")
    (said,) = caught.value.lines()
    assert said.endswith(line)


def test_a_number_with_a_comma_in_json() -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.loads('{"components": [{"id": "a", "demand": 1,000}]}')
    assert str(caught.value).endswith("inside braces a comma ends a value: write 1000")


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ({"components": {"a": {"needs": ["b"]}, "b": {}}}, '[{"id": "a", ...}]'),
        ({"components": {"id": "a"}}, '[{"id": "a", ...}]'),
        ({"components": [{"id": "a"}], "objectives": {"of": "a"}}, '[{"of": "a", ...}]'),
        ({"components": [{"id": "a"}], "shared_risks": {"r": {}}}, '[{"id": "r", ...}]'),
        ({"components": [{"id": "a"}], "scenarios": {"s": {}}}, '[{"id": "s", ...}]'),
    ],
)
def test_an_object_in_place_of_a_list_is_shown_as_one(document: object, shown: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(document)
    assert caught.value.lines()[0].endswith(f": must be a list, as in {shown}")
