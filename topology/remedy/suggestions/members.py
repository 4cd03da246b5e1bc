"""One more of what fails: a member of a `count`, or an alternative in another place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from topology.document.options.choices import Choice, Raw
from topology.findings.objectives.clauses import few_words
from topology.remedy.suggestions.matter import Matter
from topology.remedy.suggestions.needs import Entry, entries, names_in
from topology.values.units import counted, figure

KIND = "member"


def made(matter: Matter) -> Iterator[Choice]:
    """What goes down with the failures at hand, one more of each: the worst failure first."""
    members = _Members(matter)
    done: set[str] = set()
    for cause in matter.cause_ids:
        for name in members.about(cause):
            if name not in done:
                done.add(name)
                yield from members.of(name)


class _Members:
    def __init__(self, matter: Matter) -> None:
        self._matter = matter

    @cached_property
    def _naming(self) -> dict[str, list[Entry]]:
        """The entries that name each component."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for component in self._matter.components.values():
            for entry in entries(component):
                if entry.name is not None and entry.is_hard:
                    found[entry.name].append(entry)
        return found

    def about(self, cause: str) -> list[str]:
        """What goes down with a failure, what fails by itself first; else what limps or is late."""
        matter = self._matter
        own = cause if cause in matter.components else matter.mode_of(cause)
        first = [own] if own else list(matter.hits.get(cause, ()))
        lost = matter.lost_with(cause)
        return list(dict.fromkeys([*first, *(n for n in matter.components if n in lost)]))

    def of(self, name: str) -> Iterator[Choice]:
        """One more member where a single one is too much, and a second one elsewhere."""
        matter, item = self._matter, self._matter.components[name]
        if "connects" in item:
            return
        if name in matter.cause_ids and item.get("fails") is not False:
            yield from self._one_more(item)
        if naming := self._naming.get(name):
            yield self._second(item, naming)

    def _one_more(self, item: Raw) -> Iterator[Choice]:
        count, quorum = item.get("count", 1), item.get("quorum", 1)
        if not isinstance(count, int) or not isinstance(quorum, int):
            return
        more = max(count, quorum) + 1
        change: dict[str, Any] = {"count": more}
        words = f"{more:,} members of {item['id']} instead of {count:,}"
        capacity = item.get("capacity")
        if isinstance(capacity, int | float) and capacity:
            change["capacity"] = capacity * more / count
            words += f", each of which carries {figure(capacity / count)} {self._unit}"
        words += f": {counted(quorum, 'is', 'are')} needed"
        yield self._matter.choice(KIND, item["id"], words, change={item["id"]: change})

    @property
    def _unit(self) -> str:
        return self._matter.topology.load_unit or "of load"

    def _second(self, item: Raw, naming: list[Entry]) -> Choice:
        matter, name = self._matter, item["id"]
        twin = matter.twin(name)
        change: dict[str, dict[str, Any]] = {}
        for entry in naming:
            change.setdefault(entry.owner["id"], {}).update(entry.beside(twin["id"]))
        return matter.choice(
            KIND,
            twin["id"],
            f"a second {name}, {_where(item, twin)}, for {', '.join(sorted(change))}: "
            f"{twin['id']}, apart from what strikes the first",
            add={"components": [twin]},
            change=change,
            spare=matter.spared(twin, matter.risks_of(name)),
        )


def _where(first: Raw, twin: Raw) -> str:
    """Where it stands, and what the first needs that it has its own of."""
    place = f"in {twin['location']}" if "location" in twin else "in another place"
    kept = frozenset().union(*map(names_in, twin.get("needs", ())))
    own = sorted(frozenset().union(*map(names_in, first.get("needs", ()))) - kept)
    return f"{place} with its own of {few_words(own)}" if own else place
