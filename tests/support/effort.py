"""How many examples a property has that needs more or fewer than most."""

from __future__ import annotations

from hypothesis import settings

FEW = settings.get_profile("quick").max_examples


def examples(number: int) -> int:
    """This many in every profile but `quick`, which has few of all."""
    return min(number, FEW) if settings.default.max_examples == FEW else number
