"""The document as it is once something was done.

What was chosen is gone from the options afterwards, and so is what cannot be had beside it, or has
come to nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from topology.document.document import Topology
from topology.document.failure_rules import hits_of
from topology.document.options.choices import Choice, Raw
from topology.document.outcomes import wrong_options
from topology.document.rules import changes
from topology.document.rules.options import does_nothing
from topology.errors import DocumentError, Problem, UsageError, quoted


def applied(topology: Topology, chosen: Iterable[Choice], *, with_options: bool = True) -> Topology:
    """The document with some choices made, in whatever order they are given. O(size).

    Without options it is for those who judge and do not choose. Raises `UsageError` for two that
    cannot be had together, and `DocumentError` with all that is wrong with what they make of it.
    """
    made = _in_order(topology, chosen)
    for one, other in combinations(made, 2):
        if one.clashes_with(other):
            raise UsageError(f"{quoted(one.id)} and {quoted(other.id)} cannot be had together")
    if not made:
        return topology
    plain = patched(topology.to_dict(), made)
    options = plain.pop("options", [])
    if with_options and (left := _left(plain, options, made)):
        plain["options"] = left
    return Topology.from_dict(plain)


def _in_order(topology: Topology, chosen: Iterable[Choice]) -> list[Choice]:
    """As the document has them, each once; what is made up at the end, by id."""
    position = {option.id: n for n, option in enumerate(topology.options)}
    last = len(position)
    return sorted(
        {choice.id: choice for choice in chosen}.values(),
        key=lambda choice: (position.get(choice.family or choice.id, last), choice.id),
    )


def patched(plain: Raw, chosen: Iterable[Choice]) -> Raw:
    """A plain document with choices made; what is not touched is shared with the one given.

    The options stay. Raises `DocumentError` for a path that leads nowhere.
    """
    made, nowhere = changes.patched(plain, chosen)
    if nowhere:
        raise DocumentError("", [_leads_nowhere(*one) for one in nowhere])
    return made


def _leads_nowhere(choice: changes.Making, name: str, path: str) -> Problem:
    said = f"changes {path} of {quoted(name)}, which is not there"
    return Problem(f"option {quoted(getattr(choice, 'id', ''))}", said)


# -- what is still to be had ----------------------------------------------------------------------


def _left(plain: Raw, options: Sequence[Raw], chosen: Sequence[Choice]) -> list[Raw]:
    """The options that are still to be had in a document that they are no part of."""
    left = [option for option in options if not any(_is_over(option, done) for done in chosen)]
    numbered = list(enumerate(plain["components"]))
    ids = {item["id"] for item in plain["components"]}
    hits = {
        risk["id"]: {str(item["id"]) for item in hits_of(risk.get("hits"), numbered)}
        for risk in plain.get("shared_risks", ())
    }
    left = [_rest_of(option, ids, hits) for option in left]
    left = _among_themselves([option for option in left if not does_nothing(option)])
    wrong = wrong_options({**plain, "options": left})
    return _among_themselves([option for n, option in enumerate(left) if n not in wrong])


def _is_over(option: Raw, done: Choice) -> bool:
    """Whether an option was chosen, or cannot be had any more."""
    if option["id"] == done.id:
        return True
    is_family = "link" in option
    return Choice(
        id="" if is_family else option["id"],
        family=option["id"] if is_family else "",
        cost=0.0,
        add=option.get("add", {}),
        change=option.get("change", {}),
        spare=option.get("spare", {}),
        excludes=frozenset(option.get("excludes", ())),
    ).clashes_with(done)


def _rest_of(option: Raw, ids: Collection[str], hits: Mapping[str, Collection[str]]) -> Raw:
    """An option without what is spared already, or is about what is gone."""
    made: dict[str, Any] = dict(option)
    if "spare" in option:
        added = {item["id"] for item in option.get("add", {}).get("components", ())}
        spared = {
            risk: [name for name in names if name in hits[risk] or name in added]
            for risk, names in option["spare"].items()
            if risk in hits
        }
        made["spare"] = {risk: names for risk, names in spared.items() if names}
    if "change" in option:
        there = option["change"].items()
        made["change"] = {name: new for name, new in there if name in ids or name in hits}
    return {key: value for key, value in made.items() if value != {}}


def _among_themselves(options: Sequence[Raw]) -> list[Raw]:
    """Options that exclude no others than these."""
    there = {option["id"] for option in options}
    return [
        {**option, "excludes": [name for name in option["excludes"] if name in there]}
        if "excludes" in option
        else option
        for option in options
    ]
