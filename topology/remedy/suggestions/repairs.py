"""What a repair, a check or a switch needs, moved to where the failure does not reach."""

from __future__ import annotations

from collections.abc import Iterator

from topology.document.options.choices import Choice, Raw
from topology.remedy.suggestions.matter import Matter
from topology.remedy.suggestions.needs import Entry, entries

KIND = "repair"
WORK = ("repair", "verify", "start")
SWITCHES = "first_of"


def made(matter: Matter) -> Iterator[Choice]:
    """A second one of each tool that goes down with a failure after which it is needed."""
    points = matter.judged.points
    causes = tuple(dict.fromkeys((*points.recovery_deadlocks, *matter.cause_ids)))
    failing = any(v.holds is False for v in matter.judged.verdicts)
    done: set[tuple[str, str]] = set()
    for cause in causes if failing else ():
        lost = matter.lost_with(cause)
        for owner in (*matter.components.values(), *matter.risks.values()):
            if owner["id"] != cause and owner["id"] not in lost:
                continue
            for entry in _tools(owner):
                key = owner["id"], entry.path
                if entry.name in lost and key not in done:
                    done.add(key)
                    yield _moved(matter, entry, entry.name or "")
        for entry in _switch_tools(matter):
            key = entry.owner["id"], entry.path
            if entry.name in lost and key not in done:
                done.add(key)
                yield _moved(matter, entry, entry.name or "")


def _tools(owner: Raw) -> Iterator[Entry]:
    for work in WORK:
        yield from entries(owner, inside=work)


def _switch_tools(matter: Matter) -> Iterator[Entry]:
    for owner in matter.components.values():
        for entry in entries(owner):
            if isinstance(entry.value, dict) and SWITCHES in entry.value:
                yield from _within(owner, entry)


def _within(owner: Raw, entry: Entry) -> Iterator[Entry]:
    switch = entry.value.get("switchover") or {}
    for tool in entries({"id": owner["id"], "needs": switch.get("needs", ())}):
        listed = f"{entry.path}.switchover.{tool.listed_in}" if tool.listed_in else ""
        yield Entry(owner, f"{entry.path}.switchover.{tool.path}", tool.value, listed)


def _moved(matter: Matter, entry: Entry, tool: str) -> Choice:
    twin = matter.twin(tool)
    owner = entry.owner["id"]
    work = "switches" if "switchover" in entry.path else "is mended"
    return matter.choice(
        KIND,
        f"{owner}:{tool}",
        f"{owner} {work} with {twin['id']} where {tool} is down, which falls with it",
        add={"components": [twin]},
        change={owner: entry.beside(twin["id"])},
        spare=matter.spared(twin, matter.risks_of(tool)),
    )
