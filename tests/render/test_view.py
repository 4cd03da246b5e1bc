"""The page: complete in itself, the same every time, and inert whatever a document says."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import zlib
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.support.examples import TWO_FIBRES, hostile
from topology.document.document import Topology
from topology.finding import Step, in_words
from topology.findings.single_points import SinglePoints
from topology.render.drawing.picture import DRAW_ALL, DRAW_SOME
from topology.render.page.view import view_html

Doc = dict[str, Any]


def rendered(document: Doc) -> str:
    topology = Topology.from_dict(document)
    return view_html(SinglePoints.of(topology))


def embedded(page: str, name: str) -> Any:
    start = rf'<script type="application/json" id="{name}"( data-packed)?>'
    found = re.search(rf"{start}(.*?)</script>", page, re.S)
    assert found is not None
    text = zlib.decompress(base64.b64decode(found[2])) if found[1] else found[2]
    return json.loads(text)


class Tags(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += data


# Complete in itself


def test_the_same_bytes_every_time() -> None:
    assert rendered(TWO_FIBRES) == rendered(TWO_FIBRES)


def test_the_order_of_the_document_changes_nothing() -> None:
    turned = TWO_FIBRES | {
        "components": TWO_FIBRES["components"][::-1],
        "shared_risks": TWO_FIBRES["shared_risks"][::-1],
    }
    assert rendered(turned) == rendered(TWO_FIBRES)


def test_nothing_in_the_page_points_outside() -> None:
    for tag, attributes in Tags(rendered(TWO_FIBRES)).found:
        assert tag not in ("iframe", "img", "object", "embed", "base", "form")
        assert "src" not in attributes
        assert attributes.get("href", "data:,") == "data:,"


def test_the_page_names_no_place_of_this_machine() -> None:
    page = rendered(TWO_FIBRES)
    assert "site-packages" not in page
    assert "sourceMappingURL" not in page


def test_the_policy_forbids_all_but_the_scripts_of_the_page() -> None:
    tags = Tags(rendered(TWO_FIBRES))
    [policy] = [
        a["content"] for t, a in tags.found if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    kinds = [attributes.get("type") for tag, attributes in tags.found if tag == "script"]
    scripts = [text for text, kind in zip(tags.scripts, kinds, strict=True) if kind is None]
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    assert hashes == allowed


def test_a_name_in_any_script_stays_as_it_is() -> None:
    assert "<h1>支付宝 Ünï</h1>" in rendered(TWO_FIBRES | {"name": "支付宝 Ünï"})


# Attacks


def test_no_text_of_a_document_becomes_an_element() -> None:
    attacked, calm = Tags(rendered(hostile())), Tags(rendered(TWO_FIBRES))
    assert {tag for tag, _ in attacked.found} <= {tag for tag, _ in calm.found}
    assert len(attacked.scripts) == len(calm.scripts)
    for _, attributes in attacked.found:
        assert not any(name.startswith("on") for name in attributes)


def test_embedded_data_can_end_no_script_element() -> None:
    page = rendered(hostile())
    for name in ("topology-data", "graph-data"):
        start = page.index(f'id="{name}">') + len(f'id="{name}">')
        text = page[start : page.index("</script>", start)]
        assert json.loads(text)
        assert text.isascii()
        assert not set("<>&") & set(text)


def test_embedded_data_are_exact() -> None:
    data = embedded(rendered(hostile()), "topology-data")
    assert [c["id"] for c in data["components"]] == sorted(c["id"] for c in hostile()["components"])


def test_labels_are_short_and_show_what_cannot_be_seen() -> None:
    graph = embedded(rendered(hostile()), "graph-data")
    labels = [node["label"] for node in graph["nodes"]]
    assert max(map(len, labels)) <= 60
    assert all(label.isprintable() for label in labels)


# The graph


def edges_of(document: Doc) -> dict[tuple[str, str, str], Doc]:
    page = rendered(document)
    data, graph = embedded(page, "topology-data"), embedded(page, "graph-data")
    ids = [node["id"] for node in (*data["components"], *data["risks"])]
    return {(ids[e["from"]], ids[e["to"]], e["role"]): e for e in graph["edges"]}


def test_arrows_only_where_there_is_a_direction() -> None:
    arrows = {edge: e["arrows"] for edge, e in edges_of(TWO_FIBRES).items()}
    assert arrows["app", "dc-east", "must"] == "to"
    assert arrows["dc-east", "fibre-1", "link"] == arrows["fibre-1", "internet", "link"] == ""
    assert arrows["dc-west", "fibre-2", "link"] == arrows["fibre-2", "internet", "link"] == "to"
    assert arrows["duct-7", "fibre-1", "hit"] == ""


def test_roles_tell_alternatives_from_what_must_hold() -> None:
    assert set(edges_of(TWO_FIBRES)) == {
        ("pay", "dc-east", "one-of"),
        ("pay", "dc-west", "one-of"),
        ("app", "dc-east", "must"),
        ("app", "pay", "soft"),
        ("dc-east", "grid", "must"),
        ("dc-east", "internet", "reach"),
        ("dc-west", "grid", "must"),
        ("dc-west", "internet", "reach"),
        ("dc-east", "fibre-1", "link"),
        ("fibre-1", "internet", "link"),
        ("dc-west", "fibre-2", "link"),
        ("fibre-2", "internet", "link"),
        ("duct-7", "fibre-1", "hit"),
        ("duct-7", "fibre-2", "hit"),
        ("quake", "dc-east", "hit"),
    }


def test_parallel_links_are_all_there() -> None:
    document = {
        "format": 1,
        "components": [
            {"id": "a", "needs": [{"reach": "b"}]},
            {"id": "b"},
            *({"id": f"l{i}", "kind": "fibre", "connects": ["a", "b"]} for i in range(3)),
        ],
    }
    assert {edge[:2] for edge in edges_of(document)} >= {("a", f"l{i}") for i in range(3)}


def test_users_stand_left_of_what_they_need_and_risks_at_the_far_right() -> None:
    page = rendered(TWO_FIBRES)
    data, graph = embedded(page, "topology-data"), embedded(page, "graph-data")
    ids = [node["id"] for node in (*data["components"], *data["risks"])]
    x = {ids[node["id"]]: node["x"] for node in graph["nodes"]}
    assert x["pay"] < x["dc-east"] < x["fibre-1"] < x["internet"] < x["duct-7"] == x["quake"]


def test_physics_is_off() -> None:
    assert embedded(rendered(TWO_FIBRES), "graph-data")["options"]["physics"] == {"enabled": False}


# The findings


def verdict(document: Doc) -> str:
    found = re.search(r'<p class="verdict[^>]*>.*?</span> (.*?)</p>', rendered(document))
    assert found is not None
    return html.unescape(found[1])


def simple(*components: Doc) -> Doc:
    return {"format": 1, "components": list(components)}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (TWO_FIBRES, "All 2 targets fall to a single failure."),
        (
            simple(
                {"id": "a", "demand": 1, "needs": ["b"]},
                {"id": "b"},
                {"id": "c", "demand": 1, "needs": []},
            ),
            "1 of 2 targets falls to a single failure.",
        ),
        (
            simple({"id": "a", "demand": 1, "needs": ["b"]}, {"id": "b"}),
            "a falls to a single failure.",
        ),
        (simple({"id": "a", "demand": 1, "needs": []}), "No single failure takes down a."),
        (
            simple({"id": "a", "demand": 1}),
            "No target could be judged: nothing is known of what they need.",
        ),
        (
            simple({"id": "a", "demand": 1, "needs": []}, {"id": "b", "demand": 1, "needs": []}),
            "None of the 2 targets falls to a single failure.",
        ),
        (
            simple({"id": "a", "demand": 1, "needs": [{"reach": "b"}]}, {"id": "b"}),
            "No target works, even with nothing failed.",
        ),
        (
            simple({"id": "a", "needs": []}, {"id": "b", "needs": []}),
            "Nothing was judged: nothing here is a target.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(document: Doc, sentence: str) -> None:
    assert verdict(document) == sentence


def test_every_single_point_carries_its_reason() -> None:
    topology = Topology.from_dict(TWO_FIBRES)
    points = SinglePoints.of(topology)
    data = embedded(view_html(points), "topology-data")
    ids = [node["id"] for node in (*data["components"], *data["risks"])]
    reasons = {
        (ids[t], ids[c]): in_words(step_of(step, ids) for step in steps)
        for t, c, steps in data["reasons"]
    }
    assert reasons == {
        (target, cause): in_words(points.because(target, cause))
        for target in points.targets
        for cause in points.causes(target)
    }


def step_of(plain: Any, ids: list[str]) -> Step:
    """A step as the page has it, with the ids of those who stand in it by number."""
    if isinstance(plain, str) or not (len(plain) == 3 and isinstance(plain[1], list)):
        parts = [plain] if isinstance(plain, str) else plain
        return Step("".join(part if isinstance(part, str) else ids[part] for part in parts))
    words, alternatives, further = plain
    lost = tuple(tuple(step_of(one, ids) for one in steps) for steps in alternatives)
    return Step(step_of(words, ids).words, lost, further)


def test_the_page_lists_causes_and_targets_without_javascript_too() -> None:
    page = rendered(TWO_FIBRES)
    summary = page[page.index('id="summary"') : page.index('id="detail"')]
    assert "Single points of failure" in summary
    assert ">grid</span>" in summary
    assert "falls to" in summary


# Big topologies


def test_a_big_topology_is_drawn_in_part_and_says_so() -> None:
    size = DRAW_ALL + 1
    components = [
        {"id": f"c{i:05}", "needs": [f"c{i + 1:05}"] if i % 10 else []} for i in range(size)
    ]
    components[-1]["needs"] = []
    page = rendered({"format": 1, "components": components})
    assert len(embedded(page, "graph-data")["nodes"]) == DRAW_SOME
    assert len(embedded(page, "topology-data")["components"]) == size
