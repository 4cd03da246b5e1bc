"""By what the first view gathers the rest: the group that somebody wrote down goes before all."""

from __future__ import annotations

from typing import Any

import pytest

from topology import SinglePoints, Topology
from topology.render.drawing.gathered import FirstView
from topology.render.drawing.lines import numbered
from topology.render.drawing.picture import Picture
from topology.render.drawing.summary import Summary


def first_view(**given: Any) -> FirstView:
    """Of thirty components of two locations, in three groups where `given` says so."""
    parts: list[dict[str, Any]] = [
        {
            "id": f"c{n:02}",
            "kind": "service",
            "location": f"l{n % 2}",
            "needs": [f"c{n + 1:02}"] if n < 3 else [],
            **({"group": f"g{n % 3}"} if given.get("grouped", True) else {}),
            **({"demand": 1} if n == 0 else {}),
        }
        for n in range(30)
    ]
    topology = Topology.from_dict({"components": parts})
    number = numbered(topology)
    summary = Summary(topology, SinglePoints.of(topology), number)
    picture = Picture.of(topology, number, summary.targets, summary.prominent, ())
    view = FirstView.of(topology, picture, summary, picture.whole)
    assert view is not None
    return view


@pytest.mark.parametrize(
    ("grouped", "by"), [(False, ["location", "kind"]), (True, ["group", "location", "kind"])]
)
def test_a_group_that_is_named_goes_before_location_and_kind(grouped: bool, by: list[str]) -> None:
    assert [found.by for found in first_view(grouped=grouped).gatherings] == by


def test_every_component_is_drawn_or_counted_in_one_group() -> None:
    view = first_view()
    for found in view.gatherings:
        assert len(view.places) + sum(group.size for group in found.groups) == 30
