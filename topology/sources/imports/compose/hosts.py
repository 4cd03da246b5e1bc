"""On which hosts does a project run: one, as long as nobody says otherwise.

That all share one host is an assumption, told as a shared risk; so is a spread over several.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from topology.errors import UsageError
from topology.sources.imports.compose.services import Service, whole
from topology.sources.imports.draft import Draft, assumed, known
from topology.sources.imports.loose import items, table
from topology.sources.imports.notes import few

MAX_HOSTS = 1_000
"""That a caller may give."""
ONE_HOST = "compose runs a project on one host unless told otherwise (--hosts N)"
_PINNED = re.compile(r"\s*node\.(?:hostname|id)\s*==\s*([A-Za-z0-9][A-Za-z0-9_.-]{0,200})\s*")


class Hosts:
    """Gives the components of a project the hosts on which they run."""

    def __init__(self, draft: Draft, services: Mapping[str, Service], ids: set[str]) -> None:
        self._draft, self._services, self._ids = draft, services, ids

    def place(self, hosts: int | None, volumes: Collection[str], source: str) -> None:
        """Adds shared risks, or members in places."""
        if hosts is not None and hosts > MAX_HOSTS:
            raise UsageError(f"--hosts takes at most {MAX_HOSTS:,}")
        pinned = {name: host for name in sorted(self._services) if (host := self._pinned(name))}
        risks = {host: self.free(f"host {host}") for host in sorted(set(pinned.values()))}
        for name, host in pinned.items():
            at = self._services[name].node.places["deploy"].source(f"services.{name}.deploy")
            self._draft.risk(risks[host], [name], kind="host", said=known(at))
        apart = {name for name in sorted(self._services) if self._is_apart(name)}
        for words in self._remarks(apart, pinned):
            self._draft.remark(words)
        rest = [name for name in self._services if name not in apart and name not in pinned]
        if hosts is None or hosts == 1:
            why = ONE_HOST if hosts is None else "--hosts 1: all run on one host"
            risk = self.free("docker host")
            self._draft.risk(risk, [*rest, *volumes], kind="host", said=assumed(why, source))
        else:
            self._spread(sorted(rest), hosts, source, has_volumes=bool(volumes))

    def free(self, name: str) -> str:
        """An id that nothing has yet."""
        while name in self._ids:
            name = f"host/{name}"
        self._ids.add(name)
        return name

    def _spread(self, names: list[str], hosts: int, source: str, *, has_volumes: bool) -> None:
        """Deals the members of what has several out over hosts; of all others nothing is known."""
        why = f"--hosts {hosts}: members are dealt out over the hosts in turn"
        several = {name: count for name in names if (count := self._services[name].count or 1) > 1}
        most = min(hosts, max(several.values(), default=0))
        places = [self.free(f"host-{number}") for number in range(1, most + 1)]
        for place in places:
            self._draft.component(place, kind="host", source=source, assumed=f"--hosts {hosts}")
        for name, count in several.items():
            self._draft.assume(name, "spread", places[: min(hosts, count)], why)
        if single := [name for name in names if name not in several]:
            what = f"{short(single)}{' and the volumes' if has_volumes else ''}"
            self._draft.remark(
                f"not known: on which of the {hosts:,} hosts each of these is, and what falls with "
                f"that: {what}"
            )

    def _placement(self, name: str) -> Mapping[str, object]:
        return table(self._services[name].deploy.get("placement"))

    def _pinned(self, name: str) -> str | None:
        """The host on which a service must run."""
        for text in items(self._placement(name).get("constraints")):
            if isinstance(text, str) and (found := _PINNED.fullmatch(text)):
                return found[1]
        return None

    def _is_apart(self, name: str) -> bool:
        """Whether no two members of it may run on one host."""
        most = whole(self._placement(name).get("max_replicas_per_node"))
        return most == 1 and (self._services[name].count or 1) > 1

    def _remarks(self, apart: Collection[str], pinned: Collection[str]) -> Iterator[str]:
        if apart:
            yield f"{short(sorted(apart))}: no two members on one host (placement), whichever it is"
        said = [
            name for name in sorted(self._services)
            if self._placement(name) and name not in apart and name not in pinned
        ]  # fmt: skip
        if said:
            yield f"placement of {short(said)} does not say on which host, nor that members part"


def short(names: Collection[str], most: int = 10) -> str:
    """Names in a sentence, the first of them if there are many."""
    return few([*names], most)
