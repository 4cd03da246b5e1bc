"""How what does not hold is told, and how a chain that is too long is shortened."""

from __future__ import annotations

from collections.abc import Sequence

from topology.document import schema
from topology.values.units import time_words

MAX_STEPS = 12
"""Longer chains are shown by their first and last steps, with the number left out between."""


def left_out(hidden: int) -> str:
    """Stands for the steps in the middle of a long chain."""
    return f"… {hidden:,} more step{'s' if hidden > 1 else ''} …"


def exhausted_words(entry: schema.Choice, holds: Sequence[bool]) -> str:
    """How a choice of which too few entries hold is told."""
    if isinstance(entry, schema.FirstOf):
        return "has no standby left"
    if isinstance(entry, schema.Split):
        return "has no part left"
    if isinstance(entry, schema.Any):
        return "has no alternative left"
    return f"has {sum(holds):,} of {len(holds):,} alternatives left and needs {entry.at_least:,}"


def idle_words(wanting: str) -> str:
    """How a switch is told that cannot be made, though there is something to switch to."""
    return f"cannot switch: {wanting}"


def members_words(left: int, count: int, quorum: int) -> str:
    """How it is told that too few members stand in places that are up."""
    return f"has {left:,} of {count:,} members left and needs {quorum:,}"


def over_words(entry: schema.Reach) -> str:
    """The kinds a reach is bound to, in words."""
    return "" if entry.over is None else f" over {' or '.join(sorted(entry.over))}"


def lives_on_words(entry: schema.Requirement, left_s: float) -> str:
    """That an owner lives on without an entry of its needs, for so long.

    >>> lives_on_words(schema.On(on="grid", holds="10 min"), 600.0)
    'lives on for 10 min without grid'
    """
    return f"lives on for {time_words(left_s)} without {entry_name(entry)}"


def after_living_on(words: str, held_s: float) -> str:
    """How a fall is told before which its owner lives on for some time.

    >>> after_living_on("needs grid", 600.0)
    'needs grid, and lives on for 10 min'
    """
    return f"{words}, and lives on for {time_words(held_s)}" if held_s else words


def entry_name(entry: schema.Requirement) -> str:
    """What an entry is called in a sentence.

    >>> entry_name(schema.Any(any=("b", "a", "c")))
    'a and 2 more'
    """
    if isinstance(entry, schema.Reach):
        return f"its way to {entry.reach}"
    names = sorted(set(schema.named((entry,))))
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"


def names_words(names: Sequence[str]) -> str:
    """Two names or one; of more the first, and how many more.

    >>> names_words(["a", "b"]), names_words(["a", "b", "c"])
    ('a and b', 'a and 2 more')
    """
    return f"{names[0]} and {len(names) - 1:,} more" if len(names) > 2 else " and ".join(names)


def plain_first(words: str) -> tuple[bool, str]:
    """Of several ways to say why, whatever their order in the file: "needs x" if there is one."""
    return not words.startswith("needs "), words
