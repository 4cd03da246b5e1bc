"""A remedy beside other answers: bounded by size and counted work, so it is the same every time."""

from __future__ import annotations

from collections.abc import Callable

from topology.document.document import Topology
from topology.errors import UsageError
from topology.remedy.answer import Remedy
from topology.remedy.remedies import Asked, remedy_of
from topology.values.deadlines import never

MAX_COMPONENTS = 2_000
"""Of larger documents nothing is looked for."""
WORK = 400_000
"""Components of documents that are looked at, each time that somebody asks whether to go on."""
TOO_LARGE = "not looked for above {most:,} components here; topology remedy does"


class Allowance:
    """Whether the work that is allowed is done: each time that it is asked, a document's size."""

    def __init__(self, size: int, work: int = WORK) -> None:
        self._size, self._left = max(size, 1), work

    def __call__(self) -> bool:
        """Whether nothing is left of it."""
        self._left -= self._size
        return self._left < 0


def remedy_within_work(
    topology: Topology,
    asked: Asked,
    *,
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] = never,
) -> Remedy:
    """The remedy of a document as far as so much work finds one, or so much time, if it is limited.

    Raises `UsageError` for a document that is too large, or that asks nothing.
    """
    size = len(topology.components)
    if size > MAX_COMPONENTS:
        raise UsageError(TOO_LARGE.format(most=MAX_COMPONENTS))
    bound = Allowance(size) if expired is never else expired
    return remedy_of(topology, asked, tell=tell, expired=bound)
