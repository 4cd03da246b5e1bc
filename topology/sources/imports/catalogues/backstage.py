"""The catalogue of Backstage: what the owners of components say that these depend on.

Components and resources are what can fail; an API stands for those who provide it. What an owner
does not list is not known, and an empty list, as templates write it, is no claim.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from topology.sources.imports.catalogues.entities import (
    Entity,
    Ref,
    Stated,
    entity_of,
    entity_values,
    is_entity,
)
from topology.sources.imports.draft import Draft, Said, assumed, known, united
from topology.sources.imports.given import Given
from topology.sources.imports.loose import public_url, tables, word
from topology.sources.imports.notes import few
from topology.sources.imports.options import Options
from topology.values.units import counted

RUNS = ("component", "resource")
REFERENCES = ("dependsOn", "dependencyOf", "consumesApis", "providesApis")
LIBRARY = "library"
NO_FAILURE = "a library does not run, and passes on what it needs"
ALL_PROVIDE = "provides it too: that one can stand in for the other is not said"
NO_KIND = "the reference has no kind: the one component or resource of that name"
SHOWN = 5
MAX_NEEDS = 500_000
"""Of all components together: who consumes an API needs each of its providers."""


@dataclass
class Catalogue:
    """The entities of all files, and those that provide an API."""

    entities: dict[tuple[str, str, str], Entity] = field(default_factory=dict)
    others: list[Entity] = field(default_factory=list)
    """Further descriptions of an entity that is there."""
    providers: defaultdict[tuple[str, str, str], list[Stated]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By API, the components that provide it, each with where it says so."""

    def add(self, entity: Entity) -> None:
        """Takes an entity in; its APIs are provided by it."""
        if entity.ref.key in self.entities:
            self.others.append(entity)
        self.entities.setdefault(entity.ref.key, entity)
        if entity.ref.kind == "component":
            for stated in entity.refs("providesApis", "api"):
                provider = self.entities[entity.ref.key].ref
                self.providers[stated.ref.key].append(Stated(provider, stated.source))

    @property
    def all(self) -> list[Entity]:
        """All descriptions, in order."""
        return sorted([*self.entities.values(), *self.others], key=lambda e: (e.ref.key, e.source))

    def known_as(self, ref: Ref) -> Ref:
        """The reference as the entity itself is written, if it is there."""
        entity = self.entities.get(ref.key)
        return ref if entity is None else entity.ref


def recognises(given: Given) -> bool:
    """Whether some of its documents are entities of Backstage."""
    return any(is_entity(value) for value in entity_values(given))


def read(files: Sequence[Given], options: Options) -> Draft:
    """What the owners say, of all files together. Raises `DocumentError`."""
    files = sorted(files, key=lambda file: (file.short_name, file.data))
    catalogue, draft = Catalogue(), Draft(files[0].short_name.partition(".")[0] or "catalogue")
    foreign = sum(_take(file, catalogue, draft) for file in files)
    for entity in catalogue.all:
        if entity.ref.kind in RUNS:
            _component(draft, catalogue, entity)
    _Needs(draft, catalogue, external=options.external).add()
    if not catalogue.entities:
        raise files[0].error("holds no entity of Backstage")
    if all(part["kind"] == LIBRARY for part in draft.components.values()):
        raise files[0].error("is a catalogue of Backstage in which nothing runs: no component "
                             "but libraries, no resource")  # fmt: skip
    _leave_out(draft, catalogue, foreign)
    return draft


def _take(file: Given, catalogue: Catalogue, draft: Draft) -> int:
    """Adds the entities of a file; how many documents of it are none."""
    _ = file.documents
    count = foreign = 0
    for value in entity_values(file):
        entity = entity_of(value, file) if is_entity(value) else None
        if entity is None:
            foreign += 1
        else:
            count += 1
            catalogue.add(entity)
    many = counted(count, "entity", "entities")
    draft.read(f"{file.short_name}: {many} of Backstage", count)
    return foreign


def _component(draft: Draft, catalogue: Catalogue, entity: Entity) -> None:
    own = str(catalogue.known_as(entity.ref))
    links = (public_url(link.get("url")) for link in tables(entity.metadata.get("links")))
    part = draft.component(
        own,
        kind=word(entity.spec.get("type")).lower() or entity.ref.kind,
        source=entity.source,
        owner=word(entity.spec.get("owner")) or None,
        url=next(filter(None, links), None),
        tags=sorted(_tags(catalogue, entity)) or None,
    )
    if title := word(entity.metadata.get("title")):
        part["name"] = title
    if part["kind"] == LIBRARY:
        draft.assume(own, "fails", False, NO_FAILURE)


def _tags(catalogue: Catalogue, entity: Entity) -> Iterator[str]:
    """Its system, and the domain of that."""
    system = entity.one("system", "system")
    if system is not None:
        yield str(catalogue.known_as(system))
        known_system = catalogue.entities.get(system.key)
        domain = known_system and known_system.one("domain", "domain")
        if domain:
            yield str(catalogue.known_as(domain))


class _Needs:
    """Who needs whom: `dependsOn`, `dependencyOf` the other way round, `consumesApis`."""

    def __init__(self, draft: Draft, catalogue: Catalogue, *, external: bool) -> None:
        self.draft = draft
        self.catalogue = catalogue
        self.external = external
        self.found: list[tuple[str, str, Said]] = []
        self.dangling: list[str] = []
        """Who refers, to whom, and where, in words."""
        self.outside: dict[tuple[str, str, str], Ref] = {}
        """What is referred to and not described, as it is written first."""
        self.unprovided: dict[str, str] = {}
        """APIs that somebody needs and nobody provides, with where they are described."""

    def add(self) -> None:
        """Adds all needs, in order."""
        for entity in self.catalogue.all:
            if entity.ref.kind in RUNS:
                self._of(entity)
        for owner, target, said in sorted(self.found, key=lambda one: (one[:2], one[2].source)):
            self.draft.need(owner, target, said)
        if self.found:
            owner, target, said = min(self.found, key=lambda one: (one[:2], one[2].source))
            self.draft.direction = (
                f"who depends on or consumes needs the other: {owner} needs {target}"
            )
        self._tell()

    def _of(self, entity: Entity) -> None:
        own = str(self.catalogue.known_as(entity.ref))
        for key, kind in (("dependsOn", ""), ("consumesApis", "api")):
            for stated in entity.refs(key, kind):
                self._check_count(entity)
                for other, said in self._meant(stated, "{} → {}", own):
                    self._need(own, other, said)
        for stated in entity.refs("dependencyOf"):
            self._check_count(entity)
            for other, said in self._meant(stated, "{1} → {0}", own):
                self._need(other, own, said)

    def _check_count(self, entity: Entity) -> None:
        if len(self.found) > MAX_NEEDS:
            raise entity.file.error(f"states more than {MAX_NEEDS:,} needs")

    def _need(self, owner: str, target: str, said: Said) -> None:
        if owner == target:
            self.draft.leave_out(f"{owner} → {target} ({said.source})", "nothing needs itself")
        else:
            self.found.append((owner, target, said))

    def _meant(self, stated: Stated, arrow: str, own: str) -> list[tuple[str, Said]]:
        """Whom a reference means: one, the providers of an API, or nobody who is described."""
        ref = stated.ref
        if ref.kind == "api" and (found := self._providers(stated)):
            is_own = any(name == own for name, _ in found)
            return [(own, known(stated.source))] if is_own else found
        if not ref.kind:
            same = (Ref(kind, ref.namespace, ref.name) for kind in RUNS)
            likely = [one for one in same if one.key in self.catalogue.entities]
            if len(likely) == 1:
                only = str(self.catalogue.known_as(likely[0]))
                return [(only, assumed(NO_KIND, stated.source))]
        entity = self.catalogue.entities.get(ref.key)
        if entity is not None and ref.kind in RUNS:
            return [(str(entity.ref), known(stated.source))]
        return self._outside(stated, arrow, own)

    def _providers(self, stated: Stated) -> list[tuple[str, Said]]:
        """Those who provide an API; itself, if it is described and nobody does."""
        providers = {str(one.ref): one.source for one in self.catalogue.providers[stated.ref.key]}
        api = self.catalogue.entities.get(stated.ref.key)
        if not providers and api is not None:
            self.unprovided[str(api.ref)] = api.source
            return [(str(api.ref), known(stated.source))]
        names = sorted(providers)
        return [
            (name, _said(names, name, united(stated.source, providers[name]))) for name in names
        ]

    def _outside(self, stated: Stated, arrow: str, own: str) -> list[tuple[str, Said]]:
        ref = self.outside.setdefault(stated.ref.key, stated.ref)
        if not self.external:
            self.dangling.append(f"{arrow.format(own, ref)} ({stated.source})")
            return []
        self.draft.component(str(ref), kind=ref.kind or "external", source=stated.source)
        return [(str(ref), known(stated.source))]

    def _tell(self) -> None:
        for api, source in sorted(self.unprovided.items()):
            self.draft.component(api, kind="api", source=source)
        if self.unprovided:
            self.draft.remark(f"no component provides {few(sorted(self.unprovided), SHOWN)}")
        if self.dangling:
            number = len(self.dangling)
            self.draft.remark(
                f"{counted(number, 'reference leads', 'references lead')} to nothing that is "
                f"described, and {'is' if number == 1 else 'are'} no need here: "
                f"{few(sorted(self.dangling), SHOWN)}; --external keeps what is meant"
            )


def _said(names: Sequence[str], name: str, source: str) -> Said:
    if len(names) == 1:
        return known(source)
    return assumed(f"{next(one for one in names if one != name)} {ALL_PROVIDE}", source)


def _leave_out(draft: Draft, catalogue: Catalogue, foreign: int) -> None:
    """Counts what was read and is no component."""
    kinds = Counter(entity.ref.kind for entity in catalogue.all if entity.ref.kind not in RUNS)
    for kind, count in sorted(kinds.items()):
        draft.leave_out(f"{count:,} of the kind {kind}", _WHY.get(kind, "nothing that runs"))
    if foreign:
        draft.leave_out(counted(foreign, "document", "documents"), "no entity of Backstage")
    parts = sum(entity.one("subcomponentOf", "component") is not None for entity in catalogue.all)
    if parts:
        draft.leave_out(
            counted(parts, "subcomponentOf", "times subcomponentOf"),
            "to be part of another does not say which needs which",
        )
    unread = sum(entity.unread(key) for entity in catalogue.all for key in REFERENCES)
    if unread:
        draft.leave_out(counted(unread, "value", "values"), "not a reference, where one must stand")
    if catalogue.others:
        twice = sorted({str(one.ref) for one in catalogue.others})
        draft.remark(f"described more than once, and read together: {few(twice, SHOWN)}")
    if kinds["location"]:
        draft.remark("what a Location names was not read: give those files too")


_WHY = {
    "api": "stands for those who provide it",
    "system": "a tag of what is in it",
    "domain": "a tag of what is in its systems",
    "location": "names other files, which are not read",
}
