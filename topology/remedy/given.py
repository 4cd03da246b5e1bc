"""What comes of choices that are given: nothing is looked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topology.document.document import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import Choice, choices, chosen
from topology.remedy.answer import Remedy
from topology.remedy.judging import Judge
from topology.remedy.remedies import Asked
from topology.values.deadlines import never

WHY_NOT = "what to do was given, and nothing cheaper was looked for"


def remedy_of_given(
    topology: Topology,
    given: Sequence[str],
    asked: Asked,
    *,
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] = never,
) -> Remedy:
    """A document judged as it stands, and with choices made, by their ids; or lists with commas.

    Raises `UnknownIdError` for what there is not to choose, `UsageError` for two that cannot be had
    together, and `DocumentError` for what they make no sound document of.
    """
    known = choices(topology)
    made = chosen(known, _ids(given, known))
    applied(topology, made)
    judge = Judge(topology, made, targets=asked.targets, today=asked.today, expired=expired)
    tell("judging the document as it stands")
    before = judge.state(frozenset())
    tell("judging it with what was chosen")
    after = judge.state(frozenset(range(len(made))))
    return Remedy(
        chosen=tuple(made),
        cost=sum(choice.cost for choice in made),
        verified=not after.failures,
        proven=False,
        lower_bound=0.0,
        why_not_proven=WHY_NOT,
        rests_on="",
        before=before,
        after=after,
        options=(),
        frontier=(),
        out_of_reach=(),
    )


def _ids(given: Sequence[str], known: Sequence[Choice]) -> list[str]:
    """Ids in lists with commas; one that has a comma itself is taken whole."""
    names = {choice.id for choice in known}
    found: list[str] = []
    for text in given:
        parts = [text] if text in names else [part.strip() for part in text.split(",")]
        found.extend(filter(None, parts))
    return found
