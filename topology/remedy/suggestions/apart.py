"""What a shared risk hits no more: replicas apart from one operator action, place or release."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from topology.document.options.choices import Choice, Raw
from topology.finding import FailureClass, Rule
from topology.remedy.suggestions.matter import Matter
from topology.values.units import counted, percent

KIND = "apart"
MOST_HIT = 200
"""Of more it is not looked for the fewest that have to be spared."""
PARTS = 1_000
"""A share of members is said in so many parts."""


def made(matter: Matter) -> Iterator[Choice]:
    """For each shared risk at hand what it may spare, the worst first; then what is not apart."""
    for name in matter.cause_ids:
        if name in matter.risks and not matter.risks[name].get("raises"):
            yield from _in_parts(matter, name)
            yield from _spared(matter, name)
    yield from _moved(matter)


def _spared(matter: Matter, risk: str) -> Iterator[Choice]:
    """One thing that it hits where that suffices, else as few as do; never all of it."""
    hits = matter.hits[risk]
    targets = frozenset(c.target for c in matter.of(FailureClass.STRUCTURAL) if c.id == risk)
    sets: list[tuple[str, ...]] = [
        (name,) for name in hits if _saves(matter, hits, (name,), targets)
    ]
    if not sets and len(hits) <= MOST_HIT:
        sets = [_fewest(matter, hits, targets)]
    for spared in sets:
        if not 0 < len(spared) < len(hits):
            continue
        others = counted(len(hits) - len(spared), "other")
        yield matter.choice(
            KIND,
            f"{risk}:{'+'.join(spared)}",
            f"{' and '.join(spared)} apart from {risk}, which strikes {others} as well",
            spare={risk: spared},
        )


def _fewest(matter: Matter, hits: tuple[str, ...], targets: frozenset[str]) -> tuple[str, ...]:
    """Of which none can be left out; what stands first is left out before."""
    spared = hits
    for name in hits:
        fewer = tuple(n for n in spared if n != name)
        if _saves(matter, hits, fewer, targets, every=True):
            spared = fewer
    return spared


def _saves(
    matter: Matter,
    hits: tuple[str, ...],
    spared: tuple[str, ...],
    targets: frozenset[str],
    *,
    every: bool = False,
) -> bool:
    """Whether a target, or each, is up when the rest is hit; where none goes down, any may help."""
    graph = matter.graph
    members = {n: graph.spare(graph.index[n]) + 1 for n in hits if n not in spared}
    down = graph.down(name for name, number in members.items() for _ in range(number))
    return not targets or (not targets & down if every else bool(targets - down))


def _in_parts(matter: Matter, risk: str) -> Iterator[Choice]:
    """The largest share of members that leaves each its quorum, where all that it hits has more."""
    components = [matter.components[name] for name in matter.hits[risk]]
    some = [share for share in map(_to_spare, components) if share]
    if not some or matter.risks[risk].get("parts", 1.0) != 1.0:
        return
    share = floor(min(some) * PARTS) / PARTS
    if share > 0:
        words = f"{risk} strikes {percent(share)} of the members at a time instead of all"
        yield matter.choice(KIND, risk, words, change={risk: {"parts": share}})


def _to_spare(item: Raw) -> float:
    count, quorum = item.get("count", 1), item.get("quorum", 1)
    if not isinstance(count, int) or not isinstance(quorum, int):
        return 0.0
    return max(0, count - quorum) / count


def _moved(matter: Matter) -> Iterator[Choice]:
    done: set[str] = set()
    findings = (f for v in matter.judged.verdicts for c in v.clauses for f in c.findings)
    for finding in findings:
        if finding.rule is not Rule.NOT_APART:
            continue
        for name in finding.involved[1:]:
            item = matter.components[name]
            if name in done or "location" not in item:
                continue
            done.add(name)
            place = _free_place(matter, [matter.components[n] for n in finding.involved], item)
            words = f"{name} in {place} instead of {item['location']}"
            yield matter.choice(KIND, name, words, change={name: {"location": place}})


def _free_place(matter: Matter, others: list[Raw], item: Raw) -> str:
    """Another place of its kind, in which none of the others stands; else one that is new."""
    full = {other.get("location") for other in others}
    alike = (
        c.get("location") for c in matter.components.values() if c.get("kind") == item.get("kind")
    )
    known = sorted({place for place in alike if place} - full)
    return known[0] if known else f"apart from {item['location']}"
