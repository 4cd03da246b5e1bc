"""The document as it is once something was done.

What was chosen is gone from the options afterwards, and so is what cannot be had beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from itertools import combinations
from typing import Any

from topology.document.document import Topology
from topology.document.failure_rules import hits_of
from topology.document.options.choices import Choice, Raw, choices
from topology.errors import DocumentError, Problem, UsageError, quoted

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+|\+)\]")
APPEND = "+"


def applied(topology: Topology, chosen: Sequence[Choice]) -> Topology:
    """The document with some choices made. O(size of the document).

    Raises `UsageError` for two that cannot be had together, and `DocumentError` with all that is
    wrong with what they make of it.
    """
    for one, other in combinations(chosen, 2):
        if one.clashes_with(other):
            raise UsageError(f"{quoted(one.id)} and {quoted(other.id)} cannot be had together")
    if not chosen:
        return topology
    plain = patched(topology.to_dict(), chosen)
    left = _left(topology, chosen)
    plain["options"] = [o for o in plain.get("options", ()) if o["id"] in left]
    if not plain["options"]:
        del plain["options"]
    return Topology.from_dict(plain)


def patched(plain: Raw, chosen: Iterable[Choice]) -> Raw:
    """A plain document with choices made; what is not touched is shared with the one given.

    Raises `DocumentError` for a path that leads nowhere.
    """
    plain = dict(plain)
    for section in ("components", "shared_risks"):
        plain[section] = list(plain.get(section, ()))
    made = tuple(chosen)
    # All is there before anything is changed, and all that a risk selects before some is spared.
    for step in (_add, _change, _spare):
        for choice in made:
            step(plain, choice)
    if not plain["shared_risks"]:
        del plain["shared_risks"]
    return plain


def _left(topology: Topology, chosen: Sequence[Choice]) -> frozenset[str]:
    """The options that are still to be had."""
    own = frozenset(choice.id for choice in chosen)
    families = {option.id for option in topology.options if option.link is not None}
    known = {c.id: c for c in choices(topology) if c.id not in own}
    left = {n for n, c in known.items() if not any(c.clashes_with(done) for done in chosen)}
    return frozenset(left | families)


def _add(plain: Raw, choice: Choice) -> None:
    for section in ("components", "shared_risks"):
        plain[section] += choice.add.get(section, ())
    if crews := choice.add.get("crews"):
        plain["crews"] = {**plain.get("crews", {}), **crews}


def _change(plain: Raw, choice: Choice) -> None:
    for section in ("components", "shared_risks"):
        for index, item in enumerate(plain[section]):
            changes = choice.change.get(item["id"])
            if changes is not None:
                plain[section][index] = changed_item(item, changes, choice.id)


def changed_item(item: Raw, changes: Mapping[str, Any], option: str) -> Raw:
    """An item with new values by field or path. Raises `DocumentError` where a path leads nowhere."""
    found: Any = item
    for path, value in changes.items():
        steps = [name or index for name, index in _STEP.findall(path)]
        try:
            found = _put(found, steps, value)
        except (KeyError, IndexError, TypeError, ValueError):
            said = f"changes {path} of {quoted(item['id'])}, which is not there"
            raise DocumentError("", [Problem(f"option {quoted(option)}", said)]) from None
    return dict(found)


def _put(inside: Any, steps: Sequence[str], value: Any) -> Any:
    """A copy with a value at a place; None takes it away."""
    step, rest = steps[0], steps[1:]
    made = copy(inside)
    if isinstance(made, list):
        if step == APPEND and not rest:
            return [*made, value]
        index = int(step)
        made[index] = _put(made[index], rest, value) if rest else value
    elif not rest and value is None:
        made.pop(step, None)
    elif not rest:
        made[step] = value
    else:
        made[step] = _put(made[step], rest, value)
    return made


def _spare(plain: Raw, choice: Choice) -> None:
    for index, risk in enumerate(plain["shared_risks"]):
        spared = choice.spare.get(risk["id"])
        if spared is None:
            continue
        numbered = list(enumerate(plain["components"]))
        hit = [item["id"] for item in hits_of(risk.get("hits"), numbered)]
        plain["shared_risks"][index] = {**risk, "hits": [n for n in hit if n not in spared]}
    plain["shared_risks"] = [r for r in plain["shared_risks"] if r.get("hits") != []]
