"""What `cuts` and `availability` do with fault trees by their diagrams alone, coherent or not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from topology.cli.answers import Answer
from topology.cli.options import TableFormat, failure_data
from topology.cli.progress import Progress
from topology.errors import UnknownIdError, printable

if TYPE_CHECKING:
    from topology.cutsets.engine.work import Work
    from topology.sources.fault_tree_definitions import Definitions


class _Named(Protocol):
    @property
    def id(self) -> str: ...


One = TypeVar("One", bound=_Named)


def fault_tree(file: str) -> Definitions | None:
    """What a file of fault trees defines; None of any other, and of what can be read only once."""
    from topology.sources import reader

    return None if file == "-" else reader.fault_tree(file)


def print_probabilities(
    definitions: Definitions,
    file: str,
    form: TableFormat,
    targets: Sequence[str],
    defaults: Sequence[str],
    limit: int | None,
    work: Work,
) -> None:
    """Prints the exact probability of each top, with so many importances; without if None."""

    def analyse() -> Answer:
        from topology.cutsets.formulas.reading import formulas_of
        from topology.reliability.formulas import formula_availabilities
        from topology.render.machine.chances.formulas import formulas_csv, formulas_plain
        from topology.render.terminal.formulas.availability import formula_lines

        chosen = _chosen(formulas_of(definitions), targets)
        # Without any the data of documents need not be imported.
        given = failure_data(defaults) if defaults else {}
        known = {kind: data.unavailability for kind, data in given.items()}
        found = formula_availabilities(definitions, chosen, known, work)
        return Answer(
            lambda: formula_lines(found, limit=limit, file=printable(file)),
            lambda: formulas_plain(found, table=limit is not None),
            lambda: formulas_csv(found),
        )

    _print(file, form, analyse)


def print_failing(
    definitions: Definitions,
    file: str,
    form: TableFormat,
    *,
    targets: Sequence[str],
    primes: bool,
    order: int | None,
    limit: int | None,
    work: Work,
) -> None:
    """Prints the minimal p-cuts of each top, or its prime implicants."""

    def analyse() -> Answer:
        from topology.cutsets.formulas.failing import FailingSets, Kind
        from topology.cutsets.formulas.reading import formulas_of
        from topology.render.machine.chances.formulas import failing_csv, failing_plain
        from topology.render.terminal.formulas.implicants import failing_lines

        kind = Kind.PRIMES if primes else Kind.P_CUTS
        chosen = _chosen(formulas_of(definitions), targets)
        shares = work.shares(len(chosen))
        found = [
            FailingSets(named, definitions, kind, order, share)
            for named, share in zip(chosen, shares, strict=True)
        ]
        return Answer(
            lambda: failing_lines(found, limit=limit or 20, file=printable(file)),
            lambda: failing_plain(found, limit=limit or 100),
            lambda: failing_csv(found, limit=limit or 100),
        )

    _print(file, form, analyse)


def _chosen(found: Sequence[One], targets: Collection[str]) -> list[One]:
    known = [one.id for one in found]
    for target in targets:
        if target not in known:
            raise UnknownIdError("target", target, known)
    return [one for one in found if not targets or one.id in targets]


def _print(file: str, form: TableFormat, analyse: Callable[[], Answer]) -> None:
    with Progress() as progress:
        progress.step(f"working out {file}")
        answer = analyse()
        progress.step("writing")
        print_it = answer.printing(form)
    print_it()
