"""`Ranged`: a number that is not known exactly. It counts as one value, and remembers its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

KEYS = ("low", "high", "value", "assumed")


class Ranged(float):
    """A float that lies between `low` and `high`, for a reason `assumed`.

    As a float it is its `value`: the middle unless one is given.
    """

    __slots__ = ("assumed", "high", "low", "write")

    low: float
    high: float
    assumed: str | None
    write: Callable[[float], Any]

    @classmethod
    def parse(
        cls,
        given: Mapping[str, Any],
        number: Callable[[Any], float],
        write: Callable[[float], Any] = float,
    ) -> Ranged:
        """A range as a document gives it; `number` reads its values, `write` writes them.

        Raises `ValueError` with the rule that was broken, and whatever `number` raises.
        """
        unknown = next((key for key in given if key not in KEYS), None)
        if unknown is not None:
            raise ValueError(f'has "{unknown}", but a range has {", ".join(KEYS)}')
        if "low" not in given or "high" not in given:
            raise ValueError("must be a value, or a range with low and high")
        low, high = number(given["low"]), number(given["high"])
        value = number(given["value"]) if "value" in given else (low + high) / 2
        if not low < high:
            raise ValueError("must have a low below its high")
        if not low <= value <= high:
            raise ValueError("must have a value between low and high")
        assumed = given.get("assumed")
        if assumed is not None and not isinstance(assumed, str):
            raise ValueError("must have text as `assumed`")
        found = cls(value)
        found.low, found.high, found.assumed, found.write = low, high, assumed, write
        return found

    def __copy__(self) -> Ranged:
        return self

    def __deepcopy__(self, memo: object) -> Ranged:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (float(self), self.low, self.high, self.assumed, self.write)

    def plain(self) -> dict[str, Any]:
        """As it stands in a document."""
        plain = {"low": self.write(self.low), "high": self.write(self.high)}
        if float(self) != (self.low + self.high) / 2:
            plain["value"] = self.write(float(self))
        return {**plain, **({} if self.assumed is None else {"assumed": self.assumed})}


def _made(
    value: float, low: float, high: float, assumed: str | None, write: Callable[[float], Any]
) -> Ranged:
    found = Ranged(value)
    found.low, found.high, found.assumed, found.write = low, high, assumed, write
    return found
