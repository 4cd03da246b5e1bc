"""What an answer claims, and on what that rests, in sentences."""

from __future__ import annotations

from topology.remedy.search.proving import Proof
from topology.remedy.search.searching import Searched
from topology.values.units import counted

NOTHING_TO_DO = "nothing is violated, so there is nothing to do"
MOST_NAMED = 4
"""Choices that a sentence names."""


def rests_on(found: Searched) -> str:
    """What the proof rests on, or the bound."""
    proof = found.proof
    rows = counted(proof.sound_rows, "reason")
    by = f"{rows} that hold by structure, {counted(proof.tried, 'set')} tried one by one"
    if proof.is_proven:
        return f"everything cheaper fails: {by}"
    return f"everything under {number(proof.bound)} fails: {by}"


def why_not_proven(found: Searched) -> str | None:
    """What is missing of a proof; None if nothing is."""
    proof = found.proof
    if proof.is_proven:
        return None
    cost = found.tried.rank(found.best)[1]
    gap = f"from {number(proof.bound)} to {number(cost)} not every set is excluded"
    return f"best found: {_stopped(proof)}, and {gap}{_witness(found)}"


def number(value: float) -> str:
    """A cost as a sentence shows it.

    >>> number(120000.0), number(0.1 + 0.2)
    ('120,000', '0.3')
    """
    return f"{value:,.10g}"


def _stopped(proof: Proof) -> str:
    if proof.out_of_time:
        return "time was up"
    return f"{counted(proof.tried, 'set')} were tried, as many as are"


def _witness(found: Searched) -> str:
    witness = found.tried.witness
    if witness is None:
        return ""
    ids = [found.tried.judging.choices[i].id for i in sorted(witness.chosen)]
    some = ", ".join(ids[:MOST_NAMED])
    if more := ids[MOST_NAMED:]:
        some += f" and {len(more):,} more"
    to = f" to {witness.failure.cause}" if witness.failure.cause else ""
    make = "makes" if len(ids) == 1 else "make"
    return f"; {some} {make} worse what fewer of them do not: {witness.failure.about} falls{to}"
