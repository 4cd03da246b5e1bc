"""What mends and starts things, as the page tells it."""

from __future__ import annotations

from typing import Any

from topology import Topology
from topology.render.page.embedded import embedded
from topology.render.words.work import mending_words, start_words

CORE: dict[str, Any] = {
    "id": "core",
    "needs": [],
    "repair": {"time": "4 h", "otherwise": "6 h", "crew": "hands", "needs": ["vpn"]},
    "verify": {"units": 2000, "time": "12 min"},
    "start": {"time": "3 min", "needs": [{"reach": "desk"}, {"any": ["vpn", "desk"]}]},
}
REST = [
    {"id": "vpn", "needs": []},
    {"id": "desk", "needs": [], "repair": {"time": "1 h"}},
]
FIRE = {"id": "fire", "hits": ["core"], "repair": {"time": "85 h"}}
DOCUMENT = {"components": [CORE, *REST], "crews": {"hands": 2}, "shared_risks": [FIRE]}


def test_what_work_needs_is_told_with_how_long_it_takes() -> None:
    core, vpn, desk = Topology.from_dict(DOCUMENT).components
    said = "repair 4 h by hands while vpn works (else 6 h by hand), then verify 2,000 x 12 min"
    assert mending_words(core) == said
    assert start_words(core.start) == "3 min while a way to desk and one of (vpn, desk) work"
    assert (mending_words(vpn), mending_words(desk), start_words(vpn.start)) == ("", "", "")


def test_the_page_has_it_of_components_and_risks() -> None:
    page: Any = embedded(Topology.from_dict(DOCUMENT), {"core": 0, "desk": 1, "vpn": 2})
    core, desk, vpn = page["components"]
    assert core["mending"].startswith("repair 4 h by hands while vpn works")
    assert core["start"].startswith("3 min while")
    assert not {"mending", "start"} & (desk.keys() | vpn.keys())
    assert page["risks"][0]["mending"] == "repair 3 d 13 h"
