"""Checks files one by one or several at once, each in a process that knows nothing of the others.

What is wrong with one file is said of that file; the others are checked all the same.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from topology.cli.options import day, deadline, failure_data
from topology.errors import (
    DocumentError,
    Problem,
    TopologyError,
    UnknownIdError,
    printable,
)
from topology.values.steps import Step
from topology.work.job import Job
from topology.work.workers import Workers

if TYPE_CHECKING:
    from topology.cli.configuration.settings import Settings
    from topology.document.demands.joining import Joined
    from topology.document.demands.reading import OwnFile, Section
    from topology.document.document import Path as Keys
    from topology.document.document import Topology
    from topology.document.schema import Objective
    from topology.findings.gate.acceptances import AcceptanceFinding
    from topology.findings.gate.checked import Checked, Place
    from topology.sources.reader import Text

PROFILE = "profile "
"""How the name of a ready-made set begins where files have theirs."""
FEW = 4
"""Fewer files are checked one after another: to start processes takes longer than is won."""
NOTHING = (
    "asks nothing: it has no objectives; --objectives names a file with some, "
    "--profile n-1 asks that any single failure is survived"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every document, beside what it asks of itself; as it was typed."""

    today: str
    """The date by which it is judged what is still accepted."""
    objectives: str | None = None
    accepted: str | None = None
    baseline: str | None = None
    profiles: tuple[str, ...] = ()
    allow_unknown: bool = False
    defaults: tuple[str, ...] = ()
    time_limit: str | None = None
    suggest: bool = False
    """Whether to look for the cheapest way to where all holds, of what does not."""

    @classmethod
    def by(
        cls,
        settings: Settings,
        defaults: tuple[str, ...] = (),
        time_limit: str | None = None,
        suggest: bool = False,
    ) -> Asked:
        """What settings ask, and what was typed; today where no date is given.

        Raises `UsageError` for what nothing could come of.
        """
        failure_data(defaults)
        deadline(time_limit)
        return cls(
            today=day(settings.today.value),
            objectives=settings.objectives.value,
            accepted=settings.accepted.value,
            baseline=settings.baseline.value,
            profiles=settings.profile.value,
            allow_unknown=settings.allow_unknown.value,
            defaults=defaults,
            time_limit=time_limit,
            suggest=suggest,
        )

    @property
    def beside(self) -> tuple[str, ...]:
        """The files that are read beside the documents."""
        given = (self.objectives, self.accepted, self.baseline)
        return tuple(file for file in given if file is not None)


class NothingAskedError(DocumentError):
    """There is nothing to judge a document by."""


def check_all(
    asked: Asked, files: Sequence[str], jobs: int | Workers, tell: Callable[[str], None]
) -> list[Checked]:
    """What came of each file, in their order, whoever checks them.

    What is asked of all of them is read first. Raises `TopologyError` for what is wrong with that.
    """
    return _against(asked, lambda: _each(asked, files, Workers.of(jobs), tell))


def checked_once(asked: Asked, file: str, tell: Callable[[str], None]) -> Checked:
    """Checks one file by what stands beside it now. Raises `TopologyError`."""
    (found,) = _against(asked, lambda: [_judged(asked, file, tell)])
    return found


def _against(asked: Asked, check: Callable[[], list[Checked]]) -> list[Checked]:
    """What a check comes to against the baseline; what is asked is read first, as it is now."""
    from topology.findings.gate import baseline

    _own_file.cache_clear()
    _own_files(asked)
    _need_profiles(asked.profiles)
    before = None if asked.baseline is None else baseline.of_file(asked.baseline)
    found = check()
    return found if before is None else list(baseline.against(found, before))


def _each(
    asked: Asked, files: Sequence[str], workers: Workers, tell: Callable[[str], None]
) -> list[Checked]:
    if workers.are_here or len(files) < FEW or "-" in (*files, *asked.beside):
        return [_told(asked, file, tell, number > 0) for number, file in enumerate(files)]
    found = []
    job = Job(asked, _asked, _checked)
    for one in workers.at_most(len(files)).each(job, files, lambda: asked):
        found.append(one)
        done, total = len(found), len(files)
        tell(Step.of(f"checked {done:,} of {total:,} documents", done, total))
    return found


def _asked(asked: Asked) -> Asked:
    """What a process has to know to check files."""
    return asked


def _told(asked: Asked, file: str, tell: Callable[[str], None], is_next: bool) -> Checked:
    if is_next:
        gc.collect()  # It does not run by itself, and what the last one left is much.
    tell(f"checking {file}")
    return checked_file(asked, file, lambda step: tell(f"{file}: {step}"))


def _checked(asked: Asked, file: str) -> Checked:
    """In another process."""
    return checked_file(asked, file, lambda _: None)


def checked_file(asked: Asked, file: str, tell: Callable[[str], None]) -> Checked:
    """Checks one file. What is wrong with it is in the answer."""
    from topology.findings.gate.checked import Checked

    try:
        return _judged(asked, file, tell)
    except TopologyError as error:
        return Checked(file, today=asked.today, errors=tuple(map(printable, error.lines())))
    except MemoryError:
        return Checked(
            file, today=asked.today, errors=("is too large for the memory of this machine",)
        )


def _judged(asked: Asked, file: str, tell: Callable[[str], None]) -> Checked:
    """Reads a file with what is asked beside it, and judges it. Raises `TopologyError`."""
    from topology.document.demands.joining import joined
    from topology.document.document import Topology
    from topology.findings.gate import acceptances
    from topology.findings.gate.judging import checked
    from topology.findings.gate.unasked import unasked_sentence
    from topology.findings.objectives.judged import Judged
    from topology.render.words.knowledge import known_sentence
    from topology.sources import reader

    tell("reading")
    text = reader.opened(file)
    topology = Topology.of_text(text, "" if file == "-" else Path(file).stem)
    joint = joined(topology, [*_own_files(asked), *_profiles(asked, topology)])
    if not any(map(asks_something, joint.topology.objectives)):
        raise NothingAskedError(text.name, [Problem("", NOTHING)])
    judgement = Judged.of(
        joint.topology,
        today=asked.today,
        defaults=failure_data(asked.defaults),
        tell=tell,
        expired=deadline(asked.time_limit),
    )
    points, places = judgement.points, _Places(text, joint)
    borne = acceptances.judged(points, judgement.verdicts, judgement.ranges, joint.of_nothing)
    found = checked(
        judgement,
        file,
        places,
        today=asked.today,
        beside=[replace(one.found, place=places.of_acceptance(one)) for one in borne],
    )
    said = known_sentence(points.graph, points.targets), unasked_sentence(points.graph)
    known = " ".join(filter(None, map(str.strip, said)))
    found = replace(found, known=known, allows_unknown=asked.allow_unknown)
    if not asked.suggest or found.holds:
        return found
    return replace(found, way=_way(joint.topology, asked, tell))


def _way(topology: Topology, asked: Asked, tell: Callable[[str], None]) -> tuple[str, ...]:
    """The cheapest way to where all clauses hold, in sentences; or why there is none."""
    from topology.remedy.bounded import remedy_within_work
    from topology.remedy.remedies import Asked as Looked
    from topology.render.words.remedy import Told

    tell("looking for the cheapest way to where all holds")
    looked = Looked(today=asked.today, frontier=False)
    try:
        found = remedy_within_work(topology, looked, tell=tell, expired=deadline(asked.time_limit))
    except TopologyError as error:
        return (f"no way was found: {error}",)
    return tuple(Told(found, topology).way())


def asks_something(objective: Objective) -> bool:
    """Whether it has any clause."""
    from topology.document.schema import CLAUSES

    return any(map(objective.asks, CLAUSES))


def _own_files(asked: Asked) -> list[OwnFile]:
    """The files of objectives and acceptances, in this order."""
    given: tuple[tuple[str | None, Section], ...] = (
        (asked.objectives, "objectives"),
        (asked.accepted, "accepted"),
    )
    return [_own_file(file, section) for file, section in given if file is not None]


@cache
def _own_file(file: str, section: Section) -> OwnFile:
    from topology.document.demands.reading import of_file

    return of_file(file, section)


def _need_profiles(names: Sequence[str]) -> None:
    """Raises `UnknownIdError` for a set that there is not."""
    from topology.findings.gate.profiles import PROFILES

    for name in names:
        if name not in PROFILES:
            raise UnknownIdError("profile", name, PROFILES)


def _profiles(asked: Asked, topology: Topology) -> Iterator[OwnFile]:
    """The ready-made sets that are asked for, as files would have them."""
    if not asked.profiles:
        return
    from topology.document.demands.reading import of_text
    from topology.findings.gate.profiles import profile_objectives
    from topology.sources import reader

    for name in asked.profiles:
        plain = json.dumps(profile_objectives(name, topology.to_dict()))
        yield of_text(reader.plain_text(plain.encode(), f"{PROFILE}{name}"), "objectives")


class _Places:
    """Where things are described: in the document, or in a file beside it."""

    def __init__(self, text: Text, joint: Joined) -> None:
        from topology.findings.gate.places import Places

        self._own = Places(text)
        self._joint = joint
        named = {file.name: file.text for file, _ in joint.origins.values()}
        named |= {one.file.name: one.file.text for one in joint.of_nothing}
        self._in = {name: Places(text) for name, text in named.items()}

    def of(self, name: str) -> Place:
        """Of a component, a shared risk or a mode, by its id."""
        return self._own.of(name)

    def of_objective(self, number: int) -> Place:
        """Of an objective, by its position from 0."""
        return self._beside(("objectives", number)) or self._own.of_objective(number)

    def of_acceptance(self, one: AcceptanceFinding) -> Place:
        """Of what is accepted."""
        if one.file is not None:
            return self._in[one.file.name].at(one.path)
        return self._beside(one.path) or self._own.at(one.path)

    def _beside(self, path: Keys) -> Place | None:
        """In a file beside the document; None for what is its own, or of a ready-made set."""
        origin = self._joint.origin(path)
        if origin is None or origin[0].name.startswith(PROFILE):
            return None
        return self._in[origin[0].name].at(origin[1])
