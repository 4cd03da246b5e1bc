"""What happens in a cascade, line by line; what happens to several at once is told together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from topology.loads.cascade.run import Happening, Run
from topology.render.words.phrases import shown


def told(run: Run) -> Iterator[tuple[Happening, str]]:
    """Lines with their words; neighbours of which the same is said are told together."""
    together = groupby(run.timeline, key=lambda line: (line.at_s, line.event, _said(line)))
    for (_, _, said), group in together:
        lines = list(group)
        names = [line.component for line in lines]
        if len(names) == 1 or not said:
            yield from ((line, shown(line.words)) for line in lines)
            continue
        first, _, rest = said.partition(" ")
        verb = _PLURAL.get(first, first)
        most = [shown(name) for name in names[:MAX_NAMES]]
        if len(names) > MAX_NAMES:
            most.append(f"{len(names) - MAX_NAMES:,} more")
        yield lines[0], f"{', '.join(most[:-1])} and {most[-1]} {verb} {rest}".rstrip()


def _said(line: Happening) -> str:
    """What is said of the component of a line; nothing if the line does not begin with it."""
    name = f"{line.component} "
    return line.words.removeprefix(name) if line.words.startswith(name) else ""


MAX_NAMES = 8


_PLURAL = {
    "fails": "fail",
    "is": "are",
    "needs": "need",
    "has": "have",
    "lives": "live",
    "loses": "lose",
    "switches": "switch",
    "goes": "go",
    "restarts": "restart",
    "crashes": "crash",
    "limps:": "limp:",
    "starts": "start",
    "waits": "wait",
}
