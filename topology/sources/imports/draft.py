"""A document in the making: what importers write to, each fact with its source and its degree.

Known goes before assumed, assumed before guessed: what is said twice keeps the surer degree, and
both sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topology.errors import printable
from topology.sources.imports.notes import Note, Notes, few, written_words
from topology.values.degrees import Degree

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """How sure something is, why it is not known, and where it stands."""

    degree: Degree = Degree.KNOWN
    why: str = ""
    source: str = ""

    def marked(self, part: Plain) -> Plain:
        """A part of a document with this said of it."""
        source = {"source": self.source} if self.source else {}
        reason = {} if self.degree is Degree.KNOWN else {self.degree.field: self.why}
        return {**part, **source, **reason}


def known(source: str) -> Said:
    """Of what a file states."""
    return Said(source=source)


def assumed(why: str, source: str) -> Said:
    """Of what follows by a convention."""
    return Said(Degree.ASSUMED, why, source)


def guessed(why: str, source: str) -> Said:
    """Of what only names tell."""
    return Said(Degree.GUESSED, why, source)


class Draft:
    """Components, needs and risks in the order in which they are met; `document` is sorted."""

    def __init__(self, name: str, *, guesses: bool = True) -> None:
        """`name` is that of the document; without `guesses` what is guessed is only counted."""
        self.name = name
        self.guesses = guesses
        self.components: dict[str, Plain] = {}
        self.risks: dict[str, Plain] = {}
        self.routing: Plain = {}
        """How traffic takes its ways, as the document has it."""
        self.traffic: list[Plain] = []
        """What goes over the links, as the document has it, sorted."""
        self.followed: tuple[Path, ...] = ()
        """The files that the given ones led to, and that were read too."""
        self.load_unit: str | None = None
        self.direction = ""
        """Which way arrows are read, with an example."""
        self._needs: dict[str, dict[object, tuple[Plain, Said]]] = {}
        self._read: list[str] = []
        self._read_count = 0
        self._left_out: list[str] = []
        self._dropped: list[str] = []
        self._remarks: list[str] = []

    # -- what is found ----------------------------------------------------------------------------

    def read(self, words: str, count: int) -> None:
        """A file was read: in words, and how many things it describes."""
        self._read.append(printable(words))
        self._read_count += count

    def leave_out(self, what: str, why: str) -> None:
        """Something was there that the document does not have."""
        self._left_out.append(printable(f"{what}: {why}"))

    def remark(self, words: str) -> None:
        """Something about what is not known, beside the components that say nothing."""
        self._remarks.append(printable(words))

    def component(self, name: str, *, kind: str, source: str, **fields: Any) -> Plain:
        """Adds a component, or fields to one that is there; what is None is left out.

        `assumed` and `guessed` are taken as the document has them.
        """
        given = {key: value for key, value in fields.items() if value is not None}
        part = self.components.setdefault(name, {"id": name, "kind": kind})
        part.update(given)
        if source:
            part["source"] = united(part.get("source", ""), source)
        return part

    def assume(self, name: str, field: str, value: Any, why: str) -> None:
        """Gives a component a value that follows by a convention."""
        part = self.components[name]
        part[field] = value
        reasons = part.setdefault("assumed", {})
        if isinstance(reasons, dict):
            reasons[field] = why

    def needs_nothing(self, owner: str) -> None:
        """A file states all that a component needs, which is nothing or what was added."""
        self._needs.setdefault(owner, {})

    def need(self, owner: str, entry: str | Plain, said: Said) -> None:
        """Adds a requirement of a component: an id, or any entry of the grammar.

        To need the same again keeps the surer degree, hard before soft.
        """
        part: Plain = {"on": entry} if isinstance(entry, str) else entry
        if said.degree is Degree.GUESSED and not self.guesses:
            self._dropped.append(_arrow(owner, part, said))
            return
        needs = self._needs.setdefault(owner, {})
        key = _identity(part)
        if key not in needs:
            needs[key] = (part, said)
            return
        before, was = needs[key]
        surer = min(was, said, key=lambda one: one.degree)
        united_said = Said(surer.degree, surer.why, united(was.source, said.source))
        needs[key] = (_harder(before, part), united_said)

    def needs_of(self, owner: str) -> list[Plain]:
        """The requirements of a component so far, as the document has them."""
        return [said.marked(part) for part, said in self._needs.get(owner, {}).values()]

    def risk(self, name: str, hits: Iterable[str], *, kind: str, said: Said, **fields: Any) -> None:
        """Adds a shared risk over components, or components to one that is there."""
        if said.degree is Degree.GUESSED and not self.guesses:
            self._dropped.append(f"shared risk {name}: {said.why}")
            return
        given = {key: value for key, value in fields.items() if value is not None}
        if name not in self.risks:
            self.risks[name] = said.marked({"id": name, "kind": kind, **given, "hits": []})
        part = self.risks[name]
        part["hits"] = sorted({*part["hits"], *hits})
        if said.source:
            part["source"] = united(part.get("source", ""), said.source)

    # -- what comes of it -------------------------------------------------------------------------

    def document(self) -> Plain:
        """The plain document: sorted by id, whatever the order of the files."""
        top = {"format": 1, "name": self.name}
        if self.load_unit is not None:
            top["load_unit"] = self.load_unit
        whole: Plain = {**top, "components": []}
        for name in sorted(self.components):
            part = dict(self.components[name])
            if name in self._needs:
                part["needs"] = sorted(self.needs_of(name), key=_order)
            whole["components"].append(part)
        risks = [self.risks[name] for name in sorted(self.risks) if self.risks[name]["hits"]]
        if risks:
            whole["shared_risks"] = risks
        if self.routing:
            whole["routing"] = self.routing
        if self.traffic:
            whole["traffic"] = self.traffic
        return whole

    def notes(self) -> Notes:
        """What was found, and how sure it is."""
        needs = [
            (said.degree, _arrow(owner, part, said))
            for owner in sorted(self._needs)
            for part, said in self._needs[owner].values()
        ]
        silent = [name for name in sorted(self.components) if self._is_silent(name)]
        count = len(self.components)
        risks = sum(bool(risk["hits"]) for risk in self.risks.values())
        by = {degree: [words for d, words in needs if d is degree] for degree in Degree}
        direction = Note.of([self.direction] if self.direction else [])
        written = written_words(count, len(needs), risks, len(self.traffic))
        assumed_all = [*by[Degree.ASSUMED], *self._marks("assumed")]
        return Notes(
            read=Note(self._read_count, tuple(self._read)),
            certain=Note.of(by[Degree.KNOWN]),
            assumed=Note.of(assumed_all),
            guessed=Note.of([*by[Degree.GUESSED], *self._marks("guessed"), *self._dropped_words()]),
            unknown=Note(len(silent), (*silent, *self._remarks)),
            left_out=Note.of(self._left_out),
            direction=direction,
            written=Note(count, (written,)),
        )

    def _is_silent(self, name: str) -> bool:
        part = self.components[name]
        return name not in self._needs and "connects" not in part and part.get("fails") is not False

    def _marks(self, field: str) -> Iterator[str]:
        """The values of components and the risks that are assumed, or guessed."""
        for name in sorted(self.components):
            reasons = self.components[name].get(field)
            if isinstance(reasons, Mapping):
                part = self.components[name]
                yield from (
                    f"{name}.{key} = {part.get(key)}: {why}" for key, why in reasons.items()
                )
            elif reasons:
                yield f"{name}: {reasons}"
        for name in sorted(name for name, risk in self.risks.items() if risk["hits"]):
            if reason := self.risks[name].get(field):
                yield f"shared risk {name}: {reason}"
        reasons = self.routing.get(field, {})
        yield from (f"routing.{key} = {self.routing[key]}: {why}" for key, why in reasons.items())

    def _dropped_words(self) -> Iterator[str]:
        yield from (f"left out, as guesses were not wanted: {words}" for words in self._dropped)

    @property
    def dropped(self) -> int:
        """How many guesses were not wanted."""
        return len(self._dropped)


def united(*sources: str) -> str:
    """Several sources as one: sorted, each once.

    >>> united("b.yaml:2 y", "a.yaml:1 x; b.yaml:2 y")
    'a.yaml:1 x; b.yaml:2 y'
    """
    found = {one for text in sources for one in text.split("; ") if one}
    return "; ".join(sorted(found))


def _identity(part: Plain) -> object:
    """By what two requirements are the same: what they name and ask for, whatever else is said."""
    if "on" in part:
        return part["on"]
    marks = ("source", "assumed", "guessed")
    return repr(sorted((key, value) for key, value in part.items() if key not in marks))


def _harder(one: Plain, other: Plain) -> Plain:
    """Of two entries that name the same the first; hard if either is, as `hard` is the default."""
    merged = {**other, **one}
    if "on" in one and (one.get("hard", True) or other.get("hard", True)):
        merged.pop("hard", None)
    return merged


def _order(part: Plain) -> tuple[str, str]:
    return str(part.get("on", "")), repr(part)


def _arrow(owner: str, part: Plain, said: Said) -> str:
    what = part["on"] if "on" in part else _entry_words(part)
    at = f" ({said.source})" if said.source else ""
    why = f": {said.why}" if said.why else ""
    return f"{owner} → {what}{why}{at}"


def _entry_words(part: Plain) -> str:
    if "reach" in part:
        return f"a way to {part['reach']}"
    form = next(key for key in ("any", "all", "first_of", "split", "of") if key in part)
    names = [e if isinstance(e, str) else str(e.get("on", "…")) for e in part[form]]
    word = f"{part['at_least']} of" if form == "of" else form.replace("_", " ")
    return f"{word} {few(names)}"
