"""What a caller may say about files that are imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from topology.sources.imports.given import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Each field is the option of that name (`--allow-outside`); which a format has, it says."""

    profiles: tuple[str, ...] = ()
    """Profiles of compose that are on."""
    env_file: str | None = None
    """Where variables are looked up; else the `.env` beside the first file."""
    hosts: int | None = None
    """On how many hosts the members of something are spread."""
    quorum: Mapping[str, int] = field(default_factory=dict)
    """How many members must work, by id or by the last part of it."""
    reach: str | None = None
    """The id of the node to which every other one must have a path."""
    ducts: Given | None = None
    """A table of ducts and the links in them."""
    directed: bool = False
    """Whether links lead from the first end to the second only."""
    window_s: float | None = None
    """Over how long calls were counted, in seconds."""
    external: bool = False
    """Whether what is referred to and not described becomes a component."""
    allow_outside: bool = False
    """Whether files outside the folder of the first one may be read."""
    guesses: bool = True
    """Whether needs that only names tell of are kept."""
