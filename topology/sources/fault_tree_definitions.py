"""What a fault-tree file defines, and the plain document that says the same.

A gate is a component that cannot fail by itself and whose needs are the complement of its formula:
an `or` fails with any part, so it needs all; an `and` needs any; one that fails with k of n parts
needs n - k + 1 of them. House events and constants are folded away. What no gate refers to is a
target, and said to be one by an objective: folding can leave other gates without a user. A tree
that is not coherent (not, xor) is no document; its definitions go with the error that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from topology.errors import DocumentError, NotCoherentError, Problem, quoted

MAX_NESTED = 90
"""Formulas inside one another; a requirement takes two levels of the document's 201 for each."""
MAX_NAME = 10_000
MAX_SHOWN = 8
"""Gates of a cycle that a message names."""
GATE, EVENT, HOUSE = "gate", "basic-event", "house-event"
WORDS = {GATE: "gate", EVENT: "basic event", HOUSE: "house event"}
NOT_COHERENT = "only `cuts` and `availability` read fault trees that are not coherent"


@dataclass(frozen=True, slots=True)
class Combined:
    """Fails when `votes` of its parts do: 1 is an or, as many as there are an and."""

    votes: int
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """Fails while its part does not; `connective` is how the file says so."""

    part: Formula
    line: int
    connective: str = "not"


@dataclass(frozen=True, slots=True)
class Either:
    """Fails while exactly one of two parts does; `connective` is how the file says so."""

    parts: tuple[Formula, Formula]
    line: int
    connective: str = "xor"


Formula = str | bool | Combined | Negated | Either
"""Text is the id of a gate or an event."""


@dataclass(frozen=True, slots=True)
class GateDefinition:
    """A gate as it stands in the file."""

    line: int
    formula: Formula
    label: str = ""


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """A basic event, with the share of time it is down if the file says so."""

    unavailability: float | None = None
    label: str = ""


def connected(connective: str, parts: tuple[Formula, ...], line: int) -> Formula:
    """What a connective of the formats makes of its parts; those of two take two.

    >>> connected("nor", ("a", "b"), 1)
    Negated(part=Combined(votes=1, parts=('a', 'b')), line=1, connective='nor')
    """
    if connective in ("or", "and"):
        return Combined(1 if connective == "or" else len(parts), parts)
    if connective in ("nor", "nand"):
        inner = Combined(1 if connective == "nor" else len(parts), parts)
        return Negated(inner, line, connective)
    if connective == "not":
        return Negated(parts[0], line)
    one, other = parts
    if connective == "imply":
        return Combined(1, (Negated(one, line, connective), other))
    both = Either((one, other), line, connective)
    return Negated(both, line, connective) if connective == "iff" else both


def error_at(line: int, message: str) -> DocumentError:
    """A file that cannot be read, and in which line."""
    return DocumentError("", [Problem(f"line {line}", message)])


def uses(gate: str, connective: str) -> str:
    """The message for a formula that is not coherent."""
    return f"gate {quoted(gate)} uses `{connective}`: {NOT_COHERENT}"


class Definitions:
    """All that a file defines, by id, in its order."""

    def __init__(self) -> None:
        self.name = ""
        self.gates: dict[str, GateDefinition] = {}
        self.events: dict[str, EventDefinition] = {}
        self.houses: dict[str, bool] = {}
        self._claims: dict[str, tuple[str, int]] = {}
        self._problems: list[tuple[int, str]] = []

    def claim(self, kind: str, name: str, line: int) -> bool:
        """Whether an id is free for a definition; that it is not is a problem."""
        if problem := _name_problem(name):
            raise error_at(line, f"{WORDS[kind]} {quoted(name)}: {problem}")
        if name not in self._claims:
            self._claims[name] = (kind, line)
            return True
        first, where = self._claims[name]
        taken = "is defined twice" if first == kind else f"has the name of a {WORDS[first]}"
        self.problem(line, f"{WORDS[kind]} {quoted(name)} {taken}: see line {where}")
        return False

    def problem(self, line: int, message: str) -> None:
        """Notes what is wrong; `document` says all of it at once."""
        self._problems.append((line, message))

    def document(self) -> dict[str, Any]:
        """The plain document. Raises `DocumentError` with all problems in order of their lines.

        Of a tree that is not coherent a `NotCoherentError`.
        """
        order, tops = self.in_order()
        folding = _Folding(self)
        for gate in order:
            folding.fold(gate)
        components = [*folding.components(tops), *map(_event, self.events.items())]
        name = {"name": self.name} if self.name else {}
        return {**name, "components": components, "objectives": [{"of": top} for top in tops]}

    def in_order(self) -> tuple[list[str], list[str]]:
        """All gates, each after those it refers to, and those that no other refers to.

        Raises `DocumentError` with all problems in order of their lines.
        """
        if self._problems:
            lines = sorted(self._problems, key=lambda problem: problem[0])
            raise DocumentError("", [Problem(f"line {line}", what) for line, what in lines])
        if not self.gates:
            raise DocumentError("", [Problem("", "defines no gate, so there is nothing to judge")])
        return _in_order(self.gates)


def _name_problem(name: str) -> str:
    if not name:
        return "a name must not be empty"
    if len(name) > MAX_NAME:
        return f"a name has at most {MAX_NAME:,} characters"
    if not name.isprintable() or name != name.strip():
        return "a name has characters that can be printed, and no space at its ends"
    return ""


def _event(item: tuple[str, EventDefinition]) -> dict[str, Any]:
    name, event = item
    found: dict[str, Any] = {"id": name, "kind": EVENT, **_label(name, event.label), "needs": []}
    if event.unavailability is not None:
        found["fails"] = {"unavailability": event.unavailability}
    return found


def _label(name: str, label: str) -> dict[str, str]:
    return {"name": label} if label and label != name else {}


# -- the order of the gates ----------------------------------------------------------------------


def _in_order(gates: Mapping[str, GateDefinition]) -> tuple[list[str], list[str]]:
    """Gates after those they refer to, and those that none refers to, as the file has them.

    Raises `DocumentError` for a gate that depends on itself. Linear, without recursion.
    """
    order: list[str] = []
    done: set[str] = set()
    used: set[str] = set()
    for root in gates:
        if root in done:
            continue
        path = {root: _references(gates[root].formula)}
        while path:
            gate = next(reversed(path))
            for name in path[gate]:
                if name not in gates:
                    continue
                used.add(name)
                if name in path:
                    raise _cycle(gates, list(path), name)
                if name not in done:
                    path[name] = _references(gates[name].formula)
                    break
            else:
                del path[gate]
                done.add(gate)
                order.append(gate)
    return order, [gate for gate in gates if gate not in used]


def _cycle(gates: Mapping[str, GateDefinition], path: list[str], again: str) -> DocumentError:
    around = path[path.index(again) :]
    shown = [quoted(gate) for gate in around[:MAX_SHOWN]]
    if len(around) > MAX_SHOWN:
        shown.append(f"{len(around) - MAX_SHOWN:,} more")
    way = " → ".join([*shown, quoted(again)])
    rule = "a gate must not depend on itself"
    return error_at(gates[again].line, f"gate {quoted(again)} is in a cycle, {way}: {rule}")


def _references(formula: Formula) -> Iterator[str]:
    """All ids that a formula names."""
    todo = [formula]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, Combined | Either):
            todo.extend(reversed(part.parts))
        elif isinstance(part, Negated):
            todo.append(part.part)


# -- folding -------------------------------------------------------------------------------------


class _Folding:
    """Formulas without constants; those of gates that come to one are left out."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.gates = definitions.gates
        self.constants = dict(definitions.houses)
        self.formulas: dict[str, str | Combined] = {}

    def fold(self, gate: str) -> None:
        """Folds a gate, after those it refers to."""
        folded = self._folded(self.gates[gate].formula, gate)
        if isinstance(folded, bool):
            self.constants[gate] = folded
        else:
            self.formulas[gate] = folded

    def _folded(self, formula: Formula, gate: str) -> str | bool | Combined:
        if isinstance(formula, str):
            return self.constants.get(formula, formula)
        if isinstance(formula, bool):
            return formula
        if isinstance(formula, Combined):
            return combined(formula.votes, [self._folded(part, gate) for part in formula.parts])
        if isinstance(formula, Either):
            return self._either(formula, gate)
        part = self._folded(formula.part, gate)
        if not isinstance(part, bool):
            raise self._not_coherent(formula, gate)
        return not part

    def _either(self, formula: Either, gate: str) -> str | bool | Combined:
        one, other = (self._folded(part, gate) for part in formula.parts)
        if isinstance(one, bool) and isinstance(other, bool):
            return one != other
        if one is False or other is False:
            return other if one is False else one
        raise self._not_coherent(formula, gate)

    def _not_coherent(self, formula: Negated | Either, gate: str) -> NotCoherentError:
        problem = Problem(f"line {formula.line}", uses(gate, formula.connective))
        return NotCoherentError("", problem, self.definitions)

    def components(self, tops: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The gates as components, in the order of the file."""
        wanted = set(tops)
        for name, gate in self.gates.items():
            found = {"id": name, "kind": GATE, **_label(name, gate.label), "fails": False}
            if name in self.formulas:
                yield {**found, "needs": _needs(self.formulas[name])}
            elif name in wanted:
                if self.constants[name]:
                    rule = "its constants and house events alone make it so; change them"
                    raise error_at(gate.line, f"gate {quoted(name)} is always true: {rule}")
                yield {**found, "needs": []}


def combined(votes: int, parts: Sequence[str | bool | Combined]) -> str | bool | Combined:
    """A formula that fails when so many parts do, without constants and needless repetition."""
    left = [part for part in parts if not isinstance(part, bool)]
    votes -= sum(part is True for part in parts)
    if votes <= 0 or votes > len(left):
        return votes <= 0
    if votes in {1, len(left)}:
        conjunction = votes > 1
        left = list(dict.fromkeys(left))
        votes = len(left) if conjunction else 1
    return left[0] if len(left) == 1 else Combined(votes, tuple(left))


def _needs(formula: str | Combined) -> list[Any]:
    """What must hold for a formula not to fail."""
    if isinstance(formula, Combined) and formula.votes == 1:
        return [_requirement(part) for part in formula.parts]
    return [_requirement(formula)]


def _requirement(formula: Formula) -> Any:
    if not isinstance(formula, Combined):
        return formula
    parts = [_requirement(part) for part in formula.parts]
    if formula.votes == 1:
        return {"all": parts}
    if formula.votes == len(parts):
        return {"any": parts}
    return {"at_least": len(parts) - formula.votes + 1, "of": parts}
