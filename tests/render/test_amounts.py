"""What loads come to over time, told in what they count: never silently by the second."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.findings.besides import Besides
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.playing import run_scenario
from topology.render.drawing.chart import chart_svg
from topology.render.files.markdown import study_report
from topology.render.machine.study import study_json
from topology.render.page.view import report_html
from topology.render.terminal.cascade import cascade_lines
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain

LEVELS = ["customers", "% of calls", "MW", "req/each", None]
RATES = [("calls/s", 1), ("calls per second", 1), ("calls / h", 3_600), ("calls per hour", 3_600)]


def desk(unit: str | None, per_second: float = 1) -> Doc:
    """70 come in a second; nothing is done for an hour, then 100 a second."""
    rest: dict[str, Any] = {} if unit is None else {"load_unit": unit}
    demand, capacity = 70 * per_second, 100 * per_second
    parts: list[Doc] = [
        {"id": "desk", "demand": demand, "capacity": capacity, "overload": {"mode": "queue"},
         "repair": {"time": "1 h"}},
        {"id": "phone", "demand": 10 * per_second, "needs": [
            {"first_of": ["line", "spare"], "switchover": {"detect": "30 min"}}]},
        {"id": "line"}, {"id": "spare", "capacity": 10 * per_second},
    ]  # fmt: skip
    events = [{"at": "0 s", "fail": "desk"}, {"at": "0 s", "fail": "line"}]
    return {"components": parts, "scenarios": [{"id": "s", "events": events}], **rest}


def said(doc: Doc) -> dict[str, str]:
    """What people are told, by output."""
    topology = Topology.from_dict(doc)
    run = run_scenario(topology, "s", series=True)
    points, study = SinglePoints.of(topology), Study.of(topology)
    besides = Besides(points.worst(5))
    return {
        "cascade": plain(cascade_lines(run, limit=50, following=["view"])),
        "worst": plain(spof_lines(points, besides, limit=50, file="f")),
        "chart": chart_svg(topology, run),
        "markdown": study_report(study),
        "page": report_html(study),
    }


@pytest.mark.parametrize("unit", LEVELS)
def test_a_level_over_time_is_so_much_for_an_hour(unit: str | None) -> None:
    doc, noun = desk(unit), f"{unit or ''} for an hour".lstrip()
    told = said(doc)
    assert f"demand lost 5 {noun}" in told["cascade"]
    assert f"backlog at most 70 {noun} at 1 h" in told["cascade"]
    assert f"5 {noun} until it is at rest" in told["worst"]
    assert "backlog to 70<" in told["chart"]
    assert f"backlog, {noun}, on a scale of its own" in told["chart"]
    head = next(line for line in told["markdown"].splitlines() if "Highest backlog" in line)
    assert f"Demand lost ({noun})" in head
    assert f"Highest backlog ({noun})" in head
    assert f"demand lost 5 {noun}" in told["page"]
    for text in told.values():
        assert not re.search(r" x s\b|per second\b", text)


@pytest.mark.parametrize(("unit", "per_second"), RATES)
def test_a_rate_over_time_is_what_it_counts(unit: str, per_second: float) -> None:
    told = said(desk(unit, per_second))
    assert "demand lost 18,000 calls;" in told["cascade"]
    assert "backlog at most 252,000 calls at 1 h" in told["cascade"]
    assert "18,000 calls until it is at rest" in told["worst"]
    assert "backlog, on a scale of its own" in told["chart"]
    assert "Highest backlog (calls)" in told["markdown"]
    assert "for an hour" not in "".join(told.values())


@pytest.mark.parametrize(("unit", "noun"), [("customers", "customers x s"), (None, None)])
def test_machines_are_told_by_the_second(unit: str | None, noun: str | None) -> None:
    study = json.loads(study_json(Study.of(Topology.from_dict(desk(unit)))))
    (run,) = study["scenarios"]
    assert run["amount_unit"] == noun
    assert run["components"]["phone"]["demand_lost"] == pytest.approx(18_000)
