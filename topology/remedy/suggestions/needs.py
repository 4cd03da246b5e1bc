"""The entries of needs in plain values, each with the path by which an option names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from topology.document.options.choices import Raw

LISTS = ("all", "any", "of", "first_of", "split")
"""The fields that hold further entries."""
SHARING = ("any", "of")
"""Those to which an alternative can be added as it is: it takes its part at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, with where it stands."""

    owner: Raw
    path: str
    """As `change` of an option names it: `needs[0].first_of[1]`."""
    value: Any
    listed_in: str
    """The path of the list that it stands in, where that shares; else empty."""

    @property
    def name(self) -> str | None:
        """The component that it names, where it names one."""
        if isinstance(self.value, str):
            return self.value
        named = self.value.get("on")
        return str(named) if named is not None else None

    @property
    def is_hard(self) -> bool:
        """Whether its owner goes down with it, so that an alternative would be one."""
        return isinstance(self.value, str) or self.value.get("hard", True) is not False

    def beside(self, name: str) -> dict[str, Any]:
        """The change by which a component becomes an alternative to it."""
        other = {**self.value, "on": name} if isinstance(self.value, dict) else name
        if self.listed_in:
            return {f"{self.listed_in}[+]": other}
        return {self.path: {"any": [self.value, other]}}


def entries(owner: Raw, field: str = "needs", inside: str = "") -> Iterator[Entry]:
    """All entries of a list of needs, those within others after what they are within."""
    place: Any = owner
    for step in filter(None, inside.split(".")):
        place = place.get(step) or {}
    path = f"{inside}.{field}" if inside else field
    yield from _listed(owner, path, place.get(field) or (), sharing=False)


def _listed(owner: Raw, path: str, listed: Any, *, sharing: bool) -> Iterator[Entry]:
    for number, value in enumerate(listed):
        at = f"{path}[{number}]"
        yield Entry(owner, at, value, path if sharing else "")
        if isinstance(value, Mapping):
            for field in LISTS:
                yield from _listed(
                    owner, f"{at}.{field}", value.get(field, ()), sharing=field in SHARING
                )


def names_in(value: Any) -> frozenset[str]:
    """All that an entry names, goals included."""
    if isinstance(value, str):
        return frozenset((value,))
    own = (value[field] for field in ("on", "reach") if field in value)
    within = (names_in(part) for field in LISTS for part in value.get(field, ()))
    return frozenset(own).union(*within)
