"""What is being done, and how far it is."""

from __future__ import annotations

from typing import Self


class Step(str):
    """What is being done, in words, with how much of it is done already where that is known.

    It is a text for whoever is told of it, so that who only reads need not know of shares.
    """

    __slots__ = ("done", "total")

    done: int
    total: int

    @classmethod
    def of(cls, words: str, done: int, total: int) -> Self:
        """A step of which `done` parts of `total` are done; `words` say so themselves."""
        step = cls(words)
        step.done, step.total = done, total
        return step


def nth(words: str, done: int, total: int) -> Step:
    """The next after `done` things of `total`.

    >>> nth("running pair", 2, 1_000)
    'running pair 3 of 1,000'
    """
    return Step.of(f"{words} {done + 1:,} of {total:,}", done, total)
