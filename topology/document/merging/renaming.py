"""Ids that stand for the same thing, and a document in which they are one.

Of what is the same one id stays. Wherever a document names a component or a shared risk it is
renamed; a mode (`component:mode`) with its component.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import starmap
from typing import Any

from topology.document.merging.entries import as_object, parts_field, shortest
from topology.document.own_words import is_own
from topology.document.rules.changes import steps_of
from topology.document.schema import ALL
from topology.errors import UnknownIdError, UsageError, quoted

Plain = dict[str, Any]
Pairs = Iterable[tuple[str, str]]
SECTIONS = ("components", "shared_risks")
"""Where ids are."""
_NAMES = ("connects", "spread", "hits", "on", "reach")
"""Fields that name components."""
_ENTRIES = ("needs", "all", "any", "of", "first_of", "split")
"""Fields of which each entry is a requirement."""


def ids_of(document: Plain) -> dict[str, str]:
    """The section in which each id of a document stands."""
    return {item["id"]: section for section in SECTIONS for item in document.get(section, ())}


def said_pairs(texts: Iterable[str], known: Iterable[str], option: str) -> list[tuple[str, str]]:
    """The pairs of ids that an option like `--same a=b` names. Raises `UsageError`."""
    ids = set(known)
    return [_pair(text, ids, option) for text in texts]


def _pair(text: str, known: set[str], option: str) -> tuple[str, str]:
    """Ids may hold an equals sign themselves."""
    cuts = [i for i, char in enumerate(text) if char == "="]
    pairs = [(text[:cut].strip(), text[cut + 1 :].strip()) for cut in cuts]
    right = [(a, b) for a, b in pairs if a in known and b in known]
    if not pairs or not all(pairs[0]):
        raise UsageError(f"{option} {quoted(text)}: must be ID=ID, as in {option} db=postgres")
    return right[0] if right else pairs[0]


def one_name(pairs: Pairs, files: Sequence[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """What each id is called from now on; of a pair the first stays. Raises `UsageError`.

    `files` are the names of the documents with the section of each of their ids.
    """
    before: dict[str, str] = {}
    known = {name for _, ids in files for name in ids}
    for stays, goes in pairs:
        for name in (stays, goes):
            if name not in known:
                raise UnknownIdError("what is said to be the same,", name, known)
        if stays != goes and before.setdefault(goes, stays) != stays:
            raise UsageError(
                f"{quoted(goes)} is said to be the same as {quoted(before[goes])} and as "
                f"{quoted(stays)}: say which of those two is the other"
            )
    found = {name: _last(name, before) for name in before}
    _need_apart(found, files)
    return found


def _last(name: str, before: Mapping[str, str]) -> str:
    seen = {name}
    while name in before:
        name = before[name]
        if name in seen:
            raise UsageError(f"{quoted(name)} is said to be the same as itself, in a circle")
        seen.add(name)
    return name


def _need_apart(found: Mapping[str, str], files: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """What stands in one document under two ids are two things, and so are a risk and a need."""
    sections: dict[str, tuple[str, str]] = {}
    for file, ids in files:
        seen: dict[str, str] = {}
        for name, section in ids.items():
            stays = found.get(name, name)
            if stays in seen:
                raise UsageError(
                    f"{quoted(seen[stays])} and {quoted(name)} are said to be the same, and both "
                    f"stand in {file}: there they are two"
                )
            seen[stays] = name
            other, was = sections.setdefault(stays, (name, section))
            if was != section and other != name:
                raise UsageError(f"{quoted(other)} and {quoted(name)} cannot be the same: only one "
                                 "of them is a component")  # fmt: skip


def renamed(document: Plain, names: Mapping[str, str]) -> Plain:
    """The document with other ids; itself where none of them stands in it."""
    return _Renamer(names).document(document) if names else document


class _Renamer:
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def name(self, name: str) -> str:
        return self.names.get(name, name)

    def cause(self, name: str) -> str:
        """The id of a cause, which may be a mode."""
        if name in self.names:
            return self.names[name]
        owner, colon, mode = name.rpartition(":")
        return f"{self.name(owner)}{colon}{mode}" if colon else name

    def document(self, document: Plain) -> Plain:
        found = dict(document)
        for section, item in (
            ("components", self._component),
            ("shared_risks", self._risk),
            ("objectives", self._objective),
            ("accepted", self._acceptance),
            ("scenarios", self._scenario),
            ("traffic", self._demand),
            ("options", self._option),
        ):
            if section in document:
                found[section] = [item(one) for one in document[section]]
        if "crews" in document:
            found["crews"] = {k: self._within(crew) for k, crew in document["crews"].items()}
        return found

    def _component(self, item: Plain) -> Plain:
        found = {**self._within(item), "id": self.name(item["id"])}
        for field in ("connects", "spread"):
            if field in item:
                found[field] = [self.name(name) for name in item[field]]
        return found

    def _risk(self, item: Plain) -> Plain:
        found = {**self._within(item), "id": self.name(item["id"])}
        if isinstance(item.get("hits"), list):
            found["hits"] = [self.name(name) for name in item["hits"]]
        if "raises" in item:
            found["raises"] = {self.name(name): by for name, by in item["raises"].items()}
        return found

    def _objective(self, item: Plain) -> Plain:
        found = {**item, "of": self._targets(item["of"])}
        if "accepted" in item:
            found["accepted"] = [
                {**entry, "id": self.cause(entry["id"])} for entry in item["accepted"]
            ]
        return found

    def _acceptance(self, item: Plain) -> Plain:
        of = {"of": self._targets(item["of"])} if "of" in item else {}
        return {**item, "id": self.cause(item["id"]), **of}

    def _demand(self, item: Plain) -> Plain:
        return {**item, "from": self._targets(item["from"]), "to": self._targets(item["to"])}

    def _targets(self, of: object) -> object:
        """Whom an objective or a demand means; nothing is renamed in a selection."""
        if isinstance(of, list):
            return [self.name(name) for name in of]
        return self.name(of) if isinstance(of, str) and of != ALL else of

    def _scenario(self, item: Plain) -> Plain:
        return {**item, "events": [self._event(event) for event in item["events"]]}

    def _event(self, event: Plain) -> Plain:
        found: Plain = self._within(event)
        for field in ("fail", "repair", "verify", "switch", "demand", "capacity", "limit", "to"):
            named = event.get(field)
            if isinstance(named, str):
                found[field] = self.cause(named)
            elif isinstance(named, list):
                found[field] = list(map(self.cause, named))
        return found

    def _option(self, item: Plain) -> Plain:
        found = dict(item)
        if "add" in item:
            found["add"] = self.document(item["add"])
        if "change" in item:
            found["change"] = {
                self.name(name): dict(starmap(self._change, changes.items()))
                for name, changes in item["change"].items()
            }
        if "spare" in item:
            found["spare"] = {
                self.name(risk): list(map(self.name, names))
                for risk, names in item["spare"].items()
            }
        return found

    def _change(self, path: str, value: Any) -> tuple[str, Any]:
        """A field, named by a path, and its new value."""
        steps = steps_of(path)
        if steps[:1] == ("raises",) and len(steps) == 2:
            return f"raises.{self.name(str(steps[1]))}", value
        field = next((step for step in reversed(steps) if str(step)[0].isalpha()), "")
        if field == "raises" and isinstance(value, dict):
            return path, {self.name(name): by for name, by in value.items()}
        if field in _NAMES:
            several = isinstance(value, list)
            return path, list(map(self._named, value)) if several else self._named(value)
        if field in _ENTRIES and isinstance(value, list):
            return path, list(map(self.entry, value))
        return path, self.entry(value) if field in _ENTRIES and value else self._within(value)

    def _named(self, name: Any) -> Any:
        return self.name(name) if isinstance(name, str) else name

    def _within(self, value: Any) -> Any:
        """A value in which requirements may stand at any depth, under `needs`."""
        if isinstance(value, list):
            return [self._within(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        return {
            key: inner
            if is_own(key) or key == "assumed"
            else [self.entry(one) for one in inner]
            if key == "needs" and isinstance(inner, list)
            else self._within(inner)
            for key, inner in value.items()
        }

    def entry(self, entry: str | Plain) -> str | Plain:
        """A requirement with what it names renamed."""
        found: Plain = self._within(as_object(entry))
        for field in ("on", "reach"):
            if field in found:
                found[field] = self.name(found[field])
        parts = parts_field(found)
        if parts is not None:
            found[parts] = [self.entry(part) for part in found[parts]]
        return shortest(found) if isinstance(entry, str) else found
