"""What each option of a plain document would make of it, if that is wrong.

Looked at is what an option touches, with the rules of all documents; what was wrong before is not
told of the option.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from topology.document.diagnosis import schema_problems
from topology.document.own_words import without_own_words
from topology.document.rules.changes import patched, steps_of
from topology.document.schema import Component, SharedRisk
from topology.document.schema.validator import ValidationError, validator_of
from topology.document.validation import place_of, problems_within, reference_problems
from topology.errors import Problem, quoted
from topology.values.identifiers import free_name

Raw = dict[str, Any]
_TYPES: Mapping[str, type] = {"components": Component, "shared_risks": SharedRisk}
_SECTIONS = (*_TYPES, "crews", "routing", "traffic")
"""What says whether a component or a shared risk is right."""


@dataclass(frozen=True, slots=True)
class _Making:
    """What an option does, as far as it is well formed."""

    add: Mapping[str, Any] = field(default_factory=dict)
    change: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    spare: Mapping[str, Collection[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, option: Raw) -> _Making:
        add = _object(option.get("add"))
        changes = _object(option.get("change")).items()
        spared = _object(option.get("spare")).items()
        return cls(
            {
                **{section: _objects(add.get(section)) for section in _TYPES},
                "crews": _object(add.get("crews")),
            },
            {name: _paths(new) for name, new in changes if isinstance(new, dict)},
            {risk: [n for n in names if isinstance(n, str)] for risk, names in spared
             if isinstance(names, list)},
        )  # fmt: skip


def outcome_problems(document: Raw) -> Iterator[Problem]:
    """What the options make wrong, in the order of the document. O(size) for each option."""
    options = document.get("options")
    if not isinstance(options, list) or not options:
        return
    plain = {key: document[key] for key in _SECTIONS if key in document}
    for index, option in enumerate(options):
        if isinstance(option, dict):
            for said in dict.fromkeys(_outcomes(plain, option)):
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


def _outcomes(plain: Raw, option: Raw) -> Iterator[str]:
    if isinstance(link := option.get("link"), dict):
        yield from _of_link(plain, link)
    making = _Making.of(option)
    if not any((*making.add.values(), making.change, making.spare)):
        return
    made, _ = patched(plain, [making])
    touched = {*making.change, *making.spare}
    before = {*_problems(plain, touched), *_schema_words(plain, touched)}
    items = [item for section in _TYPES for item in making.add[section]]
    added = {name for item in items if isinstance(name := item.get("id"), str)}
    for name, said in (*_problems(made, touched), *_schema_words(made, touched)):
        if (name, said) not in before:
            yield f"makes {quoted(name)} wrong: {said}"
    for name, said in _problems(made, added - touched):
        yield f"adds {quoted(name)} wrong: {said}"


def _problems(document: Raw, names: Collection[str]) -> list[tuple[str, str]]:
    """What is wrong with some components and shared risks, with their ids."""
    return list(problems_within(document, names)) if names else []


def _schema_words(document: Raw, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """What the schema finds wrong with them."""
    for section, kind in _TYPES.items():
        for item in _objects(document.get(section)) if names else ():
            name = item.get("id")
            if isinstance(name, str) and name in names:
                yield from ((name, said) for said in _wrong_words(section, kind, item))


def _wrong_words(section: str, kind: type, item: Raw) -> list[str]:
    plain, _ = without_own_words(item)
    try:
        validator_of(kind).validate_python(plain)
    except ValidationError as error:
        return [problem.message for problem in schema_problems(error, {section: [plain]}, section)]
    return []


def _of_link(document: Raw, link: Raw) -> Iterator[str]:
    """What is wrong with the fields that links of an option have."""
    parts = _objects(document.get("components"))
    nodes = {c["id"] for c in parts if "connects" not in c and isinstance(c.get("id"), str)}
    if len(nodes) < 2:
        return
    fields = {key: value for key, value in link.items() if key not in ("id", "connects")}
    taken = {c["id"] for c in parts if isinstance(c.get("id"), str)}
    name = free_name("link", taken, Counter())
    item = {"id": name, **fields, "connects": sorted(nodes)[:2]}
    yield from (f"link {said}" for said in _wrong_words("components", Component, item))
    for _, said in _problems({**document, "components": [*parts, item]}, {name}):
        yield f"link {said}"


def _object(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Raw]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _paths(changes: Mapping[Any, Any]) -> dict[str, Any]:
    """What is changed at places that are paths, but for the id, which stays."""
    return {p: v for p, v in changes.items() if isinstance(p, str) and steps_of(p)[:1] != ("id",)}
