"""What a run of a cascade is about, apart from the topology."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from topology.document import schema
from topology.errors import UsageError
from topology.values.deadlines import never
from topology.values.units import format_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is given to happen, until when, and what is assumed; times in seconds."""

    name: str
    events: tuple[schema.Event, ...]
    until_s: float | None = None
    repairs: bool = True
    """Whether what fails is repaired as the document says, or stays failed."""
    delays: float = 1.0
    """What the delays of standbys are multiplied by; 0 for switches in no time."""
    seen: float = 1.0
    """What the times are multiplied by after which what limps is taken for dead."""
    all_seen: bool = False
    """Whether all that limps is taken for dead at once."""
    series: bool = False
    watched: frozenset[int] | None = None
    """Components whose level is told; else those of objectives, or with demand."""
    reserves: bool = True
    """Whether owners live on for a while without what they need (`holds`)."""
    unlimited: bool = False
    """Whether everything carries whatever comes."""
    explained: bool = True
    """Whether it is told when levels fall, and for what; nothing that happens hangs on it."""
    peak_demand: bool = False
    """Whether demands stay at the top of their profiles."""
    expired: Callable[[], bool] = never
    """Whether to stop following it, asked at each event."""

    def __post_init__(self) -> None:
        last = max((event.at for event in self.events), default=0.0)
        if self.until_s is not None and self.until_s < last:
            raise UsageError(
                f"the run must not end at {format_duration(self.until_s)}, before its last event "
                f"at {format_duration(last)}"
            )
