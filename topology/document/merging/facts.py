"""Facts of several documents about one thing: which of them holds, and how surely.

Known goes before assumed, assumed before guessed. What is equally sure and differs is a conflict,
unless somebody says whom to believe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from topology.document.merging.entries import canonical, parts_field
from topology.errors import printable, quoted
from topology.values.degrees import Degree

Plain = dict[str, Any]
Sure = tuple[Degree, str]
"""How sure something is, and why it is not known."""
KNOWN: Sure = (Degree.KNOWN, "")
GUESSED = "guessed: "
"""How the reason for a single field begins that is guessed, as `assumed` has it."""
MOST_SHOWN = 60
ANY_FIELD = "*"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value as one document states it, and how sure that is."""

    file: str
    value: Any
    sure: Sure

    @property
    def degree(self) -> Degree:
        """How sure the value is, with what stands in the value itself."""
        inside = isinstance(self.value, dict) and "assumed" in self.value
        return max(self.sure[0], Degree.ASSUMED if inside else Degree.KNOWN)

    @property
    def meant(self) -> str:
        """The value itself, as text."""
        if isinstance(self.value, dict):
            return canonical({k: v for k, v in self.value.items() if k != "assumed"})
        return canonical(self.value)


@dataclass(frozen=True, slots=True)
class Part:
    """A component, a risk, a requirement or the like as one document has it."""

    file: str
    fields: Plain
    around: Sure = KNOWN
    """How sure that is of which it is a part."""

    @property
    def sure(self) -> Sure:
        """How sure it is as a whole."""
        if isinstance(guessed := self.fields.get("guessed"), str):
            return Degree.GUESSED, guessed
        if isinstance(assumed := self.fields.get("assumed"), str):
            return Degree.ASSUMED, assumed
        name = naming(self.fields)
        return _read(self.fields["assumed"][name]) if self.says_of(name) else self.around

    def sure_of(self, name: str) -> Sure:
        """How sure one of its fields is."""
        if not self.says_of(name):
            return self.sure
        return _read(self.fields["assumed"][name])

    def says_of(self, name: str) -> bool:
        """Whether it says of that field by itself how sure it is."""
        reasons = self.fields.get("assumed")
        return isinstance(reasons, dict) and name in reasons

    def fact(self, name: str) -> Fact:
        """One of its fields."""
        return Fact(self.file, self.fields[name], self.sure_of(name))


@dataclass(slots=True)
class Ledger:
    """Whom to believe, and what came of it: conflicts, what was settled, what was surer."""

    prefer: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By field, or `*` for any, the files that are believed, the first that states it."""
    conflicts: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    surer: list[str] = field(default_factory=list)
    worth_a_look: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """The preferences that settled something."""

    def chosen(self, place: str, name: str, facts: Sequence[Fact]) -> Fact:
        """The fact that holds. What cannot be told is among `conflicts`."""
        surest = min(fact.degree for fact in facts)
        best = [fact for fact in facts if fact.degree is surest]
        gave_way = [fact for fact in facts if fact.meant not in {one.meant for one in best}]
        if gave_way and len({fact.meant for fact in best}) == 1:
            self.surer.append(f"{place}: {name} {_told(best)} goes before {_told(gave_way)}")
        if len({fact.meant for fact in best}) > 1:
            best = self._preferred(place, name, best)
        return min(best, key=lambda fact: (fact.degree, fact.sure, canonical(fact.value)))

    def _preferred(self, place: str, name: str, facts: Sequence[Fact]) -> list[Fact]:
        said = ", ".join(f"{_shown(one[0].value)} in {_files(one)}" for one in _by_value(facts))
        file = self.believed(name, {fact.file for fact in facts})
        if file is None:
            self.conflicts.append(f"{place}: {name} is {said}")
            return list(facts)
        believed = [fact for fact in facts if fact.file == file]
        self.settled.append(f"{place}: {name} is {said}: {file} is believed")
        return believed

    def believed(self, name: str, files: Iterable[str]) -> str | None:
        """The file that is believed about a field."""
        there = set(files)
        for about in (name, ANY_FIELD):
            for file in self.prefer.get(about, ()):
                if file in there:
                    self.used.add(about)
                    return file
        return None


def _by_value(facts: Sequence[Fact]) -> list[list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.file, fact.meant)):
        found.setdefault(fact.meant, []).append(fact)
    return list(found.values())


def _told(facts: Sequence[Fact]) -> str:
    """Values with how sure they are: `1 (known in a.yaml)`."""
    return ", ".join(
        f"{_shown(one[0].value)} ({min(f.degree for f in one).name.lower()} in {_files(one)})"
        for one in _by_value(facts)
    )


def _files(facts: Iterable[Fact]) -> str:
    return ", ".join(sorted({fact.file for fact in facts}))


def _shown(value: Any) -> str:
    """A value for a message: bounded, on one line."""
    if isinstance(value, str):
        return quoted(value)
    text = printable(canonical(value))
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def naming(fields: Plain) -> str:
    """The field by which a part is what it is; a reason for it is one for the whole."""
    return next((name for name in ("id", "of", "on", "reach") if name in fields), "") or (
        parts_field(fields) or ""
    )


def _read(reason: str) -> Sure:
    """How sure something is, from the reason that `assumed` has for a field."""
    if reason.startswith(GUESSED):
        return Degree.GUESSED, reason.removeprefix(GUESSED)
    return Degree.ASSUMED, reason


def _written(sure: Sure) -> str:
    degree, why = sure
    return why if degree is Degree.ASSUMED else f"{GUESSED}{why}"


def marked(fields: Plain, whole: Sure, around: Sure, of_field: Mapping[str, Sure]) -> Plain:
    """A part with what is said of how sure it is; what is as sure as its surroundings says nothing.

    Where the whole is assumed and a field is so for another reason, the field by which the part is
    what it is stands for the whole.
    """
    found = dict(fields)
    reasons = {
        name: _written(sure)
        for name, sure in of_field.items()
        if name in fields and sure != whole and sure[0] is not Degree.KNOWN
    }
    if whole != around and whole[0] is not Degree.KNOWN:
        if whole[0] is Degree.ASSUMED and reasons:
            reasons[naming(fields)] = whole[1]
        else:
            found[whole[0].field] = whole[1]
    if reasons:
        found["assumed"] = dict(sorted(reasons.items()))
    return found
