"""`Ranged`: a number that is not known exactly. It counts as one value, and remembers its range."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import inf
from typing import Any, Self

from topology.errors import did_you_mean, quoted

KEYS = ("low", "high", "value", "distribution", "assumed")


class Distribution(StrEnum):
    """How likely the values of a range are, where they are drawn."""

    UNIFORM = "uniform"
    """All from `low` to `high` alike."""
    TRIANGULAR = "triangular"
    """The likelier the nearer to the value it counts as, none outside of `low` and `high`."""
    LOGNORMAL = "lognormal"
    """Its logarithm is normal, 5 % of it below `low` and 5 % above `high`."""


class Ranged:
    """What a `RangedFloat` and a `RangedInt` have in common: it lies between `low` and `high`.

    As a number it is its value: the middle unless one is given. `assumed` says why. `distribution`
    matters to nothing but what draws from it, which draws none above `most`; None is uniform.
    """

    low: float
    high: float
    assumed: str | None
    write: Callable[[Any], Any]
    distribution: Distribution | None
    most: float

    @classmethod
    def parse(
        cls,
        given: Mapping[str, Any],
        number: Callable[[Any], float],
        write: Callable[[Any], Any],
        most: float = inf,
    ) -> Self:
        """A range as a document gives it; `number` reads its values, `write` writes them.

        None of its values may be above `most`.

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
        distribution = _distribution(given.get("distribution"), low)
        return cls._made(value, (low, high), assumed, write, (distribution, most))

    @classmethod
    def _made(
        cls,
        value: float,
        ends: tuple[float, float],
        assumed: str | None,
        write: Callable[[Any], Any],
        drawn: tuple[Distribution | None, float],
    ) -> Self:
        found: Self = cls(value)  # type: ignore[call-arg]
        found.low, found.high = ends
        found.assumed, found.write = assumed, write
        found.distribution, found.most = drawn
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
        if self.distribution is not None:
            plain["distribution"] = self.distribution.value
        return {**plain, **({} if self.assumed is None else {"assumed": self.assumed})}

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        ends, drawn = (self.low, self.high), (self.distribution, self.most)
        return self._made, (self.value, ends, self.assumed, self.write, drawn)


def _distribution(given: object, low: float) -> Distribution | None:
    """The distribution that a range gives, if it gives one. Raises `ValueError`."""
    if given is None:
        return None
    if given not in list(Distribution):
        names = list(Distribution)
        raise ValueError(
            f"has the distribution {quoted(given)}, which must be one of {', '.join(names)}"
            f"{did_you_mean(given, names) if isinstance(given, str) else ''}"
        )
    if given == Distribution.LOGNORMAL and not low > 0:
        raise ValueError("must have a low above zero for a lognormal distribution")
    return Distribution(str(given))


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
