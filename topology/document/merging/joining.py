"""Parts of several documents that are about one thing, joined field by field.

Needs are united and never their alternatives; what a shared risk hits and tags are united; names,
descriptions and sources never contradict; of all else the surest value holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from topology.document.merging.entries import (
    as_object,
    canonical,
    content,
    crowded,
    key_of,
    parts_field,
    shortest,
    simplest,
    words,
)
from topology.document.merging.facts import KNOWN, Fact, Ledger, Part, Sure, marked
from topology.document.merging.members import OF_MEMBERS, check_members, of_members
from topology.errors import printable
from topology.sources.imports.draft import united

Plain = dict[str, Any]
FIRST = ("name", "description", "$schema")
"""Of these the first in alphabetical order is as good as any other."""
UNITED = ("tags", "hits", "sources")
"""Lists of which each document has a part."""
VAGUE_KINDS = ("component", "shared-risk", "node", "service")
"""Kinds by which nothing is said against another one, the vaguest first."""
LINK = ("connects", "one_way")
"""What makes a link is one fact."""
IDS = ("id", "of", "on", "reach")
"""By what parts are the same, which all of them have."""
HANDLED = (*LINK, "assumed", "guessed", "needs", "hard")
"""What is joined in a way of its own."""


class Joiner:
    """Joins parts; what contradicts goes into the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.united: list[str] = []
        """Of which components needs of several documents were united."""

    def part(self, place: str, parts: Sequence[Part], around: Sure = KNOWN) -> Plain:
        """One part of several; `around` is how sure that is of which it becomes a part."""
        whole = min(part.sure for part in parts)
        found: Plain = {}
        sure: dict[str, Sure] = {}
        before = len(self.ledger.conflicts)
        for name in _names(parts):
            facts = [part.fact(name) for part in parts if name in part.fields]
            if name in OF_MEMBERS:
                facts = [*of_members(name, parts, found.get("count", 1))]
            if name == "needs":
                found[name], sure[name] = self._needs(place, parts, whole)
            elif name == "connects":
                link, sure[name] = self._link(place, parts)
                found.update(link)
            elif name not in HANDLED and not _holds_parts(name, facts):
                found[name], sure[name] = self._value(place, name, facts)
        if "on" in found:
            self._hard(place, parts, found, sure)
        elif (field := parts_field(parts[0].fields)) is not None:
            found[field] = self._alternatives(place, field, parts, whole)
        if len(self.ledger.conflicts) == before:
            check_members(place, parts, found, self.ledger)
        return marked(found, whole, around, sure)

    def _value(self, place: str, name: str, facts: Sequence[Fact]) -> tuple[Any, Sure]:
        """The value of a field, and how sure it is."""
        if name in IDS:
            return facts[0].value, KNOWN
        if name == "source":
            return _sources(facts), KNOWN
        if name in FIRST:
            return _first(facts)
        if name == "kind":
            facts = _most_exact(facts)
        if name in UNITED and all(isinstance(fact.value, list) for fact in facts):
            return _all(facts)
        fact = self.ledger.chosen(place, name, facts)
        return fact.value, fact.sure

    # -- links --------------------------------------------------------------------------------

    def _link(self, place: str, parts: Sequence[Part]) -> tuple[Plain, Sure]:
        facts = [
            Fact(part.file, _ends(part.fields), part.sure_of("connects"))
            for part in parts
            if "connects" in part.fields
        ]
        fact = self.ledger.chosen(place, "connects", facts)
        return fact.value, fact.sure

    # -- needs --------------------------------------------------------------------------------

    def _needs(
        self, place: str, parts: Sequence[Part], whole: Sure
    ) -> tuple[list[str | Plain], Sure]:
        stated = [part for part in parts if "needs" in part.fields]
        lists = [part for part in stated if part.fields["needs"]]
        none = [part for part in stated if not part.fields["needs"]]
        if not lists or (none and not self._has_needs(place, lists, none)):
            return [], min(part.sure_of("needs") for part in none)
        if len(lists) > 1:
            self.united.append(place)
            self.ledger.worth_a_look.extend(_beside_choices(place, lists))
        of = [
            Part(part.file, as_object(entry), part.sure_of("needs"))
            for part in lists
            for entry in part.fields["needs"]
        ]
        # What is said of a list is said of each entry.
        return self._entries(place, of, whole), whole

    def _has_needs(self, place: str, lists: Sequence[Part], none: Sequence[Part]) -> bool:
        """Whether the needs of some hold where others say that there are none."""
        listed = [
            Part(part.file, as_object(entry), part.sure_of("needs")).sure
            for part in lists
            for entry in part.fields["needs"]
        ]
        nothing = min(part.sure_of("needs") for part in none)
        if min(listed)[0] < nothing[0]:
            self.ledger.surer.append(f"{place}: needs that are surer than that it has none")
            return True
        facts = [part.fact("needs") for part in (*lists, *none)]
        said = f"{place}: needs is [], which is nothing, in {_in(none)}, and a list in {_in(lists)}"
        file = self.ledger.believed("needs", {fact.file for fact in facts})
        if file is None:
            self.ledger.conflicts.append(said)
            return True
        self.ledger.settled.append(f"{said}: {file} is believed")
        return any(part.file == file for part in lists)

    def _entries(self, place: str, parts: Sequence[Part], around: Sure) -> list[str | Plain]:
        """Requirements, each once; those that one document has twice are what they say exactly."""
        by_file: dict[str, list[Plain]] = {}
        for part in parts:
            by_file.setdefault(part.file, []).append(part.fields)
        twice = {key for entries in by_file.values() for key in crowded(entries)}
        groups: dict[str, list[Part]] = {}
        for part in parts:
            key = key_of(part.fields)
            groups.setdefault(content(part.fields) if key in twice else key, []).append(part)
        joined = (self._entry(place, group, around) for _, group in sorted(groups.items()))
        return sorted(map(shortest, joined), key=_order)

    def _entry(self, place: str, group: Sequence[Part], around: Sure) -> Plain:
        if len({_form(part.fields) for part in group}) > 1:
            # One says `a`, another `any of a`.
            group = [Part(part.file, simplest(part.fields), part.around) for part in group]
        return self.part(f"{place} → {words(group[0].fields)}", group, around)

    def _alternatives(
        self, place: str, field: str, parts: Sequence[Part], whole: Sure
    ) -> list[str | Plain]:
        """The parts of a compound requirement, which are the same in all documents."""
        first = min(parts, key=lambda part: content(part.fields)).fields[field]
        if crowded(first):
            return list(first)
        by_key: dict[str, list[Part]] = {}
        for part in parts:
            for entry in part.fields[field]:
                by_key.setdefault(key_of(entry), []).append(
                    Part(part.file, as_object(entry), part.sure)
                )
        keys = list(map(key_of, first))
        order = keys if field == "first_of" else sorted(keys)
        return [shortest(self._entry(place, by_key[key], whole)) for key in order]

    def _hard(self, place: str, parts: Sequence[Part], found: Plain, sure: dict[str, Sure]) -> None:
        """Hard where any of the surest is: of two needs of one thing the stronger holds."""
        facts = [
            Fact(part.file, part.fields.get("hard", True), part.sure_of("hard")) for part in parts
        ]
        surest = min(fact.degree for fact in facts)
        best = [fact for fact in facts if fact.degree is surest]
        is_hard = any(fact.value for fact in best)
        if len({fact.value for fact in best}) > 1:
            file = self.ledger.believed("hard", {fact.file for fact in best})
            is_hard = any(f.value for f in best if file in (None, f.file))
            who = f"{file} is believed" if file else "hard is kept"
            self.ledger.settled.append(f"{place}: hard in one document and not in another: {who}")
        if not is_hard:
            found["hard"] = False
            sure["hard"] = min(fact.sure for fact in best if not fact.value)


def _names(parts: Iterable[Part]) -> list[str]:
    """The fields of parts, in the order in which documents have them, own words last."""
    found = dict.fromkeys(name for part in parts for name in part.fields)
    return sorted(found, key=lambda name: (_LAST.get(name, 5), name.startswith("x-"), name))


_LAST = {"id": 0, "of": 0, "on": 0, "name": 1, "kind": 2, "needs": 6, "source": 7}
"""Where a field stands among the others, which are in the middle."""


def _form(entry: Plain) -> str:
    """Which of the forms a requirement has."""
    return parts_field(entry) or next(name for name in ("on", "reach") if name in entry)


def _holds_parts(name: str, facts: Sequence[Fact]) -> bool:
    """Whether a field holds the parts of a compound requirement."""
    forms = ("all", "any", "of", "first_of", "split")
    return name in forms and all(isinstance(fact.value, list) for fact in facts)


def _ends(fields: Plain) -> Plain:
    """The ends of a link: in any order if it leads both ways."""
    if fields.get("one_way") is True:
        return {"connects": list(fields["connects"]), "one_way": True}
    return {"connects": sorted(fields["connects"])}


def _sources(facts: Sequence[Fact]) -> str:
    texts = {fact.value for fact in facts}
    return united(*texts) if len(texts) > 1 else texts.pop()


def _most_exact(facts: Sequence[Fact]) -> list[Fact]:
    """The kinds that say most: where one is `service` and one `cache`, it is a cache."""
    exact = [fact for fact in facts if fact.value not in VAGUE_KINDS]
    if exact:
        return exact
    most = max(VAGUE_KINDS.index(fact.value) for fact in facts)
    return [fact for fact in facts if fact.value == VAGUE_KINDS[most]]


def _first(facts: Sequence[Fact]) -> tuple[Any, Sure]:
    fact = min(facts, key=lambda fact: (canonical(fact.value), fact.sure))
    return fact.value, fact.sure


def _all(facts: Sequence[Fact]) -> tuple[list[str], Sure]:
    """The union of lists; as sure as the surest if those have all of it."""
    whole = {one for fact in facts for one in fact.value}
    surest = min(fact.degree for fact in facts)
    sure = {one for fact in facts if fact.degree is surest for one in fact.value}
    pick: Callable[..., Sure] = min if sure == whole else max
    return sorted(whole), pick(fact.sure for fact in facts)


def _in(parts: Iterable[Part]) -> str:
    return ", ".join(sorted({part.file for part in parts}))


def _order(entry: str | Plain) -> tuple[str, str]:
    return key_of(entry), content(entry)


def _beside_choices(place: str, lists: Sequence[Part]) -> Iterable[str]:
    """Where one document needs what another has as one alternative among several."""
    alone: dict[str, set[str]] = {}
    for file, entry in _listed(lists):
        if "on" in entry:
            alone.setdefault(entry["on"], set()).add(file)
    for file, entry in _listed(lists):
        field = parts_field(entry)
        for one in map(as_object, entry[field] if field not in (None, "all") else ()):
            files = alone.get(one.get("on", ""), set())
            if files and file not in files:
                yield (
                    f"{place} needs {printable(one['on'])} in {min(files)} and {words(entry)} in "
                    f"{file}: both are kept"
                )


def _listed(lists: Sequence[Part]) -> Iterator[tuple[str, Plain]]:
    for part in lists:
        yield from ((part.file, as_object(entry)) for entry in part.fields["needs"])
