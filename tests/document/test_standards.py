"""What objectives ask of each target: whom they mean, and the strictest of each."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from topology.document.document import Topology
from topology.document.standards import Standard
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.verdicts import verdicts, worked_out
from topology.findings.single_points import SinglePoints

Doc = dict[str, Any]
KINDS = ("web", "db", "grid")


def drawn(random: Random) -> list[Doc]:
    """Components of some kinds, without circles; the first have demand."""
    made: list[Doc] = []
    for n in range(random.randint(3, 7)):
        later = [f"c{m}" for m in range(n + 1, 8) if random.random() < 0.4]
        made.append({"id": f"c{n}", "kind": random.choice(KINDS), "needs": later})
    known = {c["id"] for c in made}
    for c in made:
        c["needs"] = [name for name in c["needs"] if name in known]
        if random.random() < 0.5:
            c["criticality"] = random.randint(1, 3)
        if random.random() < 0.5:
            c["repair"] = {"time": f"{random.randint(1, 5)} h"}
    for c in made[:2]:
        c["demand"] = 1
    return made


def asked(random: Random) -> Doc:
    every: Doc = {
        "survives": random.randint(1, 2),
        "rto": f"{random.randint(1, 5)} h",
        "no_start_up_deadlock": True,
        "no_recovery_deadlock": True,
        "cold_start_within": "1 h",
        "known": random.choice([0.3, 0.9]),
        "weight": random.randint(1, 3),
        "max_downtime_per_year": f"{random.randint(1, 9)} h",
        "availability": random.choice([0.9, 0.999]),
        "accepted": [
            {"id": random.choice(["c0", "c1", "c2"]), "reason": "r", "until": "2030-01-01"}
        ],
    }
    return {key: value for key, value in every.items() if random.random() < 0.5}


def typed(components: list[Doc], *objectives: Doc) -> Topology:
    return Topology.from_dict({"components": components, "objectives": list(objectives)})


def judged(topology: Topology) -> dict[tuple[str, str], set[tuple[Clause, ...]]]:
    """By target, with the clauses; those about several under their rules."""
    points = SinglePoints.of(topology)
    known, sets = worked_out(points)
    found: dict[tuple[str, str], set[tuple[Clause, ...]]] = {}
    for verdict in verdicts(points, sets, known):
        rules = "" if verdict.target else " ".join(clause.rule for clause in verdict.clauses)
        found.setdefault((verdict.target, rules), set()).add(verdict.clauses)
    return found


def anywhere(standard: Standard) -> Standard:
    """Without where its objectives stand, and what is accepted in whatever order."""
    accepted = tuple(sorted(standard.accepted, key=lambda entry: entry.id))
    return replace(standard, objectives=(), accepted=accepted)


seeds = st.integers(0, 10**6)
few = settings(max_examples=examples(15))


@few
@given(seeds)
def test_a_selection_is_the_list_of_what_it_selects(seed: int) -> None:
    random = Random(seed)
    components, clauses = drawn(random), asked(random)
    field = random.choice(["kind", "criticality"])
    value = random.choice(KINDS) if field == "kind" else random.randint(1, 3)
    chosen = [c["id"] for c in components if c.get(field) == value]
    if not chosen:
        return
    selected = typed(components, {"of": {field: value}, **clauses})
    listed = typed(components, {"of": chosen, **clauses})
    assert dict(selected.standards) == dict(listed.standards)
    one, other = judged(selected), judged(listed)
    assert {key: {c for (c, *_) in found if found} for key, found in one.items()} == {
        key: {c for (c, *_) in found if found} for key, found in other.items()
    }


@few
@given(seeds)
def test_all_is_each_target_one_by_one(seed: int) -> None:
    """Of what is asked of each by itself; of all together the whole document is meant."""
    random = Random(seed)
    components, clauses = drawn(random), asked(random)
    targets = [c["id"] for c in components if c.get("demand")]
    every = typed(components, {"of": "all", **clauses})
    each = typed(components, *({"of": name, **clauses} for name in targets))
    assert {n: anywhere(s) for n, s in every.standards.items()} == {
        n: anywhere(s) for n, s in each.standards.items()
    }
    one, other = judged(every), judged(each)
    for name in targets:
        assert one.get((name, "")) == other.get((name, ""))


@few
@given(seeds)
def test_the_order_of_objectives_does_not_matter(seed: int) -> None:
    random = Random(seed)
    components = drawn(random)
    objectives = [
        {"of": random.choice(["all", "c0", ["c0", "c1"], {"kind": "web"}]), **asked(random)}
        for _ in range(3)
    ]
    one = typed(components, *objectives)
    random.shuffle(objectives)
    other = typed(components, *objectives)
    assert {n: anywhere(s) for n, s in one.standards.items()} == {
        n: anywhere(s) for n, s in other.standards.items()
    }
    assert judged(one) == judged(other)


@few
@given(seeds)
def test_of_several_objectives_the_strictest_of_each(seed: int) -> None:
    random = Random(seed)
    components = drawn(random)
    objectives = [{"of": "c0", **asked(random)} for _ in range(3)]
    topology = typed(components, *objectives)
    standard, given_ = topology.standards["c0"], topology.objectives
    assert standard.survives == max((o.survives for o in given_ if o.survives), default=None)
    assert standard.rto == min((o.rto for o in given_ if o.rto), default=None)
    assert standard.weight == max(o.weight for o in given_)
    assert {e.id for e in standard.accepted} == {e.id for o in given_ for e in o.accepted}
    ups = [o.availability for o in given_ if o.availability is not None]
    downs = [o.max_downtime_per_year for o in given_ if o.max_downtime_per_year is not None]
    ups += [1 - down_s / (8760 * 3600) for down_s in downs]
    assert standard.up == (pytest.approx(max(ups)) if ups else None)
    assert standard.asks_chance is bool(ups)
