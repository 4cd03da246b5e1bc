"""The gate does not call holding what does not, and a baseline hides nothing that became worse."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.findings.gate import baseline
from topology.findings.gate.checked import Checked, Place, Standing, State
from topology.findings.gate.judging import checked
from topology.findings.objectives.judged import Judged
from topology.findings.objectives.verdicts import asked

Doc = dict[str, Any]
TODAY = "2027-01-31"
PAIR = [{"any": ["x", "y"]}]


class Nowhere:
    """Knows where nothing is described."""

    def of(self, _name: str) -> Place | None:
        return None

    def of_objective(self, _number: int) -> Place | None:
        return None


def part(name: str, *needs: Any, **facts: Any) -> Doc:
    return {"id": name, "needs": list(needs), **facts}


def document(components: list[Doc], *objectives: Doc, **facts: Any) -> Doc:
    return {"name": "Shop", "components": components, "objectives": list(objectives), **facts}


def judged(plain: Doc) -> Checked:
    judgement = Judged.of(Topology.from_dict(plain), today=TODAY)
    return checked(judgement, "shop.json", Nowhere(), today=TODAY)


def later(before: Doc, after: Doc) -> Checked:
    written = baseline.read(baseline.written(judged(before)), "baseline.json")
    return baseline.against([judged(after)], written)[0]


def standings(plain: Doc) -> list[Standing]:
    return [result.standing for result in judged(plain).results]


# -- what nobody can have asked about -------------------------------------------------------------


@pytest.mark.parametrize("clause", [{"survives": 1}, {"survives": 2}, {"rto": "1 h"}])
@pytest.mark.parametrize("kind", ["fiber", "never-fails"])
def test_failures_that_cannot_happen_are_not_survived_but_not_known(clause: Doc, kind: str) -> None:
    shop = [part("pay", "db"), part("db"), part("net", kind="never-fails", fails=False)]
    found = judged(document(shop, {"of": "pay", "against": {"kind": kind}, **clause}))
    assert [result.why for result in found.results] == [
        f"no failure counts: nothing of kind {kind} can fail"
    ]
    assert not found.holds


def test_failures_elsewhere_are_survived() -> None:
    shop = [part("pay", "db"), part("db"), part("cut", kind="fibre")]
    asking = {"of": "pay", "against": {"kind": "fibre"}, "survives": 1, "rto": "1 h"}
    assert standings(document(shop, asking)) == [Standing.HOLDS, Standing.HOLDS]


def test_all_means_what_nobody_knows_anything_of_too() -> None:
    shop = [{"id": "dark"}, part("pay", *PAIR), part("x"), part("y")]
    found = judged(document(shop, {"of": "all", "survives": 1}))
    about = [(result.about, result.standing) for result in found.results]
    assert about == [("dark", Standing.NOT_KNOWN), ("pay", Standing.HOLDS)]
    assert not found.holds


def test_what_will_be_judged_of_all_is_known_before() -> None:
    shop = [{"id": "dark"}, part("pay", *PAIR), part("x"), part("y")]
    topology = Topology.from_dict(document(shop, {"of": "all", "survives": 1, "known": 0.9}))
    verdicts = Judged.of(topology).verdicts
    assert [one.about for one in asked(topology)] == [one.about for one in verdicts]


# -- what is accepted -----------------------------------------------------------------------------


@pytest.mark.parametrize("clause", [{"max_blast": 1}, {"max_loss_per_incident": 50}])
def test_what_is_accepted_for_all_targets_is_borne_by_what_is_asked_of_them_together(
    clause: Doc,
) -> None:
    facts = {"fails": False, "loss_per_hour": 100}
    shop = [part("pay", "db", **facts), part("web", "db", **facts)]
    shop.append(part("db", repair={"time": "1 h"}))
    over = {"id": "db", "reason": "rare", "until": "2027-01-01"}
    accepted = [over, {**over, "until": TODAY}]
    found = judged(document(shop, {"of": ["pay", "web"], **clause}, accepted=accepted))
    assert [result.standing for result in found.results] == [Standing.HOLDS]
    assert [f.accepted.until for f in found.findings if f.accepted] == [TODAY]


# -- which sets of failures count -----------------------------------------------------------------


def test_pairs_that_structure_does_not_bear_are_not_of_another_class() -> None:
    shop = [part("pay", *PAIR), part("x"), part("y")]
    for classes, standing in ([["slow"], Standing.HOLDS], [["structural"], Standing.VIOLATED]):
        asking = {"of": "pay", "survives": 2, "classes": classes}
        assert standings(document(shop, asking)) == [standing], classes


# -- what a baseline bears ------------------------------------------------------------------------


def grown(name: str, amount: int) -> Doc:
    """A document in which one thing is as bad as the amount says."""
    pay: Doc = part("pay", "db", demand=1, fails=False, loss_per_hour=100)
    hours = f"{amount} h"
    if name == "availability":
        db = part("db", fails={"mtbf": "1000 h", "mttr": hours})
        return document([pay, db], {"of": "pay", name: 0.9999})
    if name == "max_downtime_per_year":
        db = part("db", fails={"mtbf": "1000 h", "mttr": hours})
        return document([pay, db], {"of": "pay", name: "1 h"})
    if name == "cold_start_within":
        shop = [{**pay, "start": {}}, part("db", start={"time": hours})]
        return document(shop, {"of": "pay", name: "1 h"})
    if name == "max_loss_per_incident":
        return document([pay, part("db", repair={"time": hours})], {"of": "pay", name: 50})
    if name == "max_blast":
        more = [part(f"more-{number}", "db") for number in range(amount)]
        return document([pay, part("db"), *more], {"of": "pay", name: 1})
    both = [part("x", capacity=100), part("y", capacity=100)]
    shop = [part("pay", *PAIR, demand=10 * amount, fails=False), *both]
    return document(shop, {"of": "pay", "headroom": 0.1})


CLAUSES = (
    "availability",
    "max_downtime_per_year",
    "cold_start_within",
    "max_loss_per_incident",
    "max_blast",
    "headroom",
)


@pytest.mark.parametrize("name", CLAUSES)
@pytest.mark.parametrize("after", [2, 3, 9])
def test_a_baseline_bears_a_clause_as_far_as_it_was_from_holding(name: str, after: int) -> None:
    found = later(grown(name, 3), grown(name, after))
    assert found.holds is (after <= 3)
    state = State.WORSE if after > 3 else State.UNCHANGED
    assert {one.state for one in found.findings} == {state}


def test_a_measure_that_is_known_no_more_may_be_worse() -> None:
    before, after = grown("availability", 3), grown("availability", 3)
    del after["components"][1]["fails"]
    assert [one.state for one in later(before, after).findings] == [State.WORSE]


@pytest.mark.parametrize("single", [False, True])
def test_a_baseline_hides_no_new_pair(single: bool) -> None:
    both = [part("x"), part("y"), part("z"), part("db"), part("a"), part("b")]
    needs = [{"any": ["a", "b"]}, *(["db"] if single else [])]
    before = document([part("pay", {"any": ["x", "y", "z"]}, *needs), *both])
    after = document([part("pay", *PAIR, *needs), *both])
    for one in before, after:
        one["objectives"] = [{"of": "pay", "survives": 2}]
    found = later(before, after)
    assert [one.message for one in found.failing] == ["x and y at once take down pay"]
    assert later(before, before).holds
