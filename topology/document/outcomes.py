"""What each option of a plain document would make of it, if that is wrong.

Looked at is what an option touches, with the rules of all documents; what was wrong before is not
told of the option.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from topology.document.diagnosis import schema_problems
from topology.document.own_words import without_own_words
from topology.document.rules.changes import changed, less, steps_of
from topology.document.schema import Component, SharedRisk
from topology.document.schema.validator import ValidationError, validator_of
from topology.document.validation import Checker, place_of, reference_problems
from topology.errors import Effort, Problem, quoted
from topology.values.identifiers import free_name

Raw = dict[str, Any]
_TYPES: Mapping[str, type] = {"components": Component, "shared_risks": SharedRisk}
_RISKS = "shared_risks"
_SECTIONS = (*_TYPES, "crews", "routing", "traffic")
"""What says whether a component or a shared risk is right."""


def outcome_problems(document: Raw) -> Iterator[Problem]:
    """What the options make wrong, in the order of the document."""
    options = document.get("options")
    if isinstance(options, list) and options:
        outcomes = _Outcomes({key: document[key] for key in _SECTIONS if key in document})
        for index, option in enumerate(options):
            if isinstance(option, dict):
                for said in dict.fromkeys(outcomes.of(option)):
                    place = place_of("options", index, option)
                    yield Problem(place, said, ("options", index))


def wrong_options(document: Raw) -> frozenset[int]:
    """The positions of options that are wrong in a document, all else of which is right."""
    found = [*reference_problems(document), *outcome_problems(document)]
    return frozenset(
        index
        for problem in found
        if (path := problem.path) and path[0] == "options" and isinstance(index := path[1], int)
    )


class _Outcomes:
    def __init__(self, document: Raw) -> None:
        self._checker = Checker(document)
        self._items = {
            section: {_id(item): item for _, item in items if _id(item)}
            for section, items in zip(
                _TYPES, (self._checker.components, self._checker.risks), strict=True
            )
        }

    def of(self, option: Raw) -> Iterator[str]:
        """What an option makes wrong."""
        if isinstance(link := option.get("link"), dict):
            yield from self._of_link(link)
        add = _object(option.get("add"))
        added = {
            section: {_id(item): item for item in _objects(add.get(section)) if _id(item)}
            for section in _TYPES
        }
        other = {section: self._other(section, option, added) for section in _TYPES}
        if not any((*added.values(), *other.values())):
            return
        made = self._checker.over(
            {**added["components"], **other["components"]},
            {**added["shared_risks"], **other["shared_risks"]},
            [name for name in _object(add.get("crews")) if isinstance(name, str)],
        )
        for section, items in other.items():
            for name, item in items.items():
                before = self._words(self._checker, section, self._items[section][name])
                news = (said for said in self._words(made, section, item) if said not in before)
                yield from (f"makes {quoted(name)} wrong: {said}" for said in news)
        for section, items in added.items():
            for name, item in items.items():
                wrong = made.wrong(item, is_risk=section == _RISKS)
                yield from (f"adds {quoted(name)} wrong: {said}" for said in wrong)

    def _other(self, section: str, option: Raw, added: Mapping[str, Any]) -> dict[str, Raw]:
        """What is there and would be another, by id."""
        known, found = self._items[section], {}
        for name, changes in _object(option.get("change")).items():
            if name in known and isinstance(changes, dict):
                found[name], _ = changed(known[name], _paths(changes))
        for risk, names in _object(option.get("spare")).items() if section == _RISKS else ():
            if risk in known and isinstance(names, list):
                parts = [*self._checker.components, *enumerate(added["components"].values())]
                spared = [name for name in names if isinstance(name, str)]
                left = less(found.get(risk, known[risk]), spared, parts)
                found |= {} if left is None else {risk: left}
        return found

    def _words(self, checker: Checker, section: str, item: Raw) -> list[str]:
        wrong = checker.wrong(item, is_risk=section == _RISKS)
        return [*wrong, *_wrong_words(section, item, self._checker.effort)]

    def _of_link(self, link: Raw) -> Iterator[str]:
        """What is wrong with the fields that links of an option have."""
        nodes = islice(
            (name for name, c in self._items["components"].items() if "connects" not in c), 2
        )
        ends = list(nodes)
        if len(ends) < 2:
            return
        fields = {key: value for key, value in link.items() if key not in ("id", "connects")}
        name = free_name("link", {*self._items["components"]}, Counter())
        item = {"id": name, **fields, "connects": ends}
        made = self._checker.over({name: item}, {}, ())
        yield from (f"link {said}" for said in self._words(made, "components", item))


def _wrong_words(section: str, item: Raw, effort: Effort) -> list[str]:
    """What the schema finds wrong with an item."""
    plain, _ = without_own_words(item)
    try:
        validator_of(_TYPES[section]).validate_python(plain)
    except ValidationError as error:
        found = schema_problems(error, {section: [plain]}, section, effort)
        return [problem.message for problem in found]
    return []


def _id(item: Raw) -> str:
    name = item.get("id")
    return name if isinstance(name, str) else ""


def _object(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Raw]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _paths(changes: Mapping[Any, Any]) -> dict[str, Any]:
    """What is changed at places that are paths, but for the id, which stays."""
    return {p: v for p, v in changes.items() if isinstance(p, str) and steps_of(p)[:1] != ("id",)}
