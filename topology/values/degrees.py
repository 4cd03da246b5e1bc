"""How sure something is: known, assumed by a convention or an expert, or guessed by names."""

from __future__ import annotations

from enum import IntEnum


class Degree(IntEnum):
    """The surest first."""

    KNOWN = 0
    ASSUMED = 1
    GUESSED = 2

    @property
    def field(self) -> str:
        """The field of a document that holds the reason."""
        return self.name.lower()

    @property
    def mark(self) -> str:
        """What stands behind words that are less than known."""
        return "" if self is Degree.KNOWN else f" ({self.field})"
