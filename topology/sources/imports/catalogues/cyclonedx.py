"""A CycloneDX bill of materials: the services in it, the application, and what depends on what.

Only services and the application that the bill is about run. A library does not; what it depends
on is needed by what uses it. Whether a dependency is hard is not said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from topology.sources.imports.catalogues.bom import bom_of, is_bom
from topology.sources.imports.draft import Draft, assumed
from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table, tables, whole, word
from topology.sources.imports.notes import few
from topology.sources.imports.options import Options
from topology.values.units import counted

HARD = "dependencies does not say whether it is hard"
THROUGH = f"through what does not run; {HARD}"
PASSIVE = ("library", "framework", "file", "data")
"""What does not run, though a bill is about it."""
SHOWN = 5
MAX_STEPS = 2_000_000
"""From one thing to another, past all that does not run."""
_VERSION = re.compile(r"1\.\d{1,3}")
_UNREADABLE = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|(?:pkg|urn):")


@dataclass(frozen=True)
class Part:
    """A service, or the application."""

    ref: str
    name: str
    kind: str
    owner: str
    place: str
    line: int | None


def recognises(given: Given) -> bool:
    """Whether it is a bill of materials of CycloneDX, of services or not."""
    return is_bom(given)


def read(files: Sequence[Given], options: Options) -> Draft:
    """The services of one bill, as references hold inside one only. Raises `DocumentError`."""
    if len(files) > 1:
        raise files[1].error("is a second bill of materials, and references hold inside one only: "
                             "import each, then `topology merge` them")  # fmt: skip
    (file,) = files
    bom = bom_of(file)
    _check_version(file, bom)
    services = list(_services(bom, file))
    if not services:
        raise file.error("is a CycloneDX bill of materials without services: "
                         "it lists what things are made of, and nothing in it runs")  # fmt: skip
    parts = [*_application(bom, file), *services]
    draft = Draft(parts[0].name or parts[0].ref)
    count = len(services)
    draft.read(f"{file.short_name}: {counted(count, 'service')} of CycloneDX", count)
    ids = _ids(parts)
    for part, name in zip(parts, ids, strict=True):
        source = file.source(part.place, part.line)
        made = draft.component(name, kind=part.kind, source=source, owner=part.owner or None)
        if part.name and part.name != name:
            made["name"] = part.name
    by_ref = {part.ref: name for part, name in zip(parts, ids, strict=True) if part.ref}
    _Dependencies(draft, file, bom, by_ref, external=options.external).add()
    return draft


def _check_version(file: Given, bom: Plain) -> None:
    version = word(bom.get("specVersion"))
    if version and not _VERSION.fullmatch(version):
        raise file.error("is CycloneDX of another version than 1.2 to 1.7")


def _services(bom: Plain, file: Given) -> Iterator[Part]:
    """All services, nested ones too, each after the one that it is in."""
    waiting = [("services", bom.get("services"))]
    while waiting:
        place, listed = waiting.pop()
        for index, value in enumerate(items(listed)):
            if isinstance(value, dict):
                at = f"{place}[{index}]"
                waiting.append((f"{at}.services", value.get("services")))
                part = _part(value, "service", at, file)
                if part.ref or part.name:
                    yield part


def _application(bom: Plain, file: Given) -> Iterator[Part]:
    value = table(table(bom.get("metadata")).get("component"))
    kind = word(value.get("type")) or "application"
    part = _part(value, kind, "metadata.component", file)
    if (part.ref or part.name) and kind not in PASSIVE:
        yield part


def _part(value: Plain, kind: str, place: str, file: Given) -> Part:
    group, name = word(value.get("group")), word(value.get("name"))
    owner = word(table(value.get("provider")).get("name")) or group
    line = whole(value.get("line")) or file.line(value, "name")
    return Part(word(value.get("bom-ref")), name, kind, owner, place, line)


def _ids(parts: Sequence[Part]) -> list[str]:
    """The reference of each where people can read it, else its name; told apart where equal."""
    wanted = [_readable(part) for part in parts]
    refs: dict[str, set[str]] = defaultdict(set)
    for name, part in zip(wanted, parts, strict=True):
        refs[name].add(part.ref or part.place)
    return [
        name if len(refs[name]) == 1 else f"{name} ({part.ref or part.place})"
        for name, part in zip(wanted, parts, strict=True)
    ]


def _readable(part: Part) -> str:
    if part.ref and not (part.name and _UNREADABLE.search(part.ref)):
        return part.ref
    return part.name


def _made_of(bom: Plain) -> dict[str, str]:
    """What does not run, by reference, with its type."""
    found: dict[str, str] = {}
    application = table(table(bom.get("metadata")).get("component"))
    waiting = [bom.get("components"), application.get("components")]
    if application.get("type") in PASSIVE:
        waiting.append([application])
    while waiting:
        for value in tables(waiting.pop()):
            waiting.append(value.get("components"))
            ref = word(value.get("bom-ref")) or f"\0{id(value)}"
            found[ref] = word(value.get("type")) or "component"
    return found


class _Dependencies:
    """Who depends on whom, past what does not run."""

    def __init__(
        self, draft: Draft, file: Given, bom: Plain, ids: dict[str, str], *, external: bool
    ) -> None:
        self.draft = draft
        self.file = file
        self.bom = bom
        self.ids = ids
        self.external = external
        self.made_of = _made_of(bom)
        self.listed: defaultdict[str, list[str]] = defaultdict(list)
        self.sources: dict[str, str] = {}
        self.empty: set[str] = set()
        """Those of which it is said that they depend on nothing."""
        self.steps = 0

    def add(self) -> None:
        """Adds all needs, and says of what nothing is known."""
        for index, value in enumerate(items(self.bom.get("dependencies"))):
            if isinstance(value, dict):
                self._take(value, index)
        self._tell()
        for ref, own in sorted(self.ids.items(), key=lambda one: one[1]):
            self._of(ref, own)
        if owners := [own for own in self.ids.values() if self.draft.needs_of(own)]:
            own = min(owners)
            first = min(str(need["on"]) for need in self.draft.needs_of(own))
            self.draft.direction = f"ref needs what its dependsOn lists: {own} needs {first}"

    def _take(self, value: Plain, index: int) -> None:
        ref = word(value.get("ref"))
        line = whole(value.get("line")) or self.file.line(value, "ref")
        self.sources.setdefault(ref, self.file.source(f"dependencies[{index}] {ref}", line))
        depends = value.get("dependsOn")
        self.listed[ref] += [one for one in map(word, items(depends)) if one]
        if depends == []:
            self.empty.add(ref)

    def _of(self, ref: str, own: str) -> None:
        found = self._needed(ref)
        for target in sorted(found):
            why = HARD if found[target] else THROUGH
            self.draft.need(own, target, assumed(why, self.sources[ref]))
        if ref in self.empty and not self.listed[ref] and ref not in self._incomplete():
            self.draft.needs_nothing(own)

    def _needed(self, ref: str) -> dict[str, bool]:
        """What somebody depends on and runs, and whether at first hand."""
        found: dict[str, bool] = {}
        seen, waiting = {ref}, [(one, True) for one in self.listed.get(ref, ())]
        while waiting:
            other, direct = waiting.pop()
            self._count_step()
            if other in self.made_of and other not in self.ids:
                if other not in seen:
                    seen.add(other)
                    waiting += [(one, False) for one in self.listed.get(other, ())]
            elif other != ref and (other in self.ids or self.external):
                target = self._target(other)
                found[target] = found.get(target, False) or direct
        return found

    def _target(self, ref: str) -> str:
        if ref not in self.ids:
            self.draft.component(ref, kind="external", source="")
        return self.ids.get(ref, ref)

    def _count_step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise self.file.error(f"has more than {MAX_STEPS:,} ways through what does not run")

    def _incomplete(self) -> set[str]:
        """Those whose dependencies are said to be listed in part only."""
        said = tables(self.bom.get("compositions"))
        partial = (one for one in said if one.get("aggregate") != "complete")
        return {ref for one in partial for ref in map(word, items(one.get("dependencies")))}

    def _tell(self) -> None:
        kinds = Counter(kind for ref, kind in self.made_of.items() if ref not in self.ids)
        for kind, count in sorted(kinds.items()):
            self.draft.leave_out(
                f"{count:,} of the type {kind}", "part of what runs, and no service"
            )
        described = {*self.ids, *self.made_of}
        arrows = {(own, one) for own, ones in self.listed.items() for one in ones}
        lost = sorted(f"{own} → {one}" for own, one in arrows if one not in described)
        if lost and not self.external:
            self.draft.remark(
                f"{len(lost):,} times dependsOn leads to nothing that is described, which is no "
                f"need here: {few(lost, SHOWN)}; --external keeps what is meant"
            )
        if strange := sorted(ref for ref in self.listed if ref not in described):
            self.draft.remark(f"dependencies of what is not described: {few(strange, SHOWN)}")
        if silent := sorted(self.ids[ref] for ref in self.ids if ref not in self.listed):
            self.draft.remark(f"without an entry in dependencies: {few(silent, SHOWN)}")
        loops = sum(own == one for own, one in arrows)
        if loops:
            self.draft.leave_out(
                f"{loops:,} dependsOn of what it stands at", "nothing needs itself"
            )
