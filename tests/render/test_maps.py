"""Maps: places on paper, names that cover nothing, what sites and links look like."""

from __future__ import annotations

import math
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import prints, run
from tests.support.examples import ATTACK, UNSEEN
from tests.support.repository import VISA
from tests.support.squares import SQUARE, square, without_places
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.network.sweep import Sweep, TrafficNetwork
from topology.render.drawing.maps.labels import Box, labelled
from topology.render.drawing.maps.map_svg import map_svg
from topology.render.drawing.maps.projection import RING, projected
from topology.render.drawing.maps.scale import class_of, legend

Doc = dict[str, Any]
Point = tuple[float, float]
SVG = "{http://www.w3.org/2000/svg}"
MOST, MARGIN = (700.0, 720.0), (46.0, 26.0)

latitudes = st.floats(-85, 85).map(lambda value: round(value, 3))
longitudes = st.floats(-180, 180).map(lambda value: round(value, 3))
places = st.dictionaries(st.integers(0, 30), st.tuples(latitudes, longitudes), min_size=1)


# -- projection -----------------------------------------------------------------------------------


@given(places)
def test_all_places_are_on_the_paper(some: dict[int, Point]) -> None:
    paper = projected(some, MOST, MARGIN)
    assert paper.points.keys() == some.keys()
    for x, y in paper.points.values():
        assert -1e-6 <= x - MARGIN[0] + RING <= paper.width - 2 * MARGIN[0] + 2 * RING + 1e-6
        assert -1e-6 <= y - MARGIN[1] + RING <= paper.height - 2 * MARGIN[1] + 2 * RING + 1e-6
    assert paper.width <= MOST[0] + 1e-6
    assert paper.height <= MOST[1] + 1e-6


def test_north_is_up_and_east_is_right() -> None:
    points = projected({0: (60, 5), 1: (50, 5), 2: (50, 15)}, MOST, MARGIN).points
    assert points[0][1] < points[1][1] == points[2][1]
    assert points[0][0] == points[1][0] < points[2][0]


def test_a_degree_of_longitude_is_as_long_as_it_is_in_the_middle() -> None:
    """At 60 degrees north it is half a degree of latitude."""
    points = projected({0: (59, 10), 1: (61, 10), 2: (60, 14)}, MOST, MARGIN).points
    high = points[0][1] - points[1][1]
    assert points[2][0] - points[0][0] == pytest.approx(high * 4 * math.cos(math.pi / 3) / 2)


def test_what_lies_across_the_date_line_stays_together() -> None:
    fiji, samoa, tonga = (-18.1, 178.4), (-13.8, -171.8), (-21.1, -175.2)
    points = projected({0: fiji, 1: samoa, 2: tonga}, MOST, MARGIN).points
    assert points[0][0] < points[2][0] < points[1][0]
    there = projected({0: (-18.1, 0), 1: (-13.8, 9.8), 2: (-21.1, 6.4)}, MOST, MARGIN).points
    for v in range(3):
        assert points[v] == pytest.approx(there[v])


def test_sites_at_one_place_are_moved_apart() -> None:
    points = projected({0: (50, 8), 1: (50, 8), 2: (50, 8), 3: (52, 8)}, MOST, MARGIN).points
    for one, other in combinations(range(4), 2):
        assert math.dist(points[one], points[other]) > RING


# -- names ----------------------------------------------------------------------------------------

WIDTH, HEIGHT, SIZE = 300.0, 200.0, 12.0
spots = st.lists(
    st.tuples(st.floats(20, 280), st.floats(20, 180)), min_size=1, max_size=25, unique=True
)


def around(label: Any) -> Box:
    """Where a name stands, by the place and the end that are there."""
    x, y = label.place
    width = len(label.said) * SIZE * 0.56
    left = {"start": x, "middle": x - width / 2, "end": x - width}[label.anchor]
    return Box(left, y - SIZE * 0.8, left + width, y + SIZE * 0.1)


@given(spots)
def test_no_name_covers_another_name_or_a_point(some: list[Point]) -> None:
    points = dict(enumerate(some))
    names = [(v, f"site {v}") for v in points]
    found = labelled(names, points, [], (WIDTH, HEIGHT), SIZE)
    boxes = [around(label) for label in found]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    dots = [Box(x - 4, y - 4, x + 4, y + 4) for x, y in some]
    assert not any(box.overlaps(dot) for box in boxes for dot in dots)
    assert found == labelled(names, points, [], (WIDTH, HEIGHT), SIZE)


def test_the_least_important_goes_without() -> None:
    points = {n: (100.0 + 3 * n, 100.0 + 3 * n) for n in range(9)}
    names = [(n, "a long name of a site") for n in (8, 4, 0, 1, 2, 3, 5, 6, 7)]
    found = [label.of for label in labelled(names, points, [], (WIDTH, HEIGHT), SIZE)]
    assert found[0] == 8
    assert 1 <= len(found) < 9
    assert found == [v for v, _ in names if v in found]


def test_a_name_keeps_clear_of_lines_and_of_points_that_are_not_its_own() -> None:
    line = [((100.0, 100.0), (290.0, 100.0))]
    (label,) = labelled([(0, "east")], {0: (100.0, 100.0)}, line, (WIDTH, HEIGHT), SIZE)
    assert not around(label).meets(line[0])
    two = {0: (100.0, 100.0), 1: (145.0, 100.0)}
    (label,) = labelled([(0, "east")], two, [], (WIDTH, HEIGHT), SIZE)
    assert label.anchor == "end"


@given(st.tuples(*[st.floats(-50, 50)] * 4))
def test_whether_a_line_passes_through_a_box(ends: tuple[float, float, float, float]) -> None:
    x1, y1, x2, y2 = ends
    box = Box(-10, -10, 10, 10)
    steps = [(x1 + (x2 - x1) * n / 500, y1 + (y2 - y1) * n / 500) for n in range(501)]
    deep = any(max(abs(x), abs(y)) < 9.5 for x, y in steps)
    near = any(max(abs(x), abs(y)) < 10.5 for x, y in steps)
    found = box.meets(((x1, y1), (x2, y2)))
    assert found or not deep
    assert near or not found


# -- colours --------------------------------------------------------------------------------------


def test_more_is_never_a_lower_class() -> None:
    classes = [class_of(n / 100) for n in range(130)]
    assert classes == sorted(classes)
    assert {*classes, class_of(None)} == {style for style, _ in legend()}
    assert class_of(1 + 1e-12) == "u4"
    assert class_of(math.inf) == "u5"


def lightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_more_is_darker_on_light_ground_and_lighter_on_dark() -> None:
    """So that it can be told in grey, and by who does not see all colours."""
    from topology.render.drawing.maps import scale

    light, dark = ([lightness(c) for c in ramp] for ramp in (scale._LIGHT, scale._DARK))
    assert all(one > other for one, other in pairwise(light))
    assert all(one < other for one, other in pairwise(dark))


# -- pictures -------------------------------------------------------------------------------------


def drawn(document: Doc, fail: tuple[str, ...] = ()) -> ElementTree.Element:
    points = SinglePoints.of(Topology.from_dict(document))
    sweep = Sweep.of(TrafficNetwork(points.graph)) if document.get("traffic") else None
    text = map_svg(points, sweep, fail)
    assert text == map_svg(points, sweep, fail)
    return ElementTree.fromstring(text)


def looks(svg: ElementTree.Element) -> dict[str, set[str]]:
    """The classes of each site and link, by its id."""
    found = {}
    for group in svg.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is not None and title.text:
            name = title.text.partition(":")[0]
            found[name] = set(group.get("class", "").split())
    return found


def texts(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def test_links_have_the_colour_of_their_worst_failure() -> None:
    found = looks(drawn(SQUARE))
    assert found["ab"] == {"road", "u4"}  # 9 of 10, with nothing failed
    assert found["ac"] == {"road", "u5", "over"}  # without ab: 9 of 8
    assert found["a"] == {"site", "plain"}
    said = "After ab: ac (a → c) carries the most, 112 %; 2 places above 100 %"
    assert said in " ".join(texts(drawn(SQUARE)))


def test_what_a_failure_does_is_marked() -> None:
    svg = drawn(SQUARE, ("duct",))
    found = looks(svg)
    assert {name for name, style in found.items() if "is-down" in style} == {"ab", "bd"}
    assert {name for name, style in found.items() if "is-apart" in style} == {"b"}
    assert found["ac"] == {"road", "u3"}  # 5 of 8
    said = " ".join(texts(svg))
    assert "After duct: ac (a → c) carries the most, 62.5 %; 4 Gbit/s cut off" in said
    assert looks(drawn(SQUARE, ("b",)))["b"] >= {"is-down"}


def test_a_link_is_as_wide_as_its_capacity() -> None:
    svg = drawn(square(ab={"capacity": 1000}, cd={"capacity": None}))
    width = {}
    for group in svg.iter(f"{SVG}g"):
        title, wire = group.find(f"{SVG}title"), group.find(f"{SVG}path[@class='wire']")
        if title is not None and title.text and wire is not None:
            width[title.text.partition(":")[0]] = float(wire.get("stroke-width", "0"))
    assert width["ab"] > width["bd"] > width["ac"] > width["cd"]
    assert looks(svg)["cd"] == {"road", "unone"}


def test_parallel_links_lie_apart() -> None:
    document = square()
    document["components"] += [
        {"id": f"ab-{n}", "kind": "fibre", "connects": ["b", "a"], "capacity": 10} for n in range(3)
    ]
    paths = [path.get("d") for path in drawn(document).iter(f"{SVG}path")]
    wires = [d for d in paths if d is not None and "Q" in d]
    assert len(set(wires)) == 7


def test_sites_without_coordinates_are_named_beside_the_map() -> None:
    svg = drawn(without_places(SQUARE, "d"))
    assert "1 site without coordinates is not drawn: d" in texts(svg)
    assert looks(svg).keys() == {"a", "b", "c", "ab", "ac"}
    assert "4 sites without coordinates are not drawn: a, b, c, d" in texts(
        drawn(without_places(SQUARE))
    )


def test_names_cannot_break_out_of_the_picture() -> None:
    names = {v: {"name": f"{UNSEEN}{ATTACK}"} for v in ("a", "ab")}
    svg = drawn(square(**names))
    assert {e.tag for e in svg.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "style", "rect", "g", "path", "circle", "text", "title")
    }
    assert not any(name.startswith("on") for e in svg.iter() for name in e.attrib)


def test_without_traffic_single_points_of_failure_are_marked() -> None:
    document = square(a={"needs": [{"reach": "b"}]})
    document["components"] = [c for c in document["components"] if c["id"] != "ac"]
    del document["traffic"], document["routing"]
    found = looks(drawn(document))
    assert found["ab"] == {"road", "plain", "is-single"}
    assert found["cd"] == {"road", "plain"}


# -- the command ----------------------------------------------------------------------------------


def written(document: Doc, folder: Path, *options: str) -> str:
    file = folder / "net.json"
    file.write_text(Topology.from_dict(document).to_json(), encoding="utf-8")
    prints("report", file, "-o", folder / "net.svg", *options)
    return (folder / "net.svg").read_text(encoding="utf-8")


def test_a_map_is_drawn_where_there_are_traffic_and_all_coordinates(tmp_path: Path) -> None:
    is_map = 'class="ground"'
    assert is_map in written(SQUARE, tmp_path)
    assert is_map not in written(SQUARE, tmp_path, "--layout", "layers")
    assert is_map not in written(without_places(SQUARE, "d"), tmp_path)
    assert is_map in written(without_places(SQUARE, "d"), tmp_path, "--layout", "map")
    assert is_map in written(without_places(SQUARE, "d"), tmp_path, "--fail", "ab,bd")
    silent = {key: value for key, value in SQUARE.items() if key not in ("traffic", "routing")}
    assert is_map not in written(silent, tmp_path)
    assert is_map in written(silent, tmp_path, "--layout", "map")


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--layout", "map"], "a map needs latitude and longitude, which no end of a link has"),
        (["--layout", "maps"], '--layout: "maps" is none of map, layers; did you mean "map"?'),
        (["--fail", "dc"], "a map needs latitude and longitude, which no end of a link has"),
        (
            ["--fail", "x", "--layout", "layers"],
            "--fail is for the map of a network: --layout map",
        ),
        (
            ["--scenario", "one-line-lost", "--layout", "map"],
            "--layout and --scenario exclude each other",
        ),
    ],
)
def test_what_cannot_be_drawn(options: list[str], error: str, tmp_path: Path) -> None:
    done = run("report", VISA, "-o", tmp_path / "x.svg", *options)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, f"error: {error}")
    assert not (tmp_path / "x.svg").exists()


def test_layouts_are_for_pictures(tmp_path: Path) -> None:
    done = run("report", VISA, "-o", tmp_path / "x.md", "--layout", "map")
    said = "error: --layout is for SVG: an HTML report has both pictures"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, said)
