"""Reserves in the needs of documents that others draw."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

Doc = dict[str, Any]
_INSIDE = ("all", "any", "of", "first_of")


def with_reserves(document: Doc, draw: random.Random, time: Callable[[], str]) -> Doc:
    """The document, with a reserve for some of what its components need; times are drawn."""
    return {
        **document,
        "components": [
            {**c, "needs": [_held(need, draw, time) for need in c["needs"]]} if "needs" in c else c
            for c in document["components"]
        ],
    }


def _held(need: Any, draw: random.Random, time: Callable[[], str]) -> Any:
    found: Doc = {"on": need} if isinstance(need, str) else dict(need)
    for form in _INSIDE:
        if form in found:
            found[form] = [_held(entry, draw, time) for entry in found[form]]
    if found.get("hard") is False or draw.random() < 0.4:
        return found
    found["holds"] = time()
    if draw.random() < 0.5:
        found["refill"] = time()
    return found


def any_reserves(document: Doc, data: st.DataObject) -> Doc:
    """The document with reserves that Hypothesis draws: some of them long, and of no measure."""
    return with_reserves(document, data.draw(st.randoms(use_true_random=False)), _times(data))


def _times(data: st.DataObject) -> Callable[[], str]:
    times = st.sampled_from(["1 s", "30 s", "2 min", "17.3 s", "1 h", "7 h", "40 d"])
    return lambda: data.draw(times)


def held_entries(document: Doc) -> Iterator[Doc]:
    """All entries of a document that have a reserve."""
    todo = [need for c in document["components"] for need in c.get("needs", [])]
    for need in todo:
        if isinstance(need, dict):
            todo.extend(inner for form in _INSIDE for inner in need.get(form, []))
            if "holds" in need:
                yield need
