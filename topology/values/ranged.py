"""`Ranged`: a number that is not known exactly. It counts as one value, and remembers its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

KEYS = ("low", "high", "value", "assumed")


class Ranged:
    """What a `RangedFloat` and a `RangedInt` have in common: it lies between `low` and `high`.

    As a number it is its value: the middle unless one is given. `assumed` says why.
    """

    low: float
    high: float
    assumed: str | None
    write: Callable[[Any], Any]

    @classmethod
    def parse(
        cls,
        given: Mapping[str, Any],
        number: Callable[[Any], float],
        write: Callable[[Any], Any],
    ) -> Self:
        """A range as a document gives it; `number` reads its values, `write` writes them.

        Raises `ValueError` with the rule that was broken, and whatever `number` raises.
        """
        unknown = next((key for key in given if key not in KEYS), None)
        if unknown is not None:
            raise ValueError(f'has "{unknown}", but a range has {", ".join(KEYS)}')
        if "low" not in given or "high" not in given:
            raise ValueError("must be a value, or a range with low and high")
        low, high = number(given["low"]), number(given["high"])
        value = number(given["value"]) if "value" in given else cls._middle(low, high)
        if not low < high:
            raise ValueError("must have a low below its high")
        if not low <= value <= high:
            raise ValueError("must have a value between low and high")
        assumed = given.get("assumed")
        if assumed is not None and not isinstance(assumed, str):
            raise ValueError("must have text as `assumed`")
        return cls._made(value, low, high, assumed, write)

    @classmethod
    def _made(
        cls,
        value: float,
        low: float,
        high: float,
        assumed: str | None,
        write: Callable[[Any], Any],
    ) -> Self:
        found: Self = cls(value)  # type: ignore[call-arg]
        found.low, found.high, found.assumed, found.write = low, high, assumed, write
        return found

    @staticmethod
    def _middle(low: float, high: float) -> float:
        raise NotImplementedError

    @property
    def value(self) -> float:
        """What it counts as, as a plain number."""
        raise NotImplementedError

    def plain(self) -> dict[str, Any]:
        """As it stands in a document."""
        plain = {"low": self.write(self.low), "high": self.write(self.high)}
        if self.value != self._middle(self.low, self.high):
            plain["value"] = self.write(self.value)
        return {**plain, **({} if self.assumed is None else {"assumed": self.assumed})}

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return self._made, (self.value, self.low, self.high, self.assumed, self.write)


class RangedFloat(Ranged, float):
    """A duration, a share or an amount with its range."""

    @staticmethod
    def _middle(low: float, high: float) -> float:
        return (low + high) / 2

    @property
    def value(self) -> float:
        """What it counts as, as a plain number."""
        return float(self)


class RangedInt(Ranged, int):
    """A whole number with its range; its middle is the lower one of two."""

    @staticmethod
    def _middle(low: float, high: float) -> float:
        return (low + high) // 2

    @property
    def value(self) -> int:
        """What it counts as, as a plain number."""
        return int(self)
