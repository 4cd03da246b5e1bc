"""Several documents as one: what each knows, with its source and its degree.

The order of the documents means nothing, and merging in steps comes to the same where nothing
contradicts and what shared risks hit is as sure in all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from topology.document.document import Topology
from topology.document.merging.entries import as_object
from topology.document.merging.facts import Ledger, Part
from topology.document.merging.joining import Joiner
from topology.document.merging.names import Alike, alike
from topology.document.merging.renaming import Pairs, ids_of, one_name, renamed
from topology.document.merging.stated import stated
from topology.document.merging.traffic import ends_words, grouped, in_order
from topology.document.schema import targets_words
from topology.errors import UsageError, printable, quoted
from topology.sources import reader
from topology.sources.imports.notes import Note, written_words
from topology.values.degrees import Degree
from topology.values.units import counted

Plain = dict[str, Any]
KEYS = {
    "components": "id",
    "shared_risks": "id",
    "objectives": "of",
    "accepted": "id",
    "scenarios": "id",
    "options": "id",
}
"""The lists of a document, and by which field their items are the same."""
_JOINED_APART = (*KEYS, "crews", "routing", "traffic")
NOUNS = {
    "objectives": "objective of ",
    "accepted": "acceptance of ",
    "scenarios": "scenario ",
    "options": "option ",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A document to merge: what it is called, and what it states."""

    name: str
    document: Plain

    @classmethod
    def of(cls, source: str | Path | Topology | tuple[str, Topology]) -> Given:
        """A file, or a topology by the name that it has. Raises `DocumentError`."""
        if isinstance(source, tuple):
            return cls(source[0], stated(source[1]))
        if isinstance(source, Topology):
            return cls(source.name, stated(source))
        return cls.of_text(reader.opened(source))

    @classmethod
    def of_text(cls, text: reader.Text) -> Given:
        """A file that was read. Raises `DocumentError`."""
        topology = Topology.of_text(text)
        raw = text.value if isinstance(text.value, dict) else {}
        return cls(text.name, stated(topology, raw))


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeNotes:
    """What came of a merge, in the order in which it is told."""

    read: Note
    """The documents, with their components."""
    joined_by_id: Note
    """What several documents have under one id."""
    joined_by_same: Note
    """What somebody says is the same."""
    joined_by_names: Note
    """What is taken to be the same for its name: each is a guess."""
    ambiguous: Note
    """Names that are alike and were left apart, as a document has several of them."""
    settled: Note
    """Values that contradict, where it is told whom to believe."""
    surer: Note
    """Values that gave way to surer ones."""
    unmatched: Note
    """What only one document has."""
    needs_united: Note
    """Components whose needs come from several documents."""
    worth_a_look: Note
    """What is right by the rules, and may not be meant so."""
    degrees: Note
    """How sure the needs are that were written."""
    written: Note
    """What the document holds; counted are its components."""

    def plain(self) -> dict[str, object]:
        """As JSON has it, with the keys in order."""
        return {part.name: getattr(self, part.name).plain() for part in fields(self)}


@dataclass(frozen=True)
class Merged:
    """The document that came of it, as plain values, and the notes."""

    document: Plain
    notes: MergeNotes

    @cached_property
    def topology(self) -> Topology:
        """The document, checked. Raises `DocumentError`."""
        return Topology.from_dict(self.document, source="merged")


def merge(
    *sources: str | Path | Topology | tuple[str, Topology],
    same: Pairs = (),
    match: Literal["names"] | None = None,
    prefer: Mapping[str, str | Sequence[str]] | None = None,
) -> Merged:
    """Merges documents: files, topologies, or topologies with what to call them.

    Of each pair that is the `same` the first id stays. `match="names"` joins what is alike, as a
    guess. `prefer` names by field, or `*`, the documents that are believed where values contradict.
    Raises `UsageError`, which lists all contradictions that are left, and `DocumentError`.
    """
    return merged(list(map(Given.of, sources)), same=same, match=match, prefer=prefer)


def merged(
    given: Sequence[Given],
    *,
    same: Pairs = (),
    match: Literal["names"] | None = None,
    prefer: Mapping[str, str | Sequence[str]] | None = None,
) -> Merged:
    """The same with documents that were read."""
    given = _each_once(given)
    ledger = Ledger(_files_of(prefer or {}, [one.name for one in given]))
    pairs = sorted(set(same))
    names = one_name(pairs, [(one.name, ids_of(one.document)) for one in given])
    documents = [Given(one.name, renamed(one.document, names)) for one in given]
    found = Alike((), ())
    if match is not None:
        found = alike([(one.name, ids_of(one.document)) for one in documents])
        more = one_name(found.pairs, [(one.name, ids_of(one.document)) for one in documents])
        documents = [Given(one.name, renamed(one.document, more)) for one in documents]
    stays = {*names.values(), *(first for first, _ in found.pairs)}
    made = _Maker(documents, ledger, found, stays)
    document = made.document()
    _need_no_conflict(ledger)
    told = [f"{printable(goes)} is {printable(first)}" for first, goes in pairs]
    notes = made.notes(document, told)
    result = Merged(document, notes)
    _ = result.topology
    return result


def _each_once(given: Sequence[Given]) -> list[Given]:
    """The documents in one order, without repetitions. Raises `UsageError`."""
    if not given:
        raise UsageError("there is nothing to merge: name the documents")
    found: dict[str, Given] = {}
    for one in given:
        if found.setdefault(one.name, one).document != one.document:
            raise UsageError(f"{quoted(one.name)} is the name of two documents that differ")
    return [found[name] for name in sorted(found)]


def _files_of(
    prefer: Mapping[str, str | Sequence[str]], names: Sequence[str]
) -> dict[str, list[str]]:
    """The documents that are believed, each by its whole name. Raises `UsageError`."""
    return {
        about: [_file(one, names) for one in ([files] if isinstance(files, str) else files)]
        for about, files in prefer.items()
    }


def _file(named: str, names: Sequence[str]) -> str:
    found = [name for name in names if named in (name, Path(name).name)]
    if named in names:
        return named
    if len(found) != 1:
        what = "several documents" if found else "none of the documents"
        raise UsageError(f"{quoted(named)} is to be believed, and is the name of {what}; there are "
                         f"{', '.join(map(quoted, names))}")  # fmt: skip
    return found[0]


def _need_no_conflict(ledger: Ledger) -> None:
    if not ledger.conflicts:
        return
    count = len(ledger.conflicts)
    many = f"{count:,} values contradict" if count > 1 else "a value contradicts another"
    how = "--prefer FIELD=FILE says which document is believed, and *=FILE of any field"
    raise UsageError(*sorted(ledger.conflicts), f"{many}; {how}")


@dataclass
class _Maker:
    given: Sequence[Given]
    ledger: Ledger
    names: Alike
    same: Collection[str]
    """What has the parts of others, however that is known."""
    joined: list[str] = field(default_factory=list)
    only: dict[str, list[str]] = field(default_factory=dict)
    """By document what no other has."""

    def __post_init__(self) -> None:
        self.joiner = Joiner(self.ledger)

    def document(self) -> Plain:
        """All of it; what contradicts is in the ledger."""
        self._need_one_kind()
        tops = [
            Part(one.name, {k: v for k, v in one.document.items() if k not in _JOINED_APART})
            for one in self.given
        ]
        top = self.joiner.part("document", tops)
        first: Plain = {key: top.pop(key) for key in ("$schema", "format", "name") if key in top}
        found = {**first, "format": 1, **top}
        for section in KEYS:
            if items := self._items(section):
                found[section] = items
        if crews := self._crews():
            found["crews"] = crews
        if routing := self._routing():
            found["routing"] = routing
        if traffic := self._traffic():
            found["traffic"] = traffic
        return found

    def _need_one_kind(self) -> None:
        """What is a component in one document is no shared risk in another."""
        where: dict[str, tuple[str, str]] = {}
        for one in self.given:
            for name, section in ids_of(one.document).items():
                was, file = where.setdefault(name, (section, one.name))
                if was != section:
                    noun = {"components": "a component", "shared_risks": "a shared risk"}
                    self.ledger.conflicts.append(
                        f"{printable(name)}: is {noun[was]} in {file} and {noun[section]} in "
                        f"{one.name}"
                    )

    def _items(self, section: str) -> list[Plain]:
        key = KEYS[section]
        groups: dict[tuple[str, int], list[Part]] = {}
        for one in self.given:
            met: Counter[str] = Counter()
            for item in one.document.get(section, ()):
                # An objective may be one of several of its target.
                name = targets_words(item[key])
                nth = met[name]
                met[name] += 1
                groups.setdefault((name, nth), []).append(Part(one.name, item))
        return [self._item(section, name, groups[name, nth]) for name, nth in sorted(groups)]

    def _item(self, section: str, name: str, parts: Sequence[Part]) -> Plain:
        said = f"{NOUNS.get(section, '')}{printable(name)}"
        if section in ("components", "shared_risks"):
            if len(parts) == 1:
                self.only.setdefault(parts[0].file, []).append(said)
            elif name not in self.same:
                self.joined.append(said)
        item = self.joiner.part(said, parts)
        others = [other for stays, other in self.names.pairs if stays == name]
        if others and section in ("components", "shared_risks") and "guessed" not in item:
            item["guessed"] = f"names are alike: {name} and {', '.join(others)}"
        return item

    def _crews(self) -> Plain:
        facts: dict[str, list[Part]] = {}
        for one in self.given:
            for name, crew in one.document.get("crews", {}).items():
                facts.setdefault(name, []).append(Part(one.name, {"size": crew}))
        return {
            name: self.ledger.chosen(
                f"crew {printable(name)}", "size", [part.fact("size") for part in facts[name]]
            ).value
            for name in sorted(facts)
        }

    def _routing(self) -> Plain:
        """Field by field: what one document says of it and another does not is united."""
        parts = [
            Part(one.name, {**routing, **_sorted_kinds(routing)})
            for one in self.given
            if (routing := one.document.get("routing"))
        ]
        return self.joiner.part("routing", parts) if parts else {}

    def _traffic(self) -> list[Plain]:
        """What one document has of some ends is, in its order, what another has of them."""
        groups: dict[tuple[str, int], list[Part]] = {}
        for one in self.given:
            for key, entries in grouped(one.document.get("traffic", ())).items():
                for nth, entry in enumerate(entries):
                    groups.setdefault((key, nth), []).append(Part(one.name, entry))
        return [
            in_order(self.joiner.part(f"traffic {printable(ends_words(parts[0].fields))}", parts))
            for _, parts in sorted(groups.items())
        ]

    def notes(self, document: Plain, same: Sequence[str]) -> MergeNotes:
        """What came of it."""
        read = [
            f"{one.name} ({counted(len(one.document['components']), 'component')})"
            for one in self.given
        ]
        by_names = [f"{printable(a)} and {printable(b)}" for a, b in self.names.pairs]
        settled = [*self.ledger.settled, *self._unused()]
        degrees = _degrees(document)
        count = len(document["components"])
        needs = sum(degrees.values())
        risks = len(document.get("shared_risks", ()))
        told = [f"{counted(number, 'need')} {degree}" for degree, number in degrees.items()]
        only = [f"{name} only in {file}" for file in sorted(self.only) for name in self.only[file]]
        written = written_words(count, needs, risks, len(document.get("traffic", ())))
        return MergeNotes(
            read=Note.of(read),
            joined_by_id=Note.of(self.joined),
            joined_by_same=Note.of(same),
            joined_by_names=Note.of(by_names),
            ambiguous=Note.of(self.names.ambiguous),
            settled=Note(len(self.ledger.settled), tuple(settled)),
            surer=Note.of(self.ledger.surer),
            unmatched=Note.of(only),
            needs_united=Note.of(self.joiner.united),
            worth_a_look=Note.of(sorted(set(self.ledger.worth_a_look))),
            degrees=Note(needs, tuple(told)),
            written=Note(count, (written,)),
        )

    def _unused(self) -> Iterator[str]:
        for about in sorted(self.ledger.prefer.keys() - self.ledger.used):
            yield f"what is preferred for {printable(about)} settled nothing"


def _sorted_kinds(routing: Plain) -> Plain:
    return {"over": sorted(routing["over"])} if "over" in routing else {}


def _degrees(document: Plain) -> dict[str, int]:
    """How many needs are known, assumed and guessed."""
    found = {degree.name.lower(): 0 for degree in Degree}
    for component in document["components"]:
        around = Part("", component).sure
        for entry in component.get("needs", ()):
            found[Part("", as_object(entry), around).sure[0].name.lower()] += 1
    return found
