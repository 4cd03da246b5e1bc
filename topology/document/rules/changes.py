"""What a change of a plain document comes to, and where one leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Protocol

from topology.document.failure_rules import SELECTS, hits_of
from topology.document.keys.aliases import ALIAS, KEY, Aliased

Raw = dict[str, Any]
Step = str | int
_NAME, _INDEX = r"[^.\[\]]+", r"\[(?:\d{1,9}|\+)\]"
_PATH = re.compile(rf"{_NAME}(?:{_INDEX})*(?:\.{_NAME}(?:{_INDEX})*)*")
_STEP = re.compile(rf"{_NAME}|{_INDEX}")
APPEND = "[+]"
_UNKNOWN_WITHOUT = "needs"
"""The field of a component without which it is not known what it would say."""
_OF_HITS = ("hits", "leaves", "seen", "parts")
"""What a shared risk says of that which it hits."""
_SELECTING = tuple((field,) for field in (*SELECTS, "tags"))
"""The fields of a component by which it is selected."""
_ITEMS = ("components", "shared_risks")


class Making(Protocol):
    """A change of a document, in plain values."""

    @property
    def add(self) -> Mapping[str, Any]:
        """`components`, `shared_risks` and `crews` as a document has them."""

    @property
    def change(self) -> Mapping[str, Mapping[str, Any]]:
        """By id, new values by field or path; None takes a field away."""

    @property
    def spare(self) -> Mapping[str, Collection[str]]:
        """By shared risk, what it hits no more."""


def steps_of(path: str) -> tuple[Step, ...]:
    """The names and positions that a path goes over; none if it is no path.

    >>> steps_of("needs[0].first_of[+]"), steps_of("needs..x")
    (('needs', 0, 'first_of', '[+]'), ())
    """
    if not _PATH.fullmatch(path):
        return ()
    steps = _STEP.findall(path)
    return tuple(int(s[1:-1]) if s[0] == "[" and s != APPEND else s for s in steps)


def changed(item: Raw, changes: Mapping[str, Any]) -> tuple[Raw, list[str]]:
    """An item with new values by field or path, and the paths that lead nowhere."""
    found, nowhere = dict(item), []
    for path, value in changes.items():
        steps = steps_of(path)
        try:
            if not steps or (steps[0] == _UNKNOWN_WITHOUT and len(steps) > 1 and not _known(found)):
                raise LookupError
            _set(found, steps, value)
        except LookupError:
            nowhere.append(path)
    return found, nowhere


def _known(item: Raw) -> bool:
    return item.get(_UNKNOWN_WITHOUT) is not None


def _put(inside: Any, steps: Sequence[Step], value: Any) -> Any:
    """A copy with a value at a place; None takes it away. Raises `LookupError`."""
    step, rest = steps[0], steps[1:]
    if isinstance(step, int) or step == APPEND:
        return _put_in_list(inside, step, rest, value)
    if not isinstance(inside, dict):
        raise LookupError
    if step == ALIAS and KEY in inside:
        made: Raw = Aliased(inside)  # what is wrong with it is called as the path calls it
        _set(made, (KEY, *rest), value)
        return made
    made = dict(inside)
    _set(made, steps, value)
    return made


def _set(made: dict[Any, Any], steps: Sequence[Step], value: Any) -> None:
    """Puts a value at a place, of which all but the outermost object is copied."""
    step, rest = steps[0], steps[1:]
    if not rest and value is None:
        made.pop(step, None)
    elif not rest:
        made[step] = value
    else:
        # What says nothing but what it would say anyway may have been left out.
        before = made.get(step)
        empty: Any = [] if rest[0] == APPEND else {}
        made[step] = _put(empty if before is None else before, rest, value)


def _put_in_list(inside: Any, step: Step, rest: Sequence[Step], value: Any) -> list[Any]:
    if not isinstance(inside, list):
        raise LookupError
    if not isinstance(step, int):
        if rest:
            raise LookupError
        return [*inside, value]
    before, made = inside[step], list(inside)
    if rest and isinstance(before, str):
        before = {KEY: before}  # a requirement that says nothing but its id
    made[step] = _put(before, rest, value) if rest else value
    return made


def patched(plain: Raw, makings: Iterable[Making]) -> tuple[Raw, list[tuple[Making, str, str]]]:
    """A plain document with changes made, and what leads nowhere: of which, of what, the path.

    What is not touched is shared with the document that is given, and what is no object is left out
    of its lists.
    """
    made, all_of = dict(plain), tuple(makings)
    for section in _ITEMS:
        items = plain.get(section)
        made[section] = [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []
    # All is there before anything is changed, and all that a risk selects before some is spared.
    for making in all_of:
        _add(made, making)
    nowhere = _change(made, all_of)
    _spare(made, all_of)
    if not made["shared_risks"]:
        del made["shared_risks"]
    return made, nowhere


def _add(made: Raw, making: Making) -> None:
    for section in _ITEMS:
        made[section] += making.add.get(section, ())
    if crews := making.add.get("crews"):
        made["crews"] = {**(made.get("crews") or {}), **crews}


def _change(made: Raw, makings: Iterable[Making]) -> list[tuple[Making, str, str]]:
    wanted: dict[str, list[tuple[Making, Mapping[str, Any]]]] = {}
    for making in makings:
        for name, changes in making.change.items():
            wanted.setdefault(name, []).append((making, changes))
    nowhere = []
    for section in _ITEMS if wanted else ():
        items = made[section]
        for index, item in enumerate(items):
            name = item.get("id")
            for making, changes in wanted.get(name, ()) if isinstance(name, str) else ():
                items[index], paths = changed(items[index], changes)
                nowhere += [(making, name, path) for path in paths]
    return nowhere


def _spare(made: Raw, makings: Iterable[Making]) -> None:
    spared: dict[str, set[str]] = {}
    for making in makings:
        for risk, names in making.spare.items():
            spared.setdefault(risk, set()).update(names)
    moved = any(map(_moves, makings))
    if not spared and not moved:
        return
    numbered = list(enumerate(made["components"]))
    kept, gone = [], set()
    for risk in made["shared_risks"]:
        name, left = risk.get("id"), risk
        if isinstance(name, str) and name in spared:
            left = less(risk, spared[name], numbered)
        elif moved and isinstance(risk.get("hits"), dict) and not any(_hit(risk, numbered)):
            left = less(risk, (), numbered)
        if left is None:
            gone.add(name)
        else:
            kept.append(left)
    made["shared_risks"] = kept
    if gone:
        _forget(made, gone)


def _moves(making: Making) -> bool:
    """Whether something may not be selected any more by what selected it."""
    paths = (path for changes in making.change.values() for path in changes)
    return any(steps_of(path)[:1] in _SELECTING for path in paths)


def _hit(risk: Raw, numbered: Sequence[tuple[int, Raw]]) -> Iterator[Raw]:
    return hits_of(risk.get("hits"), numbered)


def less(risk: Raw, spared: Collection[str], numbered: Sequence[tuple[int, Raw]]) -> Raw | None:
    """A shared risk that hits less; None if there is nothing left of it."""
    hit = [item.get("id") for item in _hit(risk, numbered)]
    left = [name for name in hit if name not in spared]
    if left:
        return {**risk, "hits": left}
    if risk.get("raises"):
        return {key: value for key, value in risk.items() if key not in _OF_HITS}
    return None


def _forget(made: Raw, gone: Set[str]) -> None:
    """Takes out what is said of shared risks that hit nothing any more."""
    if "accepted" in made:
        made["accepted"] = _without(made["accepted"], gone)
    if "objectives" in made:
        made["objectives"] = [
            {**item, "accepted": _without(item["accepted"], gone)} if "accepted" in item else item
            for item in made["objectives"]
        ]
    if "scenarios" in made:
        played = [_unplayed(scenario, gone) for scenario in made["scenarios"]]
        made["scenarios"] = [scenario for scenario in played if scenario["events"]]


def _without(accepted: Sequence[Raw], gone: Set[str]) -> list[Raw]:
    return [entry for entry in accepted if entry.get("id") not in gone]


def _unplayed(scenario: Raw, gone: Set[str]) -> Raw:
    events = (_event(event, gone) for event in scenario["events"])
    return {**scenario, "events": [event for event in events if event is not None]}


def _event(event: Raw, gone: Set[str]) -> Raw | None:
    """An event without some shared risks; None if nothing happens in it any more."""
    for verb in ("fail", "repair"):
        named = event.get(verb)
        names = [named] if isinstance(named, str) else named
        if isinstance(names, list) and not gone.isdisjoint(names):
            left = [name for name in names if name not in gone]
            return {**event, verb: left} if left else None
    return event
