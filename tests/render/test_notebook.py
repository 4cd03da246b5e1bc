"""Results show themselves: one line in a shell, a small page piece in a notebook, a frame."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

from tests.support.repository import ROOT
from topology import Availability, CutSets, SinglePoints, Topology, load, run_failures
from topology.render.machine.cascade import run_csv
from topology.render.notebook.showing import MAX_ROWS

SHOP = {
    "name": "Shop",
    "load_unit": "orders/min",
    "components": [
        {"id": "web", "needs": ["db"], "demand": 100},
        {"id": "db", "capacity": 150, "fails": {"mtbf": "1 y", "mttr": "2 h"}},
    ],
    "objectives": [{"of": "web", "survives": 1}],
}
MAKE: dict[str, Callable[[Topology], Any]] = {
    "Availability": lambda topology: Availability.of(topology, topology.components[0].id),
    "CutSets": lambda topology: CutSets.of(topology, topology.components[0].id),
    "Run": lambda topology: run_failures(topology, [topology.components[1].id]),
    "SinglePoints": SinglePoints.of,
    "Topology": lambda topology: topology,
}
LINES = {
    "Availability": (
        '<Availability "web": unavailability at least 0.0002283, at least 120 min down per year>'
    ),
    "CutSets": '<CutSets "web": 1 minimal cut set (1 of order 1)>',
    "Topology": '<Topology "Shop": 2 components, 0 shared risks, 1 objective>',
}
HOSTILE = "<script>alert(1)</script>\x1b[31m\"'&"


def shop() -> Topology:
    return Topology.from_dict(SHOP)


def many(size: int) -> Topology:
    nodes = [{"id": f"n{n}", "needs": [f"n{n + 1}"]} for n in range(size - 1)]
    return Topology.from_dict({"components": [*nodes, {"id": f"n{size - 1}"}]})


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_line_has_the_figures(name: str) -> None:
    assert repr(MAKE[name](shop())) == LINES[name]


def test_a_line_of_a_run_says_how_it_ends() -> None:
    assert re.fullmatch(
        r'<Run "\w+": \d+ lines until .+; 0 of 2 components down then>', repr(MAKE["Run"](shop()))
    )


@pytest.mark.parametrize("name", sorted(MAKE))
def test_a_line_is_one_line_of_any_size(name: str) -> None:
    said = repr(MAKE[name](many(400)))
    assert said.startswith(f"<{name} ")
    assert "\n" not in said
    assert len(said) < 400


@pytest.mark.parametrize("name", sorted(MAKE))
def test_ipython_shows_it(name: str) -> None:
    result = MAKE[name](shop())
    shown, _ = DisplayFormatter().format(result)
    assert shown["text/html"] == result._repr_html_()
    assert shown["text/plain"] == repr(result)
    assert ("image/svg+xml" in shown) == (name in ("Run", "Topology"))


@pytest.mark.parametrize("name", sorted(MAKE))
def test_html_is_small_and_says_what_is_left_out(name: str) -> None:
    html = MAKE[name](many(2_000))._repr_html_()
    assert len(html.encode()) < 50_000
    if name == "Topology":
        assert f"{MAX_ROWS} of 2,000 rows are here" in html
        assert "No picture: more than 150" in html


@pytest.mark.parametrize("name", sorted(MAKE))
def test_html_holds_nothing_hostile(name: str) -> None:
    document = {**SHOP, "name": HOSTILE}
    document["components"] = [
        {"id": HOSTILE.replace("\x1b", ""), "needs": ["db"], "name": HOSTILE, "kind": HOSTILE},
        {"id": "db"},
    ]
    document["objectives"] = []
    html = MAKE[name](Topology.from_dict(document))._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "\x1b" not in html
    assert "style=" not in html.replace('style="max-width:100%"', "")


def test_the_same_bytes_every_time() -> None:
    assert all(MAKE[n](shop())._repr_html_() == MAKE[n](shop())._repr_html_() for n in MAKE)


def test_a_picture_is_too_big_for_a_big_document() -> None:
    assert many(400)._repr_svg_() is None
    assert "<svg" in (shop()._repr_svg_() or "")


def test_a_frame_has_units_and_numbers() -> None:
    frame = shop().to_frame()
    assert list(frame["id"]) == ["web", "db"]
    assert frame["capacity"].to_list()[1] == 150.0
    assert frame["needs"].to_list() == ["db", ""]
    assert frame.attrs == {
        "units": {"demand": "orders/min", "capacity": "orders/min"}, "rows": 2, "left_out": 0,
    }  # fmt: skip


def test_a_frame_of_single_points_is_typed() -> None:
    frame = SinglePoints.of(shop()).to_frame()
    assert frame[["target", "cause", "demand_lost"]].values.tolist() == [["web", "db", 100.0]]
    assert frame["shared_risk"].dtype == bool
    assert frame.attrs["units"]["demand_lost"] == "orders/min"


def test_a_frame_of_a_run_is_its_csv() -> None:
    run = MAKE["Run"](load(ROOT / "models" / "alipay-2015.json"))
    frame = run.to_frame()
    assert len(frame) == len(run_csv(run).splitlines()) - 1
    assert frame["at_s"].tolist() == [line.at_s for line in run.timeline]


def test_a_frame_of_chances_is_exact() -> None:
    found = MAKE["Availability"](shop())
    assert found.to_frame()["unavailability"].tolist()[0] == found.unavailability
    sets = MAKE["CutSets"](shop())
    assert sets.to_frame()["order"].tolist() == [1]


@pytest.mark.parametrize("name", sorted(MAKE))
def test_frames_are_frames(name: str) -> None:
    assert isinstance(MAKE[name](shop()).to_frame(), pd.DataFrame)


def test_a_frame_says_how_to_get_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        shop().to_frame()


def test_to_read_a_document_imports_no_pictures() -> None:
    """What shows results is imported when one is shown."""
    code = "import topology, sys; topology.load('models/visa.json'); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "topology.document.document" in loaded
    assert not [name for name in loaded if name.startswith(("topology.render", "pandas"))]
