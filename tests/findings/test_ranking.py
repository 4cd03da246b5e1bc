"""The one rule by which the worst comes first in every output; when what fell is back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.findings.besides import Besides
from topology.findings.ranking.recoveries import Return, played_recovery
from topology.findings.ranking.work_after import WorkAfter
from topology.findings.returns import by_return, is_late
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.machine.findings import findings_csv, spof_plain
from topology.render.page.report import Report
from topology.render.tables.causes import by_cause
from topology.render.tables.findings import objectives
from topology.render.tables.table import Id
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain

MONEY: Doc = {
    "currency": "EUR",
    "components": [
        {"id": "browse", "demand": 900, "loss_per_hour": 100, "needs": ["cdn"]},
        {"id": "checkout", "demand": 60, "loss_per_hour": 50_000, "needs": ["psp"]},
        {"id": "cdn"},
        {"id": "psp"},
    ],
}


def points_of(doc: Doc) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc))


def said(points: SinglePoints, worst: int | None = None) -> str:
    besides = Besides(points.worst(worst) if worst else None)
    return plain(spof_lines(points, besides, limit=50, file="shop.json"))


def test_money_goes_before_demand_in_every_output() -> None:
    points = points_of(MONEY)
    study = Study.of(points.topology)
    assert [loss.cause for loss in points.worst(10)] == ["psp", "cdn"]
    text = said(points)
    assert text.index("checkout") < text.index("browse")
    following = "next: topology blast shop.json psp\n"
    assert text.endswith(f"{following}what first: topology remedy shop.json --suggest\n")
    found = by_cause(study, 10)
    assert [row[0] for row in found.causes.rows] == [Id("psp"), Id("cdn")]
    assert [rows.rows[0][0] for rows in found.targets] == [Id("checkout"), Id("browse")]
    rows = list(csv.DictReader(io.StringIO(findings_csv(points))))
    assert [row["cause"] for row in rows] == ["psp", "cdn"]
    markdown = study_report(study)
    assert markdown.index("### `checkout`") < markdown.index("### `browse`")
    assert Report(study, {}).first.worst()[0].steps[0] == "psp fails"
    ranks = {
        spof["id"]: spof["rank"]
        for target in spof_plain(points)["targets"]  # type: ignore[attr-defined]
        for spof in target["spofs"]
    }
    assert ranks == {"psp": 1, "cdn": 2}


def test_the_worst_are_told_with_their_money_and_without_targets() -> None:
    text = said(points_of(MONEY), worst=10)
    assert "  psp  60 of 960 (6.25 %) until repaired, 50,000 EUR an hour\n" in text
    assert "  checkout  " not in text


def test_a_target_that_another_needs_is_among_the_worst() -> None:
    doc = {"components": [{"id": "a", "demand": 1}, {"id": "b", "demand": 1, "needs": ["a"]}]}
    assert [loss.cause for loss in points_of(doc).worst(10)] == ["a"]


def test_objectives_stand_worst_first_in_reports() -> None:
    """Violated, not known, held; of the same the target that loses more money."""
    parts: list[Doc] = [
        {"id": "held", "loss_per_hour": 900, "fails": False, "needs": []},
        {"id": "cheap", "loss_per_hour": 10, "needs": ["db"]},
        {"id": "unknown", "loss_per_hour": 800},
        {"id": "dear", "loss_per_hour": 100, "needs": ["db"]},
        {"id": "db"},
    ]
    names = ["held", "cheap", "unknown", "dear"]
    doc = {"components": parts, "objectives": [{"of": name, "survives": 1} for name in names]}
    study = Study.of(Topology.from_dict(doc))
    ranked = ["dear", "cheap", "unknown", "held"]
    assert [row[0] for row in objectives(study).rows] == [Id(name) for name in ranked]
    said = study_report(study).partition("## Objectives")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)`", said, re.MULTILINE) == ranked
    assert [verdict.objective.of for verdict in study.verdicts] == names


def test_what_goes_round_in_circles_is_ranked_by_money_where_it_loses_the_same() -> None:
    """Both crash and restart for ever; what is lost on average differs in money alone."""

    def side(name: str, money: float) -> list[Doc]:
        crash = {"mode": "crash", "for": "1 min", "restart": "1 min"}
        return [
            {"id": name, "demand": 10, "loss_per_hour": money, "fails": False,
             "needs": [{"any": [f"{name}-1", f"{name}-2"]}]},
            {"id": f"{name}-1", "capacity": 9, "overload": crash},
            {"id": f"{name}-2", "capacity": 9, "overload": crash},
        ]  # fmt: skip

    points = points_of({"components": side("a", 5.0) + side("b", 7.0)})
    first, second, third, fourth = points.worst(10)
    assert [first.cause, second.cause, third.cause, fourth.cause] == ["b-1", "b-2", "a-1", "a-2"]
    assert first.repeats_s is not None
    assert first.at_rest == third.at_rest == pytest.approx(5.5)
    assert (first.money_at_rest, third.money_at_rest) == pytest.approx((3.85, 2.75))


def test_what_does_not_come_back_goes_before_money() -> None:
    """What is never back, as it waits for itself; that nothing says when is no reason."""
    components = [dict(component) for component in MONEY["components"]]
    components[3]["repair"] = {"time": "1 h"}
    assert points_of({"components": components}).worst_causes() == ["psp", "cdn"]
    components[2] = {"id": "cdn", "kind": "cdn", "needs": ["dns"], "repair": {"time": "1 h"}}
    components.append({"id": "dns", "kind": "dns", "needs": ["cdn"], "repair": {"time": "1 h"}})
    assert points_of({"components": components}).worst_causes() == ["cdn", "dns", "psp"]


def test_the_weight_of_an_objective_goes_before_demand() -> None:
    objectives = [{"of": "browse"}, {"of": "checkout", "weight": 2}]
    components = [{**c, "loss_per_hour": 1} if "demand" in c else c for c in MONEY["components"]]
    points = points_of({"components": components, "objectives": objectives})
    assert points.worst_causes() == ["psp", "cdn"]


def test_what_only_groups_others_ranks_last_and_says_so() -> None:
    """However much hangs on it: what it is made of is judged besides."""
    shop: Doc = {"id": "shop", "demand": 1, "loss_per_hour": 9, "needs": ["group", "db"]}
    group = {"id": "group", "needs": [{"any": ["a", "b"]}]}
    parts: list[Doc] = [{"id": name, "repair": {"time": "1 h"}} for name in ("a", "b", "db")]
    points = points_of({"components": [shop, group, *parts]})
    assert points.worst_causes() == ["db", "group"]
    text = said(points)
    assert "takes down 2 components, 1 of demand · nothing but its own failure\n" in text
    assert text.count("nothing but its own failure") == 1
    flags = [spof["own_failure_only"] for spof in spof_plain(points)["targets"][0]["spofs"]]  # type: ignore[index]
    assert flags == [False, True]
    for own in ({"capacity": 5}, {"fails": {"mtbf": "1 y", "mttr": "1 h"}}, {"kind": "cluster"}):
        points = points_of({"components": [shop, {**group, **own}, *parts]})
        assert not points.is_bare("group")


def test_the_end_of_a_path_ranks_last_where_only_its_paths_fall() -> None:
    link = {"id": "l", "kind": "fibre", "connects": ["a", "b"], "repair": {"time": "1 h"}}
    ends: list[Doc] = [{"id": "a", "demand": 1, "needs": [{"reach": "b"}]}, {"id": "b"}]
    assert points_of({"components": [*ends, link]}).worst_causes() == ["l", "b"]
    user = {"id": "user", "demand": 1, "needs": ["b"]}
    assert points_of({"components": [*ends, link, user]}).worst_causes() == ["b", "l"]


# -- when what fell is back ---------------------------------------------------------------------

PROVIDER: Doc = {
    "components": [
        {"id": "pay", "demand": 1, "needs": ["prov"]},
        {"id": "prov", "repair": {"time": "1 h"}},
        {"id": "cash", "demand": 1, "needs": ["atm"]},
        {"id": "atm"},
    ],
    "objectives": [{"of": "pay", "rto": "24 h"}, {"of": "cash", "rto": "24 h"}],
}


def test_a_finding_says_when_its_target_is_back() -> None:
    points = points_of(PROVIDER)
    back = {
        spof["id"]: spof["back"]
        for target in spof_plain(points)["targets"]  # type: ignore[attr-defined]
        for spof in target["spofs"]
    }
    assert back["prov"] == {
        "state": "in time",
        "after_s": 3_600.0,
        "longest_outage_s": 3_600.0,
        "at_least_s": None,
        "rto_s": 86_400.0,
        "in_time": True,
        "not_known_for_want_of": None,
    }
    assert (back["atm"]["state"], back["atm"]["after_s"], back["atm"]["in_time"]) == (
        "not known",
        None,
        None,
    )
    text = said(points)
    assert "    back after 1 h, within its rto of 1 d\n" in text
    assert "    not known when back: atm has no repair time\n" in text
    assert "Of 2 findings with an rto: 1 not known when back, 1 back in time." in text


def test_the_causes_of_a_target_are_grouped_by_when_it_is_back() -> None:
    times = {"fast": "5 min", "slow": "3 h", "slower": "5 h"}
    parts: list[Doc] = [{"id": name, "repair": {"time": time}} for name, time in times.items()]
    shop = {"id": "shop", "needs": [*times, "lost"]}
    objectives = [{"of": "shop", "rto": "1 h"}]
    points = points_of({"components": [shop, *parts, {"id": "lost"}], "objectives": objectives})
    assert by_return(points, "shop") == [
        (Return.LATE, ["slow", "slower"]),
        (Return.NOT_KNOWN, ["lost"]),
        (Return.IN_TIME, ["fast"]),
    ]
    text = said(points)
    assert text.index("back too late:") < text.index("not known when back:\n")
    assert is_late(points)


def test_a_circle_that_cannot_start_again_is_never_back() -> None:
    repaired = {"repair": {"time": "1 h"}}
    points = points_of(
        {
            "components": [
                {"id": "shop", "demand": 1, "needs": ["a"]},
                {"id": "a", "needs": ["b"], **repaired},
                {"id": "b", "needs": ["a"], **repaired},
            ]
        }
    )
    assert points.recovery("shop", "a").state is Return.NEVER
    assert "    never back: a needs b → b needs a\n" in said(points)


def test_a_member_that_is_lost_for_want_of_a_repair_is_not_never_back() -> None:
    """Nor does it take down no components, which says nothing."""
    pool = {"id": "pool", "count": 3, "capacity": 100}
    user = {"id": "u", "demand": 100, "needs": ["pool"]}
    points = points_of({"components": [user, pool]})
    text = said(points)
    assert "  pool  component · overload · overloads what is left\n" in text
    assert "    not known when back: pool has no repair time\n" in text
    mended = points_of({"components": [user, {**pool, "repair": {"time": "1 h"}}]})
    assert mended.recovery("u", "pool").after_s == 3_600.0


@pytest.mark.parametrize(
    ("time", "rto", "late"),
    [("1 h", "2 h", False), ("3 h", "2 h", True), (None, "2 h", True), ("3 h", None, False)],
)
def test_what_is_back_in_time_is_not_late(time: str | None, rto: str | None, late: bool) -> None:
    part: Doc = {"id": "part", **({} if time is None else {"repair": {"time": time}})}
    objective = {"of": "shop", **({} if rto is None else {"rto": rto})}
    shop = {"id": "shop", "needs": ["part"]}
    points = points_of({"components": [shop, part], "objectives": [objective]})
    assert is_late(points) is late


# -- on random documents ------------------------------------------------------------------------


@st.composite
def priced(draw: st.DrawFn) -> Doc:
    """A random document with losses, weights and repairs."""
    doc = draw(documents())
    times = st.sampled_from([None, "10 min", "2 h"])
    for component in doc["components"]:
        if draw(st.booleans()):
            component["loss_per_hour"] = draw(st.sampled_from([0.1, 10, 1_000]))
        if (time := draw(times)) is not None:
            component["repair"] = {"time": time, **draw(st.sampled_from([{}, {"crew": "hands"}]))}
        if draw(st.booleans()):
            component["verify"] = {"units": 3, "time": "1 min", "crew": "hands"}
    for objective in doc.get("objectives", []):
        objective["weight"] = draw(st.sampled_from([1, 2.5]))
    return {**doc, "crews": {"hands": 2}}


def key(doc: Doc, points: SinglePoints, cause: str) -> tuple[object, ...]:
    """The rule, word by word, by brute force but for when things are back."""
    down, parts = oracles.blast(doc, cause), oracles.components(doc)
    fallen = [t for t in points.targets if t != cause and t in down]
    lasting = any(points.recovery(target, cause).state is Return.NEVER for target in fallen)
    weights = {objective["of"]: objective["weight"] for objective in doc.get("objectives", [])}
    money = sum(parts[name].get("loss_per_hour", 0) for name in down)
    demand = sum(parts[name].get("demand", 0) for name in down)
    weight = sum(weights.get(name, 0) for name in down)
    bare = bool(fallen) and points.is_bare(cause)
    return bare, not lasting, -round(money, 6), -weight, -demand, -len(down), cause


@settings(max_examples=examples(100))
@given(priced())
def test_the_order_of_every_output_is_the_rules(doc: Doc) -> None:
    points = points_of(doc)
    ranked = points.worst_causes()
    assert ranked == sorted(ranked, key=lambda cause: key(doc, points, cause))
    pairs = [(target, cause) for target in points.ranking.targets(points.falling())
             for cause in ranked if cause in points.causes(target)]  # fmt: skip
    rows = csv.DictReader(io.StringIO(findings_csv(points)))
    assert [(row["target"], row["cause"]) for row in rows] == pairs
    found = by_cause(Study.of(points.topology), 1_000)
    ids = [row[0] for row in found.causes.rows]
    assert ids == [Id(cause) for cause in points.worst_causes()]
    for cause, table in zip(points.worst_causes(), found.targets, strict=True):
        listed = [row[0].id for row in table.rows]  # type: ignore[union-attr]
        down = [target for target, by in pairs if by == cause]
        never = [target for target in down if points.recovery(target, cause).is_never]
        assert listed == [*never[:1], *(target for target in down if target not in never[:1])]
    worst = [loss.cause for loss in points.worst(1_000)]
    assert worst == sorted(worst, key=lambda cause: key(doc, points, cause))
    own = {*points.targets, *points.never_up}
    assert not [cause for cause in worst if cause in own and not points.targets_lost(cause)]


@settings(max_examples=examples(100))
@given(priced())
def test_what_is_back_by_structure_is_back_when_played(doc: Doc) -> None:
    points = points_of(doc)
    for target in points.targets:
        for cause in points.causes(target):
            v = points.graph.index[target]
            played = played_recovery(points.contingencies, v, cause)
            assume(not played.wanting.startswith("loads cannot be judged"))
            assert points.recovery(target, cause).after_s == pytest.approx(played.after_s)


def test_whether_works_wait_is_found_once_for_each_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    was = WorkAfter.may_wait

    def may_wait(self: WorkAfter, cause: str) -> bool:
        asked.append(cause)
        return was(self, cause)

    monkeypatch.setattr(WorkAfter, "may_wait", may_wait)
    parts = [{"id": f"u{i}", "needs": ["a", "b"]} for i in range(5)]
    ends = [{"id": name, "needs": [], "repair": {"time": "1 h"}} for name in ("a", "b")]
    points = SinglePoints.of(Topology.from_dict({"components": [*parts, *ends]}))
    assert all(points.recovery(f"u{i}", "a").after_s == 3_600 for i in range(5))
    assert asked.count("a") == 1
