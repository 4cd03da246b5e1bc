"""Traffic in files beside a document: it comes in the place of the document's own.

A file is a table (`tables`), a network of SNDlib, of which the demands are taken, or
`{"traffic": [...]}` in JSON or YAML, or the bare list. What several files say adds up. All that is
wrong in a file is said of it at once, with its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any

from topology.document.demands.tables import Asked, demands_of_table
from topology.document.diagnosis import MAX_PROBLEMS, own_word_problems, schema_problems
from topology.document.document import Topology, collector_paused
from topology.document.own_words import is_own, without_own_words
from topology.document.schema import Demand, changed
from topology.document.schema.marks import Doc
from topology.document.schema.quantities import MAX_AMOUNT
from topology.document.schema.validator import ValidationError, part, validator_of
from topology.document.validation import reference_problems
from topology.errors import DocumentError, Problem, did_you_mean, kind_of, quoted
from topology.sources import reader
from topology.sources.imports.given import Given

SECTION = "traffic"
_KEYS = ("$schema", "format", SECTION)
_PLAIN = re.compile(r"(?:\s|#[^\n]*)*(?:[{\[]|-\s|['\"]?traffic['\"]?\s*:)")
"""How JSON and YAML begin that hold traffic."""


@part
class _Listed:
    traffic: Annotated[tuple[Demand, ...], Doc("What goes over the links.")] = ()


def with_traffic(topology: Topology, files: Sequence[str]) -> Topology:
    """The document with the traffic of files, `-` for standard input, in place of its own.

    Without files it is the document as it stands. Raises `DocumentError` with all that is wrong in
    a file. O(demands); a matrix of 754 x 754 takes about a second.
    """
    if not files:
        return topology
    beside = _Beside(topology)
    with collector_paused():
        traffic = tuple(demand for file in files for demand in beside.demands(file))
    kept = tuple(words for words in topology.own_words if words[0][:1] != (SECTION,))
    unit = topology.load_unit or beside.unit
    return changed(topology, traffic=traffic, own_words=kept, load_unit=unit)


class _Beside:
    """A document, beside which files are read."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.unit: str | None = None
        """In which a file has its demands, if the document does not say."""
        parts = topology.components
        self.nodes = frozenset(c.id for c in parts if c.connects is None)
        self.links = frozenset(c.id for c in parts if c.connects is not None)

    def demands(self, file: str) -> tuple[Demand, ...]:
        """What a file has. Raises `DocumentError`."""
        given = reader.given(file)
        if _is_plain(given):
            found = self._of_plain(reader.plain_text(given.data, given.name, given.path))
        elif given.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" or _is_sndlib(given):
            found = self._checked(self._of_sndlib(given), given)
        else:
            found = self._checked(demands_of_table(given, self.nodes | self.links), given)
        if not found:
            raise given.error("holds no traffic")
        return found

    # -- rows of ids ------------------------------------------------------------------------------

    def _checked(self, asked: Sequence[Asked], given: Given) -> tuple[Demand, ...]:
        """Demands between single ids, looked at quickly, and again where one may be wrong."""
        if self.links and all(map(self._is_right, asked)):
            return tuple(Demand.between(a, b, float(amount)) for a, b, amount, _ in asked)
        rows = [{"from": a, "to": b, "demand": amount} for a, b, amount, _ in asked]
        found, problems = self._typed(rows)
        if problems:
            lines = [line for *_, line in asked]
            raise DocumentError(given.name, (_at_its_line(one, lines) for one in problems))
        return found

    def _is_right(self, asked: Asked) -> bool:
        a, b, amount, _ = asked
        nodes = self.nodes
        known = a in nodes and b in nodes and a != b
        return known and type(amount) is float and 0 <= amount <= MAX_AMOUNT

    def _of_sndlib(self, given: Given) -> list[Asked]:
        from topology.sources.imports.graphs import sndlib

        if not sndlib.recognises(given):
            raise given.error("is XML, and no network of SNDlib, of which demands are read")
        network = sndlib.network(given)
        wrong = [
            Problem(places[0], f"{what} ({len(places):,}): {why}")
            for (what, why), places in network.left_out.items()
            if what.startswith("demands")
        ]
        if wrong:
            raise DocumentError(given.name, wrong)
        self._need_unit(network.unit, given)
        return [(d.source, d.target, d.value, d.at) for d in network.demands]

    def _need_unit(self, unit: str | None, given: Given) -> None:
        """Raises `DocumentError` for demands in another unit than the capacities."""
        known = self.topology.load_unit or self.unit
        if unit is not None and known is not None and unit != known:
            said = f"has demands in {quoted(unit)}, and the document its loads in {quoted(known)}"
            raise given.error(f"{said}: if these are the same, write it so in load_unit")
        self.unit = self.unit or unit

    # -- plain values -----------------------------------------------------------------------------

    def _of_plain(self, text: reader.Text) -> tuple[Demand, ...]:
        is_bare = isinstance(text.value, list)
        plain: Any = {SECTION: text.value} if is_bare else text.value
        found: tuple[Demand, ...] = ()
        problems = list(_of_keys(plain))
        if not problems:
            found, problems = self._typed(plain[SECTION])
        if problems:
            kept = int(is_bare)
            placed = [replace(p, path=None if p.path is None else p.path[kept:]) for p in problems]
            raise text.located(DocumentError(text.name, placed))
        return found

    def _typed(self, entries: object) -> tuple[tuple[Demand, ...], list[Problem]]:
        """Plain entries as a document would have them, or all that is wrong with them."""
        whole = {**self.topology.to_dict(), SECTION: entries}
        known, words = without_own_words({SECTION: entries})
        problems = own_word_problems(words, whole)
        found: tuple[Demand, ...] = ()
        try:
            found = validator_of(_Listed).validate_python(known).traffic
        except ValidationError as error:
            problems += schema_problems(error, known)
        problems += islice(reference_problems(whole), MAX_PROBLEMS)
        return found, sorted(problems, key=_place)


def _is_plain(given: Given) -> bool:
    """Whether it is JSON or YAML; a network of SNDlib may be JSON as well."""
    if given.as_json is None and _PLAIN.match(given.text) is None:
        return False
    return not _is_sndlib(given)


def _is_sndlib(given: Given) -> bool:
    from topology.sources.imports.graphs import sndlib

    return sndlib.recognises(given)


def _of_keys(plain: object) -> Iterator[Problem]:
    """What is wrong with a file of traffic itself."""
    rule = f'a file of traffic is {{"{SECTION}": [...]}}'
    if not isinstance(plain, dict):
        yield Problem("", f"must hold an object or a list, not {kind_of(plain)}: {rule}", ())
        return
    for key in plain:
        if key not in _KEYS and not is_own(key):
            near = did_you_mean(str(key), _KEYS)
            yield Problem("", f"has an unknown key {quoted(key)}{near}; {rule}", (key,), True)
    if SECTION not in plain:
        yield Problem("", f"has no traffic: {rule}", ())


def _at_its_line(problem: Problem, lines: Sequence[int | None]) -> Problem:
    path = problem.path
    if path is None or len(path) < 2 or path[0] != SECTION:
        return problem
    line = lines[int(path[1])]
    place = problem.place.partition(" ")[2]
    return problem if line is None else replace(problem, place=place, at=f"line {line}")


def _place(problem: Problem) -> tuple[int, ...]:
    path: Iterable[object] = problem.path or ()
    return tuple(step for step in path if isinstance(step, int))[:1]
