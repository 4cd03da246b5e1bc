"""After how many sets of k failures a target is up: every set tried, on the raw document.

What stands in places is listed member by member. Shares nothing with the package under test.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.spread_oracle import expanded


def drawn_from(doc: Doc, among: Collection[str] = (), risks: Collection[str] = ()) -> list[str]:
    """All that can fail in the expanded document, members of an entry as often as there are."""
    return [
        component["id"]
        for component in expanded(doc)["components"]
        if component.get("fails") is not False
        and (not among or {component.get("kind"), *component.get("tags", ())} & {*among})
        for _ in range(component.get("count", 1))
    ] + list(risks)


def up_sets(doc: Doc, names: list[str]) -> dict[str, list[int]]:
    """For each component after how many sets of k of these failures it is up, from k = 0 on."""
    whole = expanded(doc)
    found = {component["id"]: [0] * (len(names) + 1) for component in doc["components"]}
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            for name in found.keys() - oracles.down(whole, chosen):
                found[name][size] += 1
    return found
