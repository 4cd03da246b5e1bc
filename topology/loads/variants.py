"""The runs of one contingency: as it is, and what would be with faster or stronger standbys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypedDict, Unpack

from topology.document import schema
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run
from topology.loads.cascade.settings import Settings
from topology.loads.moment.wiring import Wiring


class Supposed(TypedDict, total=False):
    """What a run supposes beside the document; what each means is said in `Settings`."""

    delays: float
    unlimited: bool
    seen: float
    all_seen: bool
    repairs: bool
    reserves: bool


class Starts:
    """Cascades that have started with nothing failed, one for each kind; runs are forked off."""

    def __init__(self, wiring: Wiring, targets: Collection[int]) -> None:
        """The level of the `targets` is told, and of no others."""
        self.wiring = wiring
        self._targets = frozenset(targets)
        self._starts: dict[tuple[float, bool, bool], Cascade] = {}
        """By delays, limits and reserves."""

    def cascade(
        self,
        failed: Sequence[str],
        **supposed: Unpack[Supposed],
    ) -> Cascade:
        """A cascade in which these fail at time 0, started but not run yet."""
        supposed.setdefault("repairs", False)
        events = (schema.Event(at="0 s", fail=tuple(failed)),) if failed else ()  # type: ignore[arg-type]
        settings = Settings(
            name=" + ".join(failed),
            events=events,
            peak_demand=True,
            watched=self._targets,
            **supposed,
        )
        kind = settings.delays, settings.unlimited, settings.reserves
        start = self._starts.get(kind)
        if start is None:
            start = Cascade(self.wiring, replace(settings, events=())).start()
            self._starts[kind] = start
        return start.fork(settings)


class Variants:
    """The runs after some causes failed at once. Each is run when it is first asked for."""

    def __init__(self, starts: Starts, failed: Sequence[str]) -> None:
        self._starts = starts
        self.failed = tuple(failed)
        self.played: list[tuple[Cascade, Run]] = []
        """Those that have been run."""

        graph = starts.wiring.graph
        numbers = graph.failing(self.failed)[1]
        self.strikes = [graph.strikes[number] for number in numbers]
        """Those of the causes that are shared risks or modes."""

    def _run(self, **supposed: Unpack[Supposed]) -> tuple[Cascade, Run]:
        cascade = self._starts.cascade(self.failed, **supposed)
        played = cascade, cascade.run()
        self.played.append(played)
        return played

    @cached_property
    def as_it_is(self) -> tuple[Cascade, Run]:
        """With the delays and capacities of the document."""
        return self._run()

    @cached_property
    def at_once(self) -> tuple[Cascade, Run]:
        """With standbys that switch in no time, and what would be taken for dead so at once."""
        return self._run(delays=0.0, seen=0.0)

    @cached_property
    def switched_at_once(self) -> tuple[Cascade, Run]:
        """With standbys that switch in no time when they do."""
        limps = any(strike.limps for strike in self.strikes)
        return self._run(delays=0.0) if limps else self.at_once

    @cached_property
    def all_seen(self) -> tuple[Cascade, Run] | None:
        """With all that limps taken for dead at once; None where nothing limps."""
        if not any(strike.limps for strike in self.strikes):
            return None
        return self._run(all_seen=True)

    @cached_property
    def ideal(self) -> tuple[Cascade, Run]:
        """In no time, and with everything carrying whatever comes."""
        return self._run(delays=0.0, unlimited=True)

    @cached_property
    def down(self) -> set[int]:
        """What goes down whatever the loads."""
        graph = self._starts.wiring.graph
        return graph.going_down(*graph.failing(self.failed))
