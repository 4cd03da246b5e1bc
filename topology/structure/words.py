"""How what does not hold is told, and how a chain that is too long is shortened."""

from __future__ import annotations

from collections.abc import Sequence

from topology.document import schema

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


def members_words(left: int, count: int, quorum: int) -> str:
    """How it is told that too few members stand in places that are up."""
    return f"has {left:,} of {count:,} members left and needs {quorum:,}"


def over_words(entry: schema.Reach) -> str:
    """The kinds a reach is bound to, in words."""
    return "" if entry.over is None else f" over {' or '.join(sorted(entry.over))}"


def plain_first(words: str) -> tuple[bool, str]:
    """Of several ways to say why, whatever their order in the file: "needs x" if there is one."""
    return not words.startswith("needs "), words
