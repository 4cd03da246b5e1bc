"""What a shared risk hits no more: replicas apart from one operator action, place or release."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from topology.document.options.choices import Choice, Raw
from topology.finding import FailureClass, Rule
from topology.remedy.suggestions.matter import Matter
from topology.values.units import counted, percent

KIND = "apart"
PARTS = 1_000
"""A share of members is said in so many parts."""


def made(matter: Matter) -> Iterator[Choice]:
    """For each shared risk at hand what it may spare, the worst first; then what is not apart."""
    for name in matter.cause_ids:
        if name in matter.risks and not matter.risks[name].get("raises"):
            yield from _spared(matter, name)
            yield from _in_parts(matter, name)
    yield from _moved(matter)


def _spared(matter: Matter, risk: str) -> Iterator[Choice]:
    hits = matter.hits[risk]
    targets = {c.target for c in matter.of(FailureClass.STRUCTURAL) if c.id == risk}
    for spared in hits if len(hits) > 1 else ():
        still = matter.graph.down(
            n
            for n in hits
            if n != spared
            for _ in range(matter.graph.spare(matter.graph.index[n]) + 1)
        )
        if targets - still or not targets:
            others = counted(len(hits) - 1, "other")
            yield matter.choice(
                KIND,
                f"{risk}:{spared}",
                f"{spared} apart from {risk}, which strikes it with {others} now",
                spare={risk: (spared,)},
            )


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
