"""What an objective may ask: of the traffic one thing, of components another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from topology.document.requirement_rules import Raw
from topology.document.schema import CLAUSES, TRAFFIC
from topology.errors import quoted

OF_TRAFFIC = ("survives", "utilisation")
"""The clauses that make sense of traffic."""
_NOT_OF_TRAFFIC = ("level", *(clause for clause in CLAUSES if clause not in OF_TRAFFIC))


def means_traffic(of: object, document: Raw) -> bool:
    """Whether targets are the traffic of a plain document."""
    return of == TRAFFIC and bool(document.get("traffic"))


def traffic_problems(item: Raw, document: Raw, ids: Collection[str]) -> Iterator[str]:
    """What is wrong with an objective or an acceptance as far as it is about traffic, or is not."""
    of, asks = item.get("of"), [clause for clause in _NOT_OF_TRAFFIC if item.get(clause)]
    if not means_traffic(of, document):
        if of == TRAFFIC and of not in ids:
            yield f"is of {quoted(TRAFFIC)}, and the document has no traffic"
        if item.get("utilisation") is not None:
            components = f"of: {TRAFFIC}; of components it is headroom"
            yield f"asks for a utilisation, which only traffic has ({components})"
        return
    if TRAFFIC in ids:
        way_out = f'name the component in a list: ["{TRAFFIC}"]'
        yield f"is of {quoted(TRAFFIC)}, which is the traffic and a component: {way_out}"
    if asks:
        can = " and ".join(OF_TRAFFIC)
        yield f"asks for {', '.join(asks)}, which traffic does not have: it has {can}"
