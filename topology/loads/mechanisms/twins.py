"""A second of the same: what runs that are forked off begin with."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def twin(of: T) -> T:
    """A shallow copy of an object without slots, as `copy.copy` makes it at six times the price.

    A fork of a run makes dozens.
    """
    new = object.__new__(type(of))
    new.__dict__.update(of.__dict__)
    return new
