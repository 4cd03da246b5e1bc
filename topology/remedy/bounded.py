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
QUESTIONS = 1_000
"""So often it may be asked whether to go on, which is once for each thing that is judged."""
TOO_LARGE = "not looked for above {most:,} components here; topology remedy does"


class Allowance:
    """Whether the work that is allowed is done, by how often that was asked."""

    def __init__(self, questions: int = QUESTIONS) -> None:
        self._left = questions

    def __call__(self) -> bool:
        """Whether nothing is left of it."""
        self._left -= 1
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
    if len(topology.components) > MAX_COMPONENTS:
        raise UsageError(TOO_LARGE.format(most=MAX_COMPONENTS))
    bound = Allowance() if expired is never else expired
    return remedy_of(topology, asked, tell=tell, expired=bound)
