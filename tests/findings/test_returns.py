"""When a target is back for good, and how long it was out at a time until then."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import systems
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.repository import ROOT
from topology.document.document import Topology, load
from topology.findings.besides import Besides
from topology.findings.objectives.verdicts import verdicts
from topology.findings.ranking.recoveries import Recovery, Return, played_recovery
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.run import Run, Word
from topology.loads.contingencies import LOAD_ERRORS
from topology.render.files.markdown import study_report
from topology.render.machine.findings import findings_csv, spof_plain
from topology.render.page.view import report_html
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain
from topology.render.words.verdict import recovery_words

CTRIP = ROOT / "models" / "ctrip-elong-2015.json"
TWICE = "back for good after 12 h 20 min, until then out for 3 h 51 min at the longest"


def flapping(rto: str | None = None) -> Doc:
    """The standby takes over after 10 min, crashes 2 h later, and the first is mended at 3 h."""
    overload = {"mode": "crash", "above": 1.0, "for": "2 h"}
    objective: dict[str, Any] = {"of": "pay"} if rto is None else {"of": "pay", "rto": rto}
    needs = [{"first_of": ["a", "b"], "switchover": {"detect": "10 min"}}]
    return {
        "components": [
            {"id": "pay", "demand": 10, "fails": False, "needs": needs},
            {"id": "a", "repair": {"time": "3 h"}},
            {"id": "b", "capacity": 5, "fails": False, "overload": overload},
        ],
        "objectives": [{**objective, "level": 0.5}],
    }


def test_back_is_back_for_good() -> None:
    """What takes over falls again after 5 h 51 min, with what it had to take over."""
    topology = load(CTRIP)
    points = SinglePoints.of(topology)
    found = points.recovery("book-travel", "operator-error")
    assert (found.after_s, found.longest_s) == (740 * 60, 231 * 60)
    assert plain(spof_lines(points, Besides(), limit=50, file="c.json")).count(TWICE) == 2
    spofs = next(t for t in spof_plain(points)["targets"] if t["id"] == "book-travel")["spofs"]
    back = next(spof["back"] for spof in spofs if spof["id"] == "operator-error")
    assert (back["after_s"], back["longest_outage_s"]) == (740 * 60, 231 * 60)
    rows = list(csv.DictReader(io.StringIO(findings_csv(points))))
    row = next(row for row in rows if row["target"] == "book-travel")
    assert (row["back_after_s"], row["longest_outage_s"]) == ("44400.0", "13860.0")


def test_reports_tell_when_it_is_back_for_good() -> None:
    study = Study.of(Topology.from_dict(flapping("1 h")))
    said = (
        "back for good after 3 h, until then out for 50 min at the longest, within its rto of 1 h"
    )
    assert said in study_report(study)
    assert said in report_html(study)


@pytest.mark.parametrize(
    ("rto", "state", "said", "clause"),
    [
        (None, Return.BACK, "", None),
        ("1 h 30 min", Return.IN_TIME, ", within its rto of 1 h 30 min", (True, "at the latest ")),
        ("45 min", Return.LATE, ", later than its rto of 45 min", (False, "")),
    ],
)
def test_an_rto_is_about_each_outage_and_both_are_told(
    rto: str | None, state: Return, said: str, clause: tuple[bool, str] | None
) -> None:
    points = SinglePoints.of(Topology.from_dict(flapping(rto)))
    found = points.recovery("pay", "a")
    assert found.state is state
    until = "back for good after 3 h, until then out for 50 min at the longest"
    assert recovery_words(found) == until + said
    if clause is not None:
        (why,) = (c for verdict in verdicts(points, {}, {}) for c in verdict.clauses)
        longest = "for good after 3 h, until then out for 50 min at the longest, when a fails"
        assert (why.holds, why.why) == (clause[0], clause[1] + longest)


def test_the_latest_is_that_of_all_causes() -> None:
    """a is out for 50 min at the longest but until 3 h, c for an hour at once."""
    doc = flapping("1 h 30 min")
    doc["components"][0]["needs"].append("c")
    doc["components"].append({"id": "c", "repair": {"time": "1 h"}})
    (verdict,) = verdicts(SinglePoints.of(Topology.from_dict(doc)), {}, {})
    said = (
        "out for 1 h at the longest, when c fails; for good at the latest after 3 h, when a fails"
    )
    assert [(c.holds, c.why) for c in verdict.clauses] == [(True, said)]


def read_from_log(run: Run, target: str) -> tuple[float, float, bool]:
    """The longest outage that the log tells, the end of the last, and whether there is one."""
    told = [line for line in run.timeline if line.component == target]
    told = [line for line in told if line.event in (Word.BELOW_LEVEL, Word.AT_LEVEL)]
    begun, longest, over = None, 0.0, 0.0
    for line in told:
        if line.event is Word.BELOW_LEVEL:
            begun = line.at_s if begun is None else begun
        elif begun is not None:
            longest, over, begun = max(longest, line.at_s - begun), line.at_s, None
    return longest, over, begun is None


@st.composite
def relays(draw: st.DrawFn) -> Doc:
    """Some that take over from one another, and are mended while the next ones fall again."""
    overload = {"mode": "crash", "above": 1.0, "for": "10 min", "restart": "1 h"}
    times = st.sampled_from(["5 min", "40 min", "3 h"])
    switchover = {"detect": draw(times), "failback": draw(st.sampled_from(["auto", "manual"]))}
    needs = [{"first_of": ["a", "b", "c"], "switchover": switchover}]
    parts: list[Doc] = [{"id": "pay", "demand": 10, "fails": False, "needs": needs}]
    for name in "abc":
        limits = draw(st.sampled_from([{}, {"capacity": 5, "overload": overload}]))
        parts.append(
            {"id": name, "repair": {"time": draw(times)}, **(limits if name > "a" else {})}
        )
    return {"components": parts, "shared_risks": [{"id": "risk", "hits": ["a", "c"]}]}


@settings(max_examples=examples(100))
@given(st.one_of(systems(), relays()), st.sampled_from([None, 0.3, 0.8]))
def test_when_a_target_is_back_is_what_the_log_says(doc: Doc, level: float | None) -> None:
    names = [part["id"] for part in doc["components"] if "connects" not in part]
    if level is not None:
        doc = {**doc, "objectives": [{"of": name, "level": level} for name in names]}
    points = SinglePoints.of(Topology.from_dict(doc), names)
    assume(not points.load_unjudged)
    for cause in (*points.graph.ids, *points.graph.risk_index):
        try:
            run = points.contingencies.starts.cascade([cause], repairs=True).run()
        except LOAD_ERRORS:
            continue
        if run.rounds or run.growing:
            continue
        for target in points.targets:
            found = played_recovery(points.contingencies, points.graph.index[target], cause)
            longest, over, ends = read_from_log(run, target)
            assert ends == (found.after_s < float("inf"))
            if ends:
                assert (found.outage_s, found.after_s) == pytest.approx((longest, over), abs=1e-6)


def test_one_outage_is_told_once() -> None:
    assert recovery_words(Recovery(3_600.0)) == "back after 1 h"
