"""Open-PSA Model Exchange Format: the fault trees of an XML file to a plain document.

Names follow the format's rules. A public element is known by its name everywhere, a private one
within its innermost container; both by their path of containers, from the outside in, beginning at
any container around the reference. A private element has its full path as its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from topology.errors import DocumentError, Effort, did_you_mean, quoted
from topology.sources.fault_tree_definitions import (
    EVENT,
    GATE,
    HOUSE,
    WORDS,
    Combined,
    Definitions,
    EventDefinition,
    Formula,
    GateDefinition,
    Negated,
    connected,
    error_at,
)
from topology.sources.xml import Element, parse_xml
from topology.values.identifiers import id_of

ROOT = "opsa-mef"
ANY_EVENT = "event"
PARAMETER = "parameter"
MAX_SUGGESTED = 100
"""Nearest names looked up in one file: each look goes over all names."""
MAX_PARAMETERS = 100
"""Parameters that stand for one another before a number is reached."""
DEFINED = {
    "define-gate": GATE,
    "define-basic-event": EVENT,
    "define-house-event": HOUSE,
    "define-parameter": PARAMETER,
}
REFERENCES = frozenset({ANY_EVENT, GATE, EVENT, HOUSE})
COUNTED = frozenset({"and", "or", "atleast"})
OF_TWO = frozenset({"xor", "iff", "imply"})
CONNECTIVES = COUNTED | OF_TWO | {"not", "nand", "nor", "cardinality"}
ABOUT = frozenset({"label", "attributes"})
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,5})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def parse_open_psa(data: bytes) -> dict[str, Any]:
    """The plain document of an Open-PSA file; raises `DocumentError`."""
    return open_psa_definitions(data).document()


def open_psa_definitions(data: bytes) -> Definitions:
    """What an Open-PSA file defines; raises `DocumentError`."""
    root = parse_xml(data)
    if root.tag != ROOT:
        rule = f"of XML, only fault trees in the Open-PSA format ({ROOT}) are read"
        raise error_at(root.line, f"the root element is {_tag(root)}: {rule}")
    return _Model(root).read()


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the file defines: its kind, id, element, and the containers it is in."""

    kind: str
    id: str
    element: Element
    containers: tuple[str, ...]


class _Names:
    """One name space: events have one, parameters another."""

    def __init__(self) -> None:
        self.by_path: dict[str, _Declared] = {}
        self.public: dict[str, _Declared] = {}

    def add(self, name: str, found: _Declared, *, private: bool) -> None:
        self.by_path[_path(found.containers, name)] = found
        if not private:
            self.public[name] = found

    def find(self, name: str, containers: tuple[str, ...]) -> _Declared | None:
        """What a reference means: what is nearest by its path, else what is public."""
        for depth in range(len(containers), -1, -1):
            found = self.by_path.get(_path(containers[:depth], name))
            if found is not None:
                return found
        return self.public.get(name)

    def known(self, kind: str) -> Iterator[str]:
        for names in (self.public, self.by_path):
            yield from (name for name, found in names.items() if kind in (ANY_EVENT, found.kind))


class _Model:
    """First all names are gathered, then what they stand for is read."""

    def __init__(self, root: Element) -> None:
        self.definitions = Definitions()
        self.events = _Names()
        self.parameters = _Names()
        self.suggested = 0
        self.effort = Effort()
        parts = _content(root)
        for element in parts:
            if element.tag == "model-data":
                self._gather(element, (), private=False)
            elif element.tag == "define-fault-tree":
                self._gather(element, (_name(element),), private=False)
            else:
                raise _not_read(element)
        self.definitions.name = _model_name(root, parts)

    # -- names ----------------------------------------------------------------------------------

    def _gather(self, container: Element, path: tuple[str, ...], *, private: bool) -> None:
        for element in _content(container):
            if element.tag == "define-component" and path:
                hidden = _is_private(element, private)
                self._gather(element, (*path, _name(element)), private=hidden)
            elif element.tag in DEFINED and (path or element.tag != "define-gate"):
                self._declare(element, path, private=_is_private(element, private))
            else:
                raise _not_read(element)

    def _declare(self, element: Element, path: tuple[str, ...], *, private: bool) -> None:
        kind, name = DEFINED[element.tag], _name(element)
        found = _Declared(kind, id_of(_path(path, name) if private else name), element, path)
        if kind == PARAMETER:
            first = self.parameters.by_path.get(_path(path, name))
            if first is None and not private:
                first = self.parameters.public.get(name)
            if first is not None:
                message = f"parameter {quoted(name)} is defined twice: see line"
                self.definitions.problem(element.line, f"{message} {first.element.line}")
            self.parameters.add(name, found, private=private)
        elif self.definitions.claim(kind, found.id, element.line):
            self.events.add(name, found, private=private)

    # -- definitions ----------------------------------------------------------------------------

    def read(self) -> Definitions:
        """Reads all that was declared; formulas first, for they name undeclared events."""
        declared = list(self.events.by_path.values())
        for found in declared:
            if found.kind == GATE:
                self.definitions.gates[found.id] = self._gate(found)
        for found in declared:
            if found.kind == EVENT:
                self.definitions.events[found.id] = self._event(found)
            elif found.kind == HOUSE:
                self.definitions.houses[found.id] = _house_state(found)
        return self.definitions

    def _gate(self, gate: _Declared) -> GateDefinition:
        line, parts = gate.element.line, _content(gate.element)
        if len(parts) != 1:
            rule = f"has {len(parts)} formulas: it must have one"
            raise error_at(line, f"gate {quoted(gate.id)} {rule}")
        return GateDefinition(line, self._formula(parts[0], gate), _label(gate.element))

    def _formula(self, element: Element, gate: _Declared) -> Formula:
        tag = element.tag
        if tag in REFERENCES:
            return self._reference(element, gate)
        if tag == "constant":
            return _truth(element)
        if tag not in CONNECTIVES:
            raise _not_read(element)
        parts = tuple([self._formula(part, gate) for part in _content(element)])
        return _connected(element, parts, gate)

    def _reference(self, element: Element, gate: _Declared) -> str | bool:
        kind, name = element.tag, _name(element)
        if kind == ANY_EVENT:
            kind = _event_type(element)
        found = self.events.find(name, gate.containers)
        if found is None:
            if kind == EVENT and "." not in name:
                return self._undeclared(name, element)
            what = f"names the {WORDS.get(kind, kind)} {quoted(name)}, which is not defined"
            self._wrong(element, gate, f"{what}{self._near(name, kind, self.events)}")
            return False
        if kind not in (ANY_EVENT, found.kind):
            what = f"a {WORDS[found.kind]} (line {found.element.line})"
            self._wrong(element, gate, f"names the {WORDS[kind]} {quoted(name)}, which is {what}")
        return found.id

    def _wrong(self, element: Element, gate: _Declared, message: str) -> None:
        self.definitions.problem(element.line, f"gate {quoted(gate.id)} {message}")

    def _undeclared(self, name: str, element: Element) -> str:
        """A basic event without data need not be defined: the first to name it does."""
        own = id_of(name)
        if self.definitions.claim(EVENT, own, element.line):
            self.events.add(name, _Declared(EVENT, own, element, ()), private=False)
            self.definitions.events[own] = EventDefinition()
        return own

    def _near(self, name: str, kind: str, names: _Names) -> str:
        self.suggested += 1
        if self.suggested > MAX_SUGGESTED:
            return ""
        return did_you_mean(name, names.known(kind), self.effort)

    # -- numbers --------------------------------------------------------------------------------

    def _event(self, event: _Declared) -> EventDefinition:
        label, parts = _label(event.element), _content(event.element)
        if not parts:
            return EventDefinition(None, label)
        said = f"basic event {quoted(event.id)}"
        expression = self._resolved(event, said)
        text = _attribute(expression, "value").strip()
        if not _NUMBER.fullmatch(text):
            raise error_at(expression.line, f"{said} has the value {quoted(text)}: not a number")
        value = float(text)
        if not 0 <= value <= 1:
            rule = "must be a probability, from 0 to 1"
            raise error_at(expression.line, f"{said} has the value {quoted(text)}: {rule}")
        return EventDefinition(value, label)

    def _resolved(self, owner: _Declared, said: str) -> Element:
        """The plain number that an event or a parameter has, over other parameters."""
        for _ in range(MAX_PARAMETERS):
            parts = _content(owner.element)
            if len(parts) != 1:
                rule = f"{said} has {len(parts)} expressions: it must have one number"
                raise error_at(owner.element.line, rule)
            (expression,) = parts
            if expression.tag in ("float", "int"):
                return expression
            if expression.tag != PARAMETER:
                rule = "only plain numbers (float, int) and parameters that are such are read"
                raise error_at(expression.line, f"{said} uses `{_short(expression.tag)}`: {rule}")
            name = _name(expression)
            found = self.parameters.find(name, owner.containers)
            if found is None:
                near = self._near(name, PARAMETER, self.parameters)
                rule = f"names the parameter {quoted(name)}, which is not defined{near}"
                raise error_at(expression.line, f"{said} {rule}")
            owner = found
        rule = f"comes to no number within {MAX_PARAMETERS} parameters"
        raise error_at(owner.element.line, f"{said} {rule}: they must not run in a circle")


# -- elements ------------------------------------------------------------------------------------


def _path(containers: Sequence[str], name: str) -> str:
    return ".".join((*containers, name)) if containers else name


def _content(element: Element) -> list[Element]:
    """What an element consists of, labels and attributes aside."""
    if element.text:
        shown = quoted(element.text.strip())
        raise error_at(element.line, f"{_tag(element)} holds the text {shown}, which is not read")
    return [part for part in element.parts if part.tag not in ABOUT]


def _short(tag: str) -> str:
    return tag if len(tag) <= 60 else f"{tag[:60]}…"


def _tag(element: Element) -> str:
    return f"<{_short(element.tag)}>"


def _not_read(element: Element) -> DocumentError:
    if element.tag == "include":
        return error_at(element.line, "<include> is not read: put what the file holds in its place")
    rule = "is not read here: only what fault trees are made of"
    return error_at(element.line, f"{_tag(element)} {rule}")


def _attribute(element: Element, key: str) -> str:
    found = element.attributes.get(key)
    if found is None:
        raise error_at(element.line, f"{_tag(element)} lacks the attribute {quoted(key)}")
    return found


def _name(element: Element) -> str:
    """The name, without the spaces around it that the format wants to be overlooked."""
    found = _attribute(element, "name").strip()
    if not found:
        raise error_at(element.line, f"{_tag(element)} has an empty name")
    return found


def _choice(element: Element, key: str, choices: Sequence[str]) -> str:
    found = _attribute(element, key).strip()
    if found not in choices:
        rule = " or ".join(map(quoted, choices))
        raise error_at(element.line, f"{_tag(element)} has {key} {quoted(found)}: must be {rule}")
    return found


def _is_private(element: Element, around: bool) -> bool:
    """By its role, else as its container is."""
    if "role" not in element.attributes:
        return around
    return _choice(element, "role", ("private", "public")) == "private"


def _event_type(element: Element) -> str:
    if "type" not in element.attributes:
        return ANY_EVENT
    return _choice(element, "type", (GATE, EVENT, HOUSE))


def _truth(element: Element) -> bool:
    return _choice(element, "value", ("true", "false")) == "true"


def _house_state(house: _Declared) -> bool:
    """False unless it is said to be true, as the format has it."""
    parts = _content(house.element)
    if not parts:
        return False
    if len(parts) > 1 or parts[0].tag != "constant":
        raise _not_read(parts[-1])
    return _truth(parts[0])


def _connected(element: Element, parts: tuple[Formula, ...], gate: _Declared) -> Formula:
    tag, size = element.tag, len(parts)
    where = f"{_tag(element)} in gate {quoted(gate.id)}"
    if not parts:
        raise error_at(element.line, f"{where} is empty: it must hold a formula")
    if tag == "not" and size > 1:
        raise error_at(element.line, f"{where} holds {size} formulas: it must hold one")
    if tag in OF_TWO and size != 2:
        raise error_at(element.line, f"{where} holds {size} formulas: it must hold two")
    if tag == "cardinality":
        fewest, most = (_whole_number(element, key, size, where) for key in ("min", "max"))
        over = Negated(Combined(most + 1, parts), element.line, tag)
        return Combined(2, (Combined(fewest, parts), over))
    if tag == "atleast":
        return Combined(_whole_number(element, "min", size, where), parts)
    return connected(tag, parts, element.line)


def _whole_number(element: Element, key: str, size: int, where: str) -> int:
    text = _attribute(element, key).strip()
    if not _WHOLE.fullmatch(text) or int(text) > size:
        rule = f"must be a whole number up to {size}, the number of its formulas"
        raise error_at(element.line, f"{where} has {key} {quoted(text)}: {rule}")
    return int(text)


def _label(element: Element) -> str:
    """What people are told of an element, on one line."""
    label = next((part.text for part in element.parts if part.tag == "label"), "")
    return " ".join(label.split())


def _model_name(root: Element, parts: Sequence[Element]) -> str:
    """What the file calls itself: by its own label or name, or by that of its only fault tree."""
    trees = [element for element in parts if element.tag == "define-fault-tree"]
    called = (root, *trees) if len(trees) == 1 else (root,)
    names = (_label(one) or one.attributes.get("name", "").strip() for one in called)
    return next(filter(None, names), "")
