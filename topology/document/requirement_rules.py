"""What a schema cannot say of requirements: ids that dangle, k > n, what cannot stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from topology.errors import quoted

Raw = dict[str, object]
_FORMS = {"all": "all", "any": "any", "at_least": "of", "first_of": "first_of", "split": "split"}
_CHOICES = ("any", "at_least", "first_of", "split")
_OF_LOAD = ("holds", "starts", "at_start")
"""What says something of an entry that load leads to, and nothing of one that work needs."""


@dataclass(frozen=True, slots=True)
class At:
    """Where an entry stands."""

    own: str | None
    """The id of the component that may not name itself there."""
    is_link: bool = False
    verb: str = "needs"
    is_work: bool = False
    """Whether it is needed to mend, to switch or to start, not to run."""
    has_place: bool = True
    """Whether there is a component from which a path could lead away."""
    choice: str | None = None
    """The innermost choice that it is an alternative of."""
    may_split: bool = True
    may_fail_to_start: bool = False


NOWHERE = At(None, has_place=False)
"""Where the needs of what is no component stand."""


class Names(Protocol):
    """The ids of a document."""

    links: set[str]

    @property
    def link_kinds(self) -> set[str | None]:
        """The kinds of its links."""

    def reference(self, verb: str, name: str) -> str | None:
        """The message for a reference that does not lead to a component, or None."""

    def near(self, name: str, known: Collection[str | None]) -> str:
        """A suggestion."""


def _called(entry: Raw) -> str:
    """What an entry is called in a message: by whom it names, or by its form."""
    name = entry.get("on", entry.get("reach"))
    form = next((form for form in _FORMS if form in entry), "entry")
    return (
        quoted(name) if isinstance(name, str) else f"an {form}" if form[0] in "ae" else f"a {form}"
    )


def span_of(value: object) -> tuple[int, int] | None:
    """The lowest and the highest that a whole number can be; None for what is none."""
    if isinstance(value, dict):
        low, high = span_of(value.get("low")), span_of(value.get("high"))
        return None if low is None or high is None else (low[0], high[1])
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else None


class Requirements:
    """The rules of requirements, over the names of one document."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def of_work(self, work: Raw, at: At) -> Iterator[str]:
        """What is wrong with the needs of some work, and with doing it otherwise."""
        needs = work.get("needs")
        if isinstance(needs, list):
            for entry in needs:
                yield from self.entry(entry, replace(at, is_work=True, may_split=False))
        if work.get("otherwise") is not None and not needs:
            work_name = at.verb.removesuffix(" needs")
            yield f"{work_name} has otherwise without needs: nothing holds it up"

    def entry(self, entry: object, at: At) -> Iterator[str]:
        """What is wrong with one entry, and inside it."""
        if isinstance(entry, str):
            yield from self._need(at.verb, entry, at)
        elif isinstance(entry, dict):
            yield from self._options(entry, at)
            if isinstance(entry.get("on"), str):
                yield from self._on(entry["on"], entry, at)
            elif "reach" in entry:
                yield from self._reach(entry, at)
            else:
                yield from self._compound(entry, at)

    def _options(self, entry: Raw, at: At) -> Iterator[str]:
        if at.is_work:
            for field in _OF_LOAD:
                if entry.get(field) is not None:
                    yield f"{at.verb} an entry with {field}: that is for what runs, not for work"
        elif "starts" in entry and not at.may_fail_to_start:
            yield f"has starts on {_called(entry)}: that is for a first_of, behind its first entry"
        if "refill" in entry and entry.get("holds") is None:
            yield f"has refill on {_called(entry)} without holds: there is no reserve to refill"

    def _on(self, name: object, entry: Raw, at: At) -> Iterator[str]:
        assert isinstance(name, str)
        yield from self._need(at.verb, name, at)
        if entry.get("hard") is not False:
            return
        if at.is_work:
            yield f"{at.verb} {quoted(name)} with hard: false: leave out what work can do without"
        elif at.choice:
            what = "a part" if at.choice == "split" else "an alternative"
            yield (
                f"needs {quoted(name)} with hard: false inside {at.choice}: "
                f"{what} cannot be soft; leave it out, or give it its own entry"
            )
        if entry.get("holds") is not None and not at.is_work:
            yield f"has holds on {quoted(name)}, which is hard: false: it never goes down with it"

    def _need(self, verb: str, name: str, at: At) -> Iterator[str]:
        if name == at.own:
            yield f"{verb} itself"
        elif message := self._names.reference(verb, name):
            yield message

    def _reach(self, entry: Raw, at: At) -> Iterator[str]:
        goal, names = entry["reach"], self._names
        if at.is_link:
            yield "is a link and cannot reach anything: give the requirement to one of its ends"
        elif not at.has_place:
            yield f"{at.verb} to reach {quoted(goal)}, but stands nowhere: name what it needs"
        elif isinstance(goal, str):
            verb = "reaches for" if not at.is_work else f"{at.verb} to reach"
            yield from self._need(verb, goal, at)
            if goal in names.links:
                yield f"{verb} {quoted(goal)}, which is a link; a goal must be a node"
        over = entry.get("over")
        for kind in over if isinstance(over, list) else ():
            if isinstance(kind, str) and kind not in names.link_kinds:
                near = names.near(kind, names.link_kinds)
                yield f"reaches over {quoted(kind)}, which is the kind of no link{near}"

    def _compound(self, entry: Raw, at: At) -> Iterator[str]:
        form = next((f for f in _FORMS if f in entry), None)
        parts = entry.get(_FORMS[form]) if form else None
        if form is None or not isinstance(parts, list):
            return
        least = span_of(entry.get("at_least"))
        if form == "at_least" and least is not None and least[1] > len(parts) > 0:
            yield f"at_least is {least[1]} of {len(parts)}: it can never hold"
        if form == "split" and not at.may_split:
            inside = "in the needs of work" if at.is_work else f"inside {at.choice}"
            yield f"has a split {inside}: it may stand in needs and in all, nowhere else"
        if form == "first_of" and isinstance(switch := entry.get("switchover"), dict):
            tools = replace(at, own=None, verb="switchover needs", choice=None)
            yield from self.of_work(switch, tools)
        inner = replace(
            at,
            choice=form if form in _CHOICES else at.choice,
            may_split=at.may_split and form == "all",
            may_fail_to_start=False,
        )
        for number, part in enumerate(parts):
            standby = form == "first_of" and number > 0
            yield from self.entry(part, replace(inner, may_fail_to_start=standby))
