"""What two documents describe differently, and what they only know differently.

A guess or an assumption that is confirmed, gone or added while what it is about stays the same, and
a source, are knowledge; so is a guess that is there in one of the two only, and text that only
people read. All else is described.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from topology.document.document import Topology
from topology.document.merging.entries import (
    MARKS,
    Plain,
    as_object,
    canonical,
    content,
    flattened,
    key_of,
    words,
)
from topology.document.merging.traffic import ends_words, grouped, together
from topology.document.schema import targets_words


class What(StrEnum):
    """What changed."""

    COMPONENT = "component"
    NEED = "need"
    RISK = "shared risk"
    VALUE = "value"
    DEGREE = "degree"
    """How sure something is: known, assumed or guessed."""
    SOURCE = "source"


class How(StrEnum):
    """How it changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; `before` and `after` are None where there is nothing."""

    what: What
    how: How
    where: str
    """The id of the component or shared risk, or the place in the document."""
    about: str = ""
    """The requirement in words, or the field."""
    before: Any = None
    after: Any = None
    is_knowledge: bool = False


SECTIONS = {
    "components": "id",
    "shared_risks": "id",
    "objectives": "of",
    "accepted": "id",
    "scenarios": "id",
    "options": "id",
}
_NOUNS = {
    "objectives": "objective of",
    "accepted": "acceptance of",
    "scenarios": "scenario",
    "options": "option",
}
_NOT_VALUES = ("id", "needs", *MARKS)
_SETS = ("hits", "tags")
"""Lists of which only what is in one of the two is told."""
_TEXTS = ("name", "description", "$schema")
"""What only people read: no part of what is described."""
_KNOWN = "known"


def changes(old: Topology, new: Topology) -> list[Change]:
    """All that is different, in the order of the document; by meaning, whatever the order."""
    before, after = old.to_dict(), new.to_dict()
    return [
        *_items(before, after, "components", What.COMPONENT),
        *_items(before, after, "shared_risks", What.RISK),
        *_others(before, after),
    ]


def _by_key(items: Sequence[Plain], key: str) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for item in items:
        name = known = targets_words(item[key])
        nth = 1
        while name in found:
            nth += 1
            name = f"{known} ({nth})"
        found[name] = item
    return found


def _items(before: Plain, after: Plain, section: str, what: What) -> Iterator[Change]:
    old, new = (_by_key(doc.get(section, ()), "id") for doc in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield _one(what, How.ADDED, name, new[name])
        elif name not in new:
            yield _one(what, How.REMOVED, name, old[name])
        else:
            yield from _part(name, old[name], new[name])
            yield from _needs(name, old[name], new[name])


def _one(what: What, how: How, name: str, item: Plain) -> Change:
    """A component or risk that is in one of the two only."""
    said = {key: value for key, value in item.items() if key != "id"}
    before, after = (None, said) if how is How.ADDED else (said, None)
    return Change(what, how, name, "", before, after, is_knowledge="guessed" in item)


def _others(before: Plain, after: Plain) -> Iterator[Change]:
    """Objectives, scenarios, options, crews and the document's own fields."""
    for section, noun in _NOUNS.items():
        key = SECTIONS[section]
        old, new = (_by_key(doc.get(section, ()), key) for doc in (before, after))
        for name in sorted(old.keys() | new.keys()):
            place = f"{noun} {name}"
            if name in old and name in new:
                yield from _part(place, old[name], new[name])
            else:
                was, now = (_told(section, some.get(name)) for some in (old, new))
                yield from _value(place, "", was, now)
    old, new = (_crews(doc) for doc in (before, after))
    for name in sorted(old.keys() | new.keys()):
        yield from _part(f"crew {name}", old.get(name, {}), new.get(name, {}))
    yield from _traffic(before, after)
    yield from _part("document", _own_fields(before), _own_fields(after))
    was, now = (doc.get("sources") for doc in (before, after))
    if sorted(was or ()) != sorted(now or ()):
        gone, fresh = _apart(was, now)
        yield Change(What.SOURCE, _how(gone, fresh), "document", "", gone, fresh, True)


def _told(section: str, item: Plain | None) -> Plain | None:
    """What is told of an item that is in one of the two only: of an option not what it would do."""
    if section != "options" or item is None:
        return item
    return {key: item[key] for key in ("name", "cost", "cost_per_km") if key in item}


def _crews(document: Plain) -> dict[str, Plain]:
    """The crews, each with its size as a field."""
    crews = document.get("crews", {}).items()
    return {
        name: crew if isinstance(crew, dict) and "size" in crew else {"size": crew}
        for name, crew in crews
    }


def _traffic(before: Plain, after: Plain) -> Iterator[Change]:
    """How it is routed, and how much goes from where to where."""
    yield from _part("routing", before.get("routing", {}), after.get("routing", {}))
    old, new = (
        {ends_words(entries[0]): together(entries) for entries in groups.values()}
        for groups in (grouped(doc.get("traffic", ())) for doc in (before, after))
    )
    for ends in sorted(old.keys() | new.keys()):
        place = f"traffic {ends}"
        if ends in old and ends in new:
            yield from _part(place, old[ends], new[ends])
        else:
            was, now = (some.get(ends, {}).get("demand") for some in (old, new))
            yield from _value(place, "demand", was, now)


def _own_fields(document: Plain) -> Plain:
    """The fields of the document itself."""
    apart = (*SECTIONS, "crews", "routing", "traffic", "sources")
    return {k: v for k, v in document.items() if k not in apart}


# -- values -------------------------------------------------------------------------------------


def _part(place: str, old: Plain, new: Plain) -> Iterator[Change]:
    """The values of a part, and how sure they are."""
    fields = sorted((old.keys() | new.keys()).difference(_NOT_VALUES))
    for field in fields:
        if _meant(field, old) != _meant(field, new):
            yield from _value(place, field, old.get(field), new.get(field))
        elif (was := _degree_of(old, field)) != (now := _degree_of(new, field)):
            yield Change(What.DEGREE, How.CHANGED, place, field, was, now, is_knowledge=True)
    yield from _knowledge(place, "", old, new)


def _knowledge(place: str, about: str, old: Plain, new: Plain) -> Iterator[Change]:
    """How sure a part is as a whole, and where that stands."""
    if (was := _whole(old)) != (now := _whole(new)):
        yield Change(What.DEGREE, How.CHANGED, place, about, was, now, is_knowledge=True)
    if old.get("source") != new.get("source"):
        yield Change(What.SOURCE, _how(old.get("source"), new.get("source")), place, about,
                     old.get("source"), new.get("source"), is_knowledge=True)  # fmt: skip


def _value(place: str, name: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted((old.keys() | new.keys()) - {"assumed"}):
            if old.get(key) != new.get(key):
                yield from _value(place, f"{name}.{key}", old.get(key), new.get(key))
        return
    if name in _SETS and not isinstance(old, dict) and not isinstance(new, dict):
        old, new = _apart(old, new)
    yield Change(What.VALUE, _how(old, new), place, name, old, new, name in _TEXTS)


def _apart(
    old: Sequence[str] | None, new: Sequence[str] | None
) -> tuple[list[str] | None, list[str] | None]:
    """What only one of two lists has."""
    before, after = set(old or ()), set(new or ())
    return sorted(before - after) or None, sorted(after - before) or None


def _how(old: Any, new: Any) -> How:
    if old is None:
        return How.ADDED
    return How.REMOVED if new is None else How.CHANGED


def _meant(field: str, part: Plain) -> str:
    """A value without its doubts and without order where that means nothing."""
    value = part.get(field)
    if isinstance(value, list) and (
        field in _SETS or (field == "connects" and not part.get("one_way"))
    ):
        value = sorted(value)
    if isinstance(value, dict):
        value = {key: inner for key, inner in value.items() if key != "assumed"}
    return canonical(value)


def _whole(part: Plain) -> str:
    """How sure a part is: `known`, or the degree with its reason."""
    for degree in ("guessed", "assumed"):
        if isinstance(part.get(degree), str):
            return f"{degree}: {part[degree]}"
    # A reason for the id is one for all of it.
    reasons = part.get("assumed", {})
    return f"assumed: {reasons['id']}" if "id" in reasons else _KNOWN


def _degree_of(part: Plain, field: str) -> str:
    """How sure a single value is, if that is said of it."""
    reasons, value = part.get("assumed"), part.get(field)
    if isinstance(reasons, dict) and field in reasons:
        return f"assumed: {reasons[field]}"
    if isinstance(value, dict) and "assumed" in value:
        return f"assumed: {canonical(value['assumed'])}"
    return _KNOWN


# -- needs --------------------------------------------------------------------------------------


def _needs(place: str, old: Plain, new: Plain) -> Iterator[Change]:
    if ("needs" in old) != ("needs" in new):
        was, now = ("said" if "needs" in part else "not said" for part in (old, new))
        yield Change(What.DEGREE, How.CHANGED, place, "what it needs", was, now, is_knowledge=True)
    elif (was := _degree_of(old, "needs")) != (now := _degree_of(new, "needs")):
        yield Change(What.DEGREE, How.CHANGED, place, "needs", was, now, is_knowledge=True)
    before, after = (_entries(part.get("needs", ())) for part in (old, new))
    for key in sorted(before.keys() | after.keys()):
        was_there, is_there = before.get(key, []), after.get(key, [])
        both = min(len(was_there), len(is_there))
        for one, other in zip(was_there, is_there, strict=False):
            yield from _entry(place, one, other)
        for entry in was_there[both:]:
            yield _need(place, How.REMOVED, entry, is_guess=_is_guess(entry, old))
        for entry in is_there[both:]:
            yield _need(place, How.ADDED, entry, is_guess=_is_guess(entry, new))


def _entries(needs: Sequence[str | Plain]) -> dict[str, list[Plain]]:
    """Requirements by what they are; those that are alike by what they say."""
    found: dict[str, list[Plain]] = {}
    for entry in sorted(flattened(needs), key=content):
        found.setdefault(key_of(entry), []).append(as_object(entry))
    return found


def _need(place: str, how: How, entry: Plain, *, is_guess: bool) -> Change:
    before, after = (None, entry) if how is How.ADDED else (entry, None)
    return Change(What.NEED, how, place, words(entry), before, after, is_guess)


def _is_guess(entry: Plain, owner: Plain) -> bool:
    return "guessed" in entry or ("guessed" in owner and "assumed" not in entry)


def _entry(place: str, old: Plain, new: Plain) -> Iterator[Change]:
    """A requirement that both have: its values, or else how sure it is."""
    if content(old) != content(new):
        yield Change(What.NEED, How.CHANGED, place, words(new), old, new)
        return
    for one, other in _pairs(old, new, content):
        about = f"needs {words(one)}"
        yield from _knowledge(place, about, one, other)
        for field in sorted((one.keys() | other.keys()).difference(_NOT_VALUES)):
            if (was := _degree_of(one, field)) != (now := _degree_of(other, field)):
                name = f"{about}: {field}"
                yield Change(What.DEGREE, How.CHANGED, place, name, was, now, is_knowledge=True)


def _pairs(old: Plain, new: Plain, order: Callable[[Plain], str]) -> Iterator[tuple[Plain, Plain]]:
    """A requirement and the parts of it, each beside its like."""
    yield old, new
    for field in ("all", "any", "of", "first_of", "split"):
        one, other = old.get(field), new.get(field)
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs = [[as_object(entry) for entry in entries] for entries in (one, other)]
            if field != "first_of":
                pairs = [sorted(entries, key=order) for entries in pairs]
            for a, b in zip(*pairs, strict=True):
                yield from _pairs(a, b, order)
