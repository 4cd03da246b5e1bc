"""The remedies of a document, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from topology.document.document import Topology
from topology.remedy.answer import Remedy
from topology.values.deadlines import never


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for."""

    targets: tuple[str, ...] | None = None
    """Whose objectives have to hold; all when None."""
    budget: float | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    """Of what is made up, by kind; 1 each otherwise."""
    suggest: bool = False
    """Whether to make up options beside those of the document; without any it is done anyway."""
    today: str | None = None
    frontier: bool = True


def remedy_of(
    topology: Topology,
    asked: Asked | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] = never,
) -> Remedy:
    """The cheapest choices with which every objective holds, verified, and proven where it can be.

    Until it has `expired`: then the best so far, with the bound. Raises `UsageError` where no
    objective asks anything.
    """
    raise NotImplementedError
