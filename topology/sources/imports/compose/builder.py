"""From the services of a project to components and needs, each with its degree and its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from topology.errors import UsageError, did_you_mean, quoted
from topology.sources.imports.compose.hosts import Hosts
from topology.sources.imports.compose.names import Hit, Names
from topology.sources.imports.compose.positions import Position
from topology.sources.imports.compose.project.models import is_name
from topology.sources.imports.compose.project.project import Project
from topology.sources.imports.compose.project.tree import Node
from topology.sources.imports.compose.remarks import remarks
from topology.sources.imports.compose.services import (
    DONE,
    HEALTHY,
    Reference,
    Service,
    is_false,
    is_true,
)
from topology.sources.imports.draft import Draft, Said, assumed, guessed, known
from topology.sources.imports.loose import table, word
from topology.sources.imports.options import Options
from topology.values.units import counted

START_ORDER = "depends_on: start-up order"
MAJORITY = "members of a database or a queue may need a majority"
VOTING = ("database", "queue")
JOBS = ("replicated-job", "global-job")
_NOT_TAKEN = {
    Position.WORD: "the variable speaks of no host (a user, a database, a driver)",
    Position.PEER: "members of a cluster are asked at the start; how many must work is not known",
    Position.FAR: "what is named is on no network in common, where the name leads nowhere",
}
_MEMBERS = "both name each other in one variable: members of one cluster, it seems"


class Builder:
    """Builds the draft of a project."""

    def __init__(self, project: Project, options: Options) -> None:
        self._project, self._options = project, options
        self._draft = Draft(project.name, guesses=options.guesses)
        self._all = {
            name: Service(name, node, project.services.places[name])
            for name, node in sorted(project.services.items())
        }
        self._off = dict(self._left_out())
        """What does not run, and why."""
        self.services = {n: s for n, s in self._all.items() if n not in self._off}
        self._volumes: dict[str, str] = {}
        """The ids of volumes by their names."""
        self._ids = set(self.services)
        self._names = Names(project, self._all)
        self._soft: set[tuple[str, str]] = set()
        """Owners with what they need softly."""
        self._outside: dict[str, str] = {}
        """The ids of what is described elsewhere, by name."""

    def draft(self) -> Draft:
        """All of it. Raises `UsageError` for a profile or a quorum of nobody."""
        self._check_profiles()
        self._read()
        for name, why in self._off.items():
            self._draft.leave_out(self._all[name].place.source(f"services.{name}"), why)
        for service in self.services.values():
            self._component(service)
        self._state_volumes()
        for service in self.services.values():
            self._stated(service)
        self._guess()
        first = self._project.folders.first
        hosts = Hosts(self._draft, self.services, self._ids)
        hosts.place(self._options.hosts, self._volumes.values(), first.short_name)
        self._set_quorums()
        self._draft.direction = self._direction()
        for words in remarks(self._project, self.services, self._draft, self._names):
            self._draft.remark(words)
        self._leave_out_counted()
        return self._draft

    # -- what there is ----------------------------------------------------------------------------

    def _check_profiles(self) -> None:
        there = {"*"}.union(*(service.profiles for service in self._all.values()))
        for name in self._options.profiles:
            if name not in there:
                hint = did_you_mean(name, there)
                raise UsageError(f"--profile: no service has the profile {quoted(name)}{hint}")

    def _read(self) -> None:
        for name, count in self._project.models.services.items():
            self._draft.read(f"{name}: {counted(count, 'service')}", count)
        for name in sorted(self._project.variables_from):
            self._draft.read(f"{name}: variables", 0)

    def _left_out(self) -> Iterator[tuple[str, str]]:
        on = set(self._options.profiles)
        for name, service in self._all.items():
            profiles = service.profiles
            if profiles and "*" not in on and on.isdisjoint(profiles):
                some = " ".join(f"--profile {profile}" for profile in sorted(profiles)[:3])
                yield name, f"its profile is not on ({some})"
            elif service.count == 0:
                yield name, "it has 0 replicas, and does not run"
            elif service.mode in JOBS:
                yield name, f"it is a job (mode {service.mode}), which runs to its end"

    def _component(self, service: Service) -> None:
        source = service.place.source(f"services.{service.name}")
        self._draft.component(service.name, kind=service.kind, source=source, count=service.count)

    def _state_volumes(self) -> None:
        """Volumes that are declared and used are components, which their users need."""
        users: dict[str, list[tuple[Service, Reference]]] = defaultdict(list)
        for service in self.services.values():
            for name, mount in service.volumes[0].items():
                users[name].append((service, mount))
        for name in sorted(users):
            declared = self._project.volumes.get(name)
            is_declared = name in self._project.volumes
            if (not is_declared or _is_external(declared)) and not self._options.external:
                what = "is made elsewhere (external)" if is_declared else "is declared nowhere"
                why = f"{what}: --external makes a component of it"
                self._draft.leave_out(f"volume {name}, used by {users[name][0][0].name}", why)
                continue
            self._volumes[name] = part = self._free_id(name, "volume")
            place = self._project.volumes.places.get(name) or users[name][0][1].place
            self._draft.component(part, kind="volume", source=place.source(f"volumes.{name}"))
            for service, mount in users[name]:
                self._draft.need(service.name, part, known(service.source(mount)))

    def _free_id(self, name: str, prefix: str) -> str:
        while name in self._ids:
            name = f"{prefix}/{name}"
        self._ids.add(name)
        return name

    # -- what is stated ---------------------------------------------------------------------------

    def _stated(self, service: Service) -> None:
        for one in service.depends_on:
            self._depends(service, one)
        for one, _ in service.links:
            self._refer(service, one, known(service.source(one)))
        for one, is_container in service.attached:
            self._attached(service, one, is_container=is_container)
        for one in service.outside:
            self._attached(service, one, is_container=True)

    def _attached(self, service: Service, one: Reference, *, is_container: bool) -> None:
        name = self._names.container(one.name) if is_container else one.name
        if name is None:
            self._elsewhere(service, one)
        else:
            self._refer(service, one._replace(name=name), known(service.source(one)))

    def _depends(self, service: Service, one: Reference) -> None:
        said = table(one.value)
        condition, source = said.get("condition"), service.source(one)
        if condition == DONE:
            why = f"it has ended before the other starts ({DONE})"
            self._draft.leave_out(f"{source} → {one.name}", why)
            return
        why = f"{START_ORDER}, once healthy" if condition == HEALTHY else START_ORDER
        self._refer(service, one, assumed(why, source), hard=not is_false(said.get("required")))

    def _refer(
        self, service: Service, one: Reference, said: Said, *, hard: bool = True
    ) -> None:  # fmt: skip
        """A need of another service, if that is described and runs."""
        if one.name in self.services and one.name != service.name:
            entry: dict[str, object] = {"on": one.name} if hard else {"on": one.name, "hard": False}
            self._draft.need(service.name, entry, said)
            self._soft |= {(service.name, one.name)} if not hard else set()
        elif one.name == service.name:
            self._draft.leave_out(f"{said.source} → {one.name}", "it names itself")
        elif one.name in self._off:
            why = f"{one.name} is left out: {self._off[one.name]}"
            self._draft.leave_out(f"{said.source} → {one.name}", why)
        else:
            self._elsewhere(service, one)

    def _elsewhere(self, service: Service, one: Reference) -> None:
        """A need of what is not described in the files."""
        source, name = service.source(one), word(one.name)
        if not self._options.external or not is_name(name):
            why = "is not described in these files: --external makes a component of it"
            self._draft.leave_out(f"{source} → {name[:60] or 'what has no name'}", why)
            return
        part = self._outside.get(name) or self._free_id(name, "external")
        self._outside[name] = part
        self._draft.component(part, kind="external", source=source)
        self._draft.need(service.name, part, known(source))

    # -- what is guessed --------------------------------------------------------------------------

    def _guess(self) -> None:
        """Needs of what is named in host position; of members that name each other none."""
        found = {name: list(self._names.hits(self.services[name])) for name in self.services}
        called = {
            (name, hit.service, hit.variable)
            for name, hits in found.items() for hit in hits if hit.position is Position.HOST
        }  # fmt: skip
        left: dict[str, int] = defaultdict(int)
        for name, hits in found.items():
            taken: dict[str, list[Hit]] = defaultdict(list)
            lists: dict[str, set[str]] = defaultdict(set)
            for hit in hits:
                if why := self._not_taken(hit, (hit.service, name, hit.variable) in called):
                    left[why] += 1
                else:
                    taken[hit.service].append(hit)
                    lists[hit.variable].add(hit.service)
            for other, named in sorted(taken.items()):
                self._need_guessed(name, other, named, min(len(lists[h.variable]) for h in named))
        for why in sorted(left):
            self._draft.leave_out(f"{counted(left[why], 'value')} with a name", why)

    def _not_taken(self, hit: Hit, is_mutual: bool) -> str:
        """Why a name is no need; empty if it is one."""
        if hit.position in _NOT_TAKEN:
            return _NOT_TAKEN[hit.position]
        if hit.service in self._off:
            return "what is named is left out"
        return _MEMBERS if is_mutual else ""

    def _need_guessed(self, owner: str, other: str, hits: list[Hit], listed: int) -> None:
        more = len({hit.variable for hit in hits}) - 1
        words = f"{hits[0].why}{f', and {more:,} more' if more else ''}"
        if listed > 1:
            words += f"; one of {listed:,} in a list, of which one may be enough"
        # What a file says to be dispensable, no name makes indispensable.
        entry = {"on": other, "hard": False} if (owner, other) in self._soft else {"on": other}
        self._draft.need(owner, entry, guessed(words, hits[0].source))

    def _direction(self) -> str:
        """Which way arrows are read, with the first need there is, of a service if possible."""
        pairs = [(name, n["on"]) for name in self.services for n in self._draft.needs_of(name)]
        if not pairs:
            return ""
        owner, other = min(pairs, key=lambda pair: (pair[1] not in self.services, pair))
        return f"from who needs to what is needed, as in depends_on: {owner} needs {other}"

    # -- how many ---------------------------------------------------------------------------------

    def _set_quorums(self) -> None:
        for name, service in self.services.items():
            count = service.count or 1
            if count > 1 and service.kind in VOTING:
                why = f"{MAJORITY}; --quorum {name}=K"
                self._draft.assume(name, "quorum", count // 2 + 1, why)
        for name, least in sorted(self._options.quorum.items()):
            if name not in self.services:
                hint = did_you_mean(name, self.services)
                raise UsageError(f"--quorum {name}={least}: no service is called so{hint}")
            count = self.services[name].count or 1
            if least > count:
                members = counted(count, "member")
                raise UsageError(f"--quorum {name}={least}: {name} has {members}")
            self._draft.assume(name, "quorum", least, f"--quorum {name}={least}")

    def _leave_out_counted(self) -> None:
        mounts = sum(service.volumes[1] for service in self.services.values())
        if mounts:
            why = "folders of the host, and volumes without a name, are no components"
            self._draft.leave_out(counted(mounts, "mount"), why)
        if unused := [name for name in self._project.volumes if name not in self._volumes
                      and not _is_external(self._project.volumes[name])]:  # fmt: skip
            why = "declared, and used by nothing that runs"
            self._draft.leave_out(counted(len(unused), "volume"), why)
        for key, names in sorted(self._project.models.counted.items()):
            noun = key if len(names) != 1 else key[:-1]
            self._draft.leave_out(f"{len(names):,} {noun}", "no part that fails by itself")


def _is_external(declared: object) -> bool:
    external = declared.get("external") if isinstance(declared, Node) else None
    return is_true(external) or isinstance(external, dict)
