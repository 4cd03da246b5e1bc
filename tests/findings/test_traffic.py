"""The traffic as a target: what failures cut off, and what carries too much after them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from tests.support.carrying_oracle import Plain
from tests.support.clauses import clause_of
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.repository import ROOT
from tests.support.strategies_traffic import networks
from topology import assert_holds, assert_no_spof
from topology.document.demands.joining import joined
from topology.document.demands.reading import of_file
from topology.document.document import Topology
from topology.errors import DocumentError, TopologyError
from topology.findings.comparison.answers import Turn
from topology.findings.comparison.comparison import Comparison
from topology.findings.gate.profiles import profile_objectives
from topology.findings.objectives.judged import Judged
from topology.findings.objectives.verdicts import asked
from topology.findings.remarks.remarks import remarks
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.effort import DONE
from topology.render.files.markdown import study_report
from topology.render.machine.findings import findings_csv
from topology.render.machine.study import study_plain
from topology.render.page.report import Report
from topology.render.page.view import report_html
from topology.structure.graph import Graph

LINKS = (("ab", "a", "b"), ("bc", "b", "c"), ("cd", "c", "d"), ("da", "d", "a"), ("ac", "a", "c"))


def square(*objectives: Doc, **more: Any) -> Doc:
    """A square with one diagonal, 10 Gbit/s each: 8 go over it from a to c, 4 from a to b.

    Ways are hops: with `ab` lost the 4 go over the diagonal too (12), with `ac` lost the 8 go over
    `ab` (12) and `bc` (8).
    """
    links = [
        {"id": name, "kind": "fibre", "connects": [start, end], "capacity": 10}
        for name, start, end in LINKS
    ]
    return {
        "name": "Square",
        "load_unit": "Gbit/s",
        "components": [*({"id": name, "kind": "site"} for name in "abcd"), *links],
        "shared_risks": [{"id": "duct", "kind": "duct", "hits": ["ab", "ac", "da"]}],
        "traffic": [
            {"from": "a", "to": "c", "demand": 8},
            {"from": "a", "to": "b", "demand": 4},
        ],
        **({"objectives": list(objectives)} if objectives else {}),
        **more,
    }


def changed(document: Doc, name: str, **fields: Any) -> Doc:
    """With other fields of one component; None leaves one out."""
    components = [
        {k: v for k, v in (c | fields).items() if v is not None} if c["id"] == name else c
        for c in document["components"]
    ]
    return {**document, "components": components}


def points_of(document: Doc, *targets: str) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(document), targets or None)


def causes(document: Doc) -> dict[str, str]:
    traffic = points_of(document).traffic
    assert traffic is not None
    return {cause: hit.failure_class.value for cause, hit in traffic.by_cause.items()}


# -- single points --------------------------------------------------------------------------------


def test_what_is_cut_off_is_structural_and_what_carries_too_much_an_overload() -> None:
    assert causes(square()) == {"duct": "structural", "ab": "overload", "ac": "overload"}
    found = [(f.cause, f.reason, f.amounts) for f in points_of(square()).findings()]
    assert found == [
        (
            "duct",
            (
                "duct strikes",
                "3 links are gone: ab, ac, da",
                "8 Gbit/s from a to c has no way left (and 1 more flow)",
            ),
            (12.0, 0.0),
        ),
        (
            "ab",
            ("ab fails", "ac (a ↔ c) carries 120 %: 4 Gbit/s of it diverted from ab"),
            (0.0, 1.2),
        ),
        (
            "ac",
            ("ac fails", "ab (a ↔ b) carries 120 %: 8 Gbit/s of it diverted from ac"),
            (0.0, 1.2),
        ),
    ]


def test_the_worst_comes_first() -> None:
    """What cuts off most; then what is used most."""
    document = square(
        traffic=[
            {"from": "a", "to": "c", "demand": 11},
            {"from": "e", "to": "a", "demand": 2},
            {"from": "f", "to": "a", "demand": 3},
        ]
    )
    more = [{"id": f"{end}a", "connects": [end, "a"], "capacity": 9} for end in "ef"]
    document["components"] = [*document["components"], {"id": "e"}, {"id": "f"}, *more]
    document = changed(changed(document, "ac", capacity=20), "da", capacity=1)
    # Without `ac` all goes over `ab` and `bc`; both carry 110 %.
    assert list(causes(document).items()) == [
        ("duct", "structural"),
        ("fa", "structural"),
        ("ea", "structural"),
        ("ac", "overload"),
    ]


def test_at_a_lower_limit_more_carries_too_much() -> None:
    asks = {"of": "traffic", "survives": 1, "utilisation": 0.75}
    points = points_of(square(asks))
    assert [f.cause for f in points.findings()] == ["", "duct", "ab", "ac"]
    intact, _, of_ab, of_ac = points.findings()
    assert intact.reason == ("ac (a ↔ c) carries 80 %",)
    # With `ac` lost `bc` carries 80 %, too, which it does not intact.
    assert of_ac.reason[1].endswith("8 Gbit/s of it diverted from ac (and 1 more place above 75 %)")
    assert of_ab.amounts == (0.0, 1.2)


def test_what_a_failure_makes_no_worse_is_not_due_to_it() -> None:
    """The diagonal carries 160 % whatever else fails; 8 of it are cut off from nobody."""
    document = changed(square(), "ac", capacity=5)
    assert causes(document) == {"duct": "structural", "ab": "overload", "ac": "overload"}
    island = {**document, "components": [*document["components"], {"id": "e"}]}
    island["traffic"] = [*document["traffic"], {"from": "e", "to": "a", "demand": 3}]
    assert causes(island) == {"duct": "structural", "ab": "overload", "ac": "overload"}
    first = next(points_of(island).findings())
    assert first.reason == ("3 Gbit/s from e to a has no way", "ac (a ↔ c) carries 160 %")


def test_a_failed_end_takes_its_traffic_with_it() -> None:
    document = square(traffic=[{"from": "b", "to": "d", "demand": 1}])
    assert causes(document) == {}
    alone = {**document, "traffic": [{"from": "a", "to": "c", "demand": 1}]}
    alone["components"] = [c for c in alone["components"] if c["id"] in ("a", "b", "c", "ab", "bc")]
    alone["shared_risks"] = []
    assert causes(alone) == {"ab": "structural", "b": "structural", "bc": "structural"}


def test_what_limps_and_nobody_routes_around_is_gray() -> None:
    """Half of the diagonal carries 160 %; without it all went another way with room."""
    modes = [{"id": "noisy", "leaves": 0.5}]
    document = changed(changed(square(), "ac", modes=modes), "ab", capacity=20)
    assert causes(document)["ac:noisy"] == "gray"
    # Where the other way has no room either, more capacity would do, and no switch.
    assert causes(changed(square(), "ac", modes=modes))["ac:noisy"] == "overload"


def test_a_risk_that_takes_some_members_limps_nowhere() -> None:
    risk = {"id": "strand", "hits": ["ac"], "parts": 0.5}
    document = changed(square(shared_risks=[risk]), "ac", count=2)
    assert causes(changed(document, "ab", capacity=20))["strand"] == "overload"


def test_one_of_several_members_takes_its_share_of_the_capacity() -> None:
    document = changed(square(), "ac", count=2)
    assert causes(document)["ac"] == "overload"
    (reason,) = (f.reason for f in points_of(document).findings() if f.cause == "ac")
    assert reason == (
        "one of the 2 members of ac fails",
        "ac has half of its capacity left",
        "ac (a ↔ c) carries 160 %",
    )


@settings(max_examples=examples(30), deadline=None)
@given(networks())
def test_it_is_as_a_plain_reference_has_it(document: Doc) -> None:
    plain, limit = Plain(document), Fraction(4, 5)
    asks = {"of": "traffic", "survives": 2, "utilisation": 0.8}
    points = points_of({**document, "objectives": [asks]})
    assert points.traffic is not None
    found = {c: hit.failure_class.value for c, hit in points.traffic.by_cause.items()}
    assert found == plain.single(limit)
    traffic, causes = points.traffic, points.traffic.network.causes
    left = [n for n in traffic.can_fail if causes.name(n) not in found]
    hits = traffic.pair_hits(left, 0.8)
    assert hits is not None
    pairs = {tuple(sorted(map(causes.name, h.cause.numbers))): str(h.failure_class) for h in hits}
    assert pairs == plain.pairs(limit)


# -- whom it means --------------------------------------------------------------------------------


def test_it_is_a_target_where_it_is_named_or_nothing_is() -> None:
    assert points_of(square()).traffic is not None
    other = {"of": "a", "survives": 1}
    assert points_of(square(other)).traffic is None
    assert points_of(square(other), "traffic").traffic is not None
    points = points_of(square(other, {"of": "traffic", "survives": 1}))
    assert points.traffic is not None
    assert points.not_judged == ("a",)
    assert points_of(square(), "a").traffic is None


def test_a_component_of_that_name_is_one_where_there_is_no_traffic() -> None:
    document = {
        "components": [{"id": "traffic", "needs": ["b"]}, {"id": "b", "needs": []}],
        "objectives": [{"of": "traffic", "survives": 1}],
    }
    points = points_of(document)
    assert points.traffic is None
    assert points.causes("traffic") == ("b",)


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        (
            {"of": "traffic", "rto": "1 h", "level": 0.5},
            "asks for level, rto, which traffic does not have: it has survives and utilisation",
        ),
        (
            {"of": "a", "utilisation": 0.5},
            "asks for a utilisation, which only traffic has "
            "(of: traffic; of components it is headroom)",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(objective: Doc, said: str) -> None:
    with pytest.raises(DocumentError, match=r"does not|only traffic") as caught:
        Topology.from_dict(square(objective))
    assert [problem.message for problem in caught.value.problems] == [said]


def test_which_of_two_is_meant_has_to_be_said() -> None:
    document = square({"of": "traffic", "survives": 1})
    named = {**document, "components": [*document["components"], {"id": "traffic", "needs": []}]}
    said = 'is of "traffic", which is the traffic and a component: name the component in a list: '
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(named)
    assert caught.value.problems[0].message == said + '["traffic"]'
    listed = {**named, "objectives": [{"of": ["traffic"], "survives": 1}]}
    assert points_of(listed).targets == ("traffic",)
    nothing = {**document, "traffic": []}
    with pytest.raises(DocumentError, match="and the document has no traffic"):
        Topology.from_dict(nothing)


# -- objectives -----------------------------------------------------------------------------------


def judged(document: Doc, **asks: Any) -> tuple[bool | None, str]:
    clause = clause_of(document, {"of": "traffic", **asks})
    return clause.holds, clause.why


def test_with_nothing_failed_it_is_judged_without_failures() -> None:
    clause = clause_of(square(), {"of": "traffic", "utilisation": "80 %"})
    assert clause.asks == "carries nothing above 80 % with nothing failed"
    assert clause.rule == "utilisation"
    assert (clause.holds, clause.why) == (
        True,
        "nothing is cut off; of 5 capacities the most used is ac (a ↔ c): "
        "with nothing failed it carries 80 %",
    )
    assert judged(square(), utilisation=0.7, survives=0) == (
        False,
        "with nothing failed ac (a ↔ c) carries 80 %",
    )


def test_after_any_single_failure() -> None:
    clause = clause_of(square(), {"of": "traffic", "survives": 1, "utilisation": 0.8})
    assert clause.asks == "survives 1 failure with nothing above 80 %"
    assert clause.why == (
        "after 3 of 10 failures, the worst: duct strikes → 3 links are gone: ab, ac, da → "
        "8 Gbit/s from a to c has no way left (and 1 more flow)"
    )
    assert [f.cause for f in clause.findings] == ["duct", "ab", "ac"]
    assert judged(square(), survives=1, utilisation=0.8, against={"kind": "site"})[0] is True
    assert judged(square(), survives=1, against={"kind": "ship"}) == (None, "no failure counts")
    only = clause_of(square(), {"of": "traffic", "survives": 1, "classes": ["overload"]})
    assert [f.cause for f in only.findings] == ["ab", "ac"]


def test_what_is_accepted_is_borne_until_its_day() -> None:
    accepted = [{"id": "duct", "reason": "dug in May", "until": "2027-03-31"}]
    asks = {"of": "traffic", "survives": 1, "accepted": accepted, "classes": ["structural"]}
    clause = clause_of(square(), asks, today="2027-03-31")
    assert clause.holds is True
    assert clause.why.endswith("accepted: duct until 2027-03-31")
    assert [f.cause for f in clause.borne] == ["duct"]
    assert clause_of(square(), asks, today="2027-04-01").holds is False
    beside = square(accepted=[{**accepted[0], "of": "traffic"}])
    asks = {"of": "traffic", "survives": 1, "classes": ["structural"]}
    assert clause_of(beside, asks, today="2027-03-31").holds is True


def test_two_at_once_are_all_pairs() -> None:
    """With room for 12 no failure is too much alone; b is cut off with both ways to it."""
    document = square(shared_risks=[])
    for name, *_ in LINKS:
        document = changed(document, name, capacity=12)
    assert judged(document, survives=1, utilisation=1)[0] is True
    clause = clause_of(document, {"of": "traffic", "survives": 2, "classes": ["structural"]})
    assert clause.holds is False
    assert [f.involved for f in clause.findings] == [("ab", "bc"), ("ab", "c")]
    assert clause.why == (
        "after 2 of 36 pairs of failures, the worst: ab and bc fail → "
        "4 Gbit/s from a to b has no way left"
    )
    held = judged(document, survives=2, utilisation=1, against={"kind": "site"})
    assert held[0] is True
    assert held[1].startswith("nothing is cut off after 4 failures and any of 6 pairs of them; of")


def test_what_does_nothing_alone_may_do_it_together() -> None:
    """Two feeds of one amplifier: the network feels neither alone."""
    document = changed(square(shared_risks=[]), "ab", needs=[{"any": ["feed-1", "feed-2"]}])
    feeds = [{"id": f"feed-{n}", "needs": []} for n in (1, 2)]
    document["components"] = [*document["components"], *feeds]
    asks = {"of": "traffic", "survives": 2, "utilisation": 1, "against": {"kind": "component"}}
    clause = clause_of(document, asks)
    assert [f.involved for f in clause.findings] == [("feed-1", "feed-2")]
    assert clause.findings[0].reason[:2] == ("feed-1 and feed-2 fail", "1 link is gone: ab")


def test_of_more_than_two_nothing_is_worked_out() -> None:
    roomy = square(shared_risks=[], traffic=[{"from": "a", "to": "c", "demand": 0}])
    why = "of more than 2 failures at once nothing is worked out"
    assert judged(roomy, survives=3) == (None, why)
    assert judged(square(), survives=3)[0] is False


def test_without_capacities_on_the_way_it_is_not_known() -> None:
    document = changed(changed(square(shared_risks=[]), "ac", capacity=None), "cd", capacity=None)
    asks = {"survives": 1, "utilisation": 1, "against": {"kind": "site"}}
    assert judged(document, **asks) == (
        None,
        "1 of 2 links that carry traffic has no capacity: ac",
    )
    assert judged(document, survives=1, against={"kind": "site"}) == (
        True,
        "nothing is cut off after 4 failures; of 3 capacities the most used is ab (a ↔ b): "
        "with nothing failed it carries 40 %; 2 of 5 links without capacity count as wide enough",
    )


def test_what_is_assumed_is_told() -> None:
    document = changed(square(), "ab", assumed={"capacity": "as the others"})
    document["traffic"][0]["guessed"] = "nobody measured it"
    assert judged(document, utilisation=0.8)[1].endswith(
        "1 of 5 capacities is assumed or guessed; 1 of 2 demands is assumed or guessed"
    )


@pytest.mark.parametrize(
    "asks", [{"utilisation": 0.8}, {"survives": 1, "against": {"kind": "site"}}]
)
def test_it_has_to_hold_all_over_the_ranges(asks: Doc) -> None:
    asks = {"of": "traffic", **asks}
    document = square(asks, shared_risks=[])
    document["traffic"][0]["demand"] = {"low": 6, "value": 8, "high": 12}
    (verdict,) = Judged.of(Topology.from_dict(document)).verdicts
    assert [clause.holds for clause in verdict.clauses] == [True, False]
    assert "violated, with " in verdict.clauses[1].why
    document["traffic"][0]["demand"] = {"low": 6, "value": 7, "high": 8}
    (verdict,) = Judged.of(Topology.from_dict(document)).verdicts
    assert verdict.holds is True


# -- wherever findings are shown ------------------------------------------------------------------

ASKS = {"of": "traffic", "survives": 1, "utilisation": 0.8}


def test_every_form_shows_it() -> None:
    study = Study.of(Topology.from_dict(square(ASKS)))
    plain = study_plain(study)
    jsonschema.Draft202012Validator(
        json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
    ).validate(plain)
    traffic = plain["spof"]["traffic"]
    assert traffic["failures"] == 10
    assert [one["id"] for one in traffic["spofs"]] == ["ab", "ac", "duct"]
    assert traffic["spofs"][0]["worst"] == {
        "link": "ac", "from": "a", "to": "c", "utilisation": 1.2,
    }  # fmt: skip
    rows = findings_csv(study.points).splitlines()
    assert rows[1].startswith("traffic,duct,duct,structural,yes,12.0,")
    said = "The traffic falls to 3 of 10 single failures (at most 80 % allowed): 1 structural and"
    report = study_report(study)
    assert f"**{said} 2 overload.**" in report
    assert "| `ab` | fibre | overload |  | 120 % | ab fails → ac (a ↔ c) carries 120 %" in report
    page = report_html(study)
    assert said in page
    assert "8 Gbit/s from a to c has no way left" in page
    (section,) = (s for s in Report(study, {}).sections() if s.id == "traffic")
    assert section.paragraphs[0].startswith(said)
    assert [row[0] for row in section.tables[0].rows]


def test_every_form_shows_modes_nodes_and_what_is_wrong_intact() -> None:
    modes = [{"id": "noisy", "leaves": 0}, {"id": "half", "leaves": 0.5}]
    document = changed(changed(square(ASKS), "ac", modes=modes), "b", capacity=4)
    document["traffic"] = [*document["traffic"], {"from": "d", "to": "b", "demand": 7}]
    document = changed(document, "da", capacity=5)
    study = Study.of(Topology.from_dict(document))
    found = list(study.points.findings())
    assert [f.cause for f in found[:1]] == [""]
    assert {"ac:noisy", "ac:half"} <= {f.cause for f in found}
    plain = study_plain(study)
    jsonschema.Draft202012Validator(
        json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
    ).validate(plain)
    spofs = {one["id"]: one for one in plain["spof"]["traffic"]["spofs"]}
    assert spofs["ac:noisy"]["mode"] is True
    assert spofs["ac:noisy"]["worst"] == {
        "link": "b", "from": None, "to": None, "utilisation": 2.0,
    }  # fmt: skip
    assert plain["spof"]["traffic"]["intact"]["worst"]["link"] == "da"
    assert "| with nothing failed |" in study_report(study)
    assert "ac:noisy" in report_html(study)
    assert findings_csv(study.points).count("traffic,") == len(spofs)


def test_without_findings_every_form_says_so() -> None:
    study = Study.of(Topology.from_dict(square({**ASKS, "against": {"kind": "site"}})))
    assert study.verdicts[0].holds is True
    roomy = Study.of(Topology.from_dict(square(shared_risks=[], traffic=[
        {"from": "a", "to": "b", "demand": 4}])))  # fmt: skip
    said = "None of 9 single failures cuts traffic off or puts anything above 100 %."
    assert f"**{said}**" in study_report(roomy)
    assert said in report_html(roomy)


def test_a_change_that_makes_it_worse_is_told() -> None:
    more = square(ASKS)
    more["traffic"][1]["demand"] = 5
    old, new = (Topology.from_dict(document) for document in (square(ASKS), more))
    effects = Comparison.of(old, new).answers.effects
    assert [(e.turn, e.finding.cause) for e in effects] == [
        (Turn.WORSE, "duct"), (Turn.WORSE, "ab"), (Turn.WORSE, "ac"),
    ]  # fmt: skip
    assert Comparison.of(old, new).answers.is_worse
    back = Comparison.of(new, old).answers
    assert {e.turn for e in back.effects} == {Turn.BETTER}


def test_suites_ask_for_it() -> None:
    topology = Topology.from_dict(square(ASKS))
    with pytest.raises(AssertionError, match=r"duct .* is a single point of failure of the tr"):
        assert_holds(topology)
    with pytest.raises(AssertionError, match="3 findings"):
        assert_no_spof(topology)
    assert_no_spof(topology, except_=dict.fromkeys(("duct", "ab", "ac"), "known"))
    said = [("traffic", ("survives 1 failure with nothing above 80 %",))]
    assert [(a.about, a.clauses) for a in asked(topology)] == said
    verdicts = Judged.of(topology).verdicts
    assert [(v.about, tuple(c.asks for c in v.clauses)) for v in verdicts] == said


@pytest.mark.parametrize("name", ["no-spof", "n-1", "n-2"])
def test_ready_made_sets_ask_it_where_there_is_traffic(name: str) -> None:
    of = [one["of"] for one in profile_objectives(name, square())]
    assert of == ["all", "traffic"]
    assert len(profile_objectives(name, square(traffic=[]))) == 1
    named = square()
    named["components"] = [*named["components"], {"id": "traffic"}]
    assert len(profile_objectives(name, named)) == 1
    document = {**square(), "objectives": profile_objectives(name, square())}
    assert Judged.of(Topology.from_dict(document)).verdicts[-1].holds is False


def test_what_is_done_is_counted_as_much_as_it_takes() -> None:
    before = DONE.work
    traffic = points_of(square(traffic=[{"from": "all", "to": "all", "demand": 1}])).traffic
    assert traffic is not None
    numbers = traffic.can_fail
    traffic.pair_hits(numbers, 1.0)
    # 10 failures and 45 pairs of them, each of 4 nodes to 4 destinations.
    assert DONE.work == before + 10 * 16 // 150 + 45 * 16 // 150


def test_remarks() -> None:
    bare = square()
    for name, *_ in LINKS:
        bare = changed(bare, name, capacity=None)

    def said(document: Doc) -> list[str]:
        return list(remarks(Graph.compile(Topology.from_dict(document))))

    assert said(bare) == [
        "traffic over links of which none has a capacity, so no overload is found"
    ]
    assert said(square()) == []
    unasked = "traffic is not judged, as no objective is of it and others have one"
    assert unasked in said(square({"of": "a", "known": 0.5}))


def test_it_is_no_component() -> None:
    with pytest.raises(TopologyError, match="traffic"):
        points_of({**square(), "traffic": []}, "traffic")


def test_a_file_beside_a_document_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "objectives.json"
    path.write_text(json.dumps({"objectives": [ASKS]}), encoding="utf-8")
    topology = joined(Topology.from_dict(square()), [of_file(path, "objectives")]).topology
    assert Judged.of(topology).verdicts[0].holds is False
