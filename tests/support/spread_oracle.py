"""What a topology means whose members stand in places: every member a component of its own.

Written from the reference: a member needs the place where it stands, the entry needs `quorum` of
its members, a risk that hits the entry hits all of them. What fails of an entry is the worst choice
of so many members. Slow, and shares nothing with the package under test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations, product

from tests.support import oracles
from tests.support.oracles import Doc


def members_of(component: Doc) -> list[str]:
    return [f"{component['id']}#{number}" for number in range(component["count"])]


def is_spread(component: Doc) -> bool:
    return "spread" in component


def expanded(doc: Doc) -> Doc:
    """The same document with each member of what is spread listed for itself."""
    found: list[Doc] = []
    for component in doc["components"]:
        if not is_spread(component):
            found.append(component)
            continue
        names, places = members_of(component), component["spread"]
        for turn, name in enumerate(names):
            member = {"id": name, "kind": "member", "needs": [places[turn % len(places)]]}
            found.append(member | {k: v for k, v in component.items() if k == "fails"})
        kept = {k: v for k, v in component.items() if k not in ("count", "quorum", "spread")}
        enough = {"at_least": component.get("quorum", 1), "of": names}
        found.append({**kept, "fails": False, "needs": [enough, *component.get("needs", [])]})
    risks = []
    spread = {c["id"]: c for c in doc["components"] if is_spread(c)}
    for risk in doc.get("shared_risks", []):
        hits = oracles.hit_by(doc, risk["id"])
        more = {name for hit in hits & spread.keys() for name in members_of(spread[hit])}
        risks.append({**risk, "hits": sorted(hits | more)})
    return {**doc, "components": found, "shared_risks": risks}


def choices(doc: Doc, failed: Iterable[str]) -> Iterator[list[str]]:
    """The failures in the expanded document that these may be."""
    spread = {c["id"]: c for c in doc["components"] if is_spread(c)}
    times = Counter(failed)
    plain = [name for name in times.elements() if name not in spread]
    some = [
        combinations(members_of(spread[name]), min(number, spread[name]["count"]))
        for name, number in times.items()
        if name in spread
    ]
    for chosen in product(*some):
        yield plain + [name for group in chosen for name in group]


def down(doc: Doc, failed: Iterable[str]) -> set[str]:
    """What is down after the worst choice of members."""
    whole = expanded(doc)
    of_each = [oracles.down(whole, chosen) for chosen in choices(doc, list(failed))]
    return max(of_each, key=len) & set(oracles.components(doc))


def single_points(doc: Doc, target: str) -> set[str]:
    can_fail = {c["id"] for c in doc["components"] if c.get("fails") is not False} - {target}
    risks = set(oracles.shared_risks(doc))
    return {cause for cause in can_fail | risks if target in down(doc, [cause])}


def start_up(doc: Doc) -> set[str]:
    return oracles.start_up(expanded(doc)) & set(oracles.components(doc))


def failing_sets(doc: Doc, target: str) -> list[frozenset[str]]:
    """The minimal sets of single failures, members one by one, that take a target down.

    Its own failure, or that of its members, is left out.
    """
    whole = expanded(doc)
    own = {
        target,
        *(
            n
            for c in doc["components"]
            if c["id"] == target and is_spread(c)
            for n in members_of(c)
        ),
    }
    can_fail = sorted(
        {c["id"] for c in whole["components"] if c.get("fails") is not False} - own
        | set(oracles.shared_risks(doc))
    )
    found: list[frozenset[str]] = []
    for size in range(len(can_fail) + 1):
        for chosen in map(frozenset, combinations(can_fail, size)):
            if any(known <= chosen for known in found):
                continue
            if target in oracles.down(whole, chosen):
                found.append(chosen)
    return found


def unavailability(doc: Doc, target: str, q: dict[str, float]) -> float:
    """By all states of all that can fail; `q` by id, that of an entry for each of its members."""
    whole = expanded(doc)
    ids = [c["id"] for c in whole["components"] if c.get("fails") is not False]
    ids += list(oracles.shared_risks(doc))
    chances = [(name, q.get(name.partition("#")[0], 0.0)) for name in ids]
    chances = [(name, chance) for name, chance in chances if chance]
    total = 0.0
    for states in product((False, True), repeat=len(chances)):
        failed = [name for (name, _), is_down in zip(chances, states, strict=True) if is_down]
        if target in oracles.down(whole, failed):
            chance = 1.0
            for (_, one), is_down in zip(chances, states, strict=True):
                chance *= one if is_down else 1.0 - one
            total += chance
    return total
