"""`evidence`: a record of what was judged, for a file."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from topology.cli import options
from topology.cli.answers import Tell, need_suffix, read, write_answer
from topology.cli.files import need_writable
from topology.cli.options import command, deadline, ids
from topology.errors import UsageError, need_room_for_loads, printable

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.render.evidence.record import Given, Record, Source

FORMS = (".md", ".markdown", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed."""

    file: str
    output: str
    objectives: str | None
    targets: tuple[str, ...]
    date: str | None
    author: str | None
    approver: str | None
    time_limit: str | None


@command("evidence")
@options.file
@options.output
@click.option(
    "--date", metavar="DATE", help="The date of the record, YYYY-MM-DD; no clock is read."
)
@click.option("--author", metavar="NAME", help="Who made it; else x-author of the document.")
@click.option("--approver", metavar="NAME", help="Who approved it; else x-approver.")
@click.option("--objectives", metavar="FILE", help="Objectives beside those of FILE.")
@options.targets
@options.time_limit
def evidence(
    file: str,
    output: str,
    date: str | None,
    author: str | None,
    approver: str | None,
    objectives: str | None,
    targets: tuple[str, ...],
    time_limit: str | None,
) -> None:
    """Write a record of what was judged and found, and how to judge it again; HTML or Markdown."""
    need_suffix(output, FORMS)
    if "-" in (file, objectives):
        raise UsageError("a record names its files and hashes them: standard input has no name")
    need_room_for_loads()
    if objectives is not None:
        need_writable(output, objectives)
    day = options.date(date, "--date")
    typed = _Typed(file, output, objectives, targets, day, author, approver, time_limit)
    write_answer(file, output, lambda tell: _written(typed, tell))


def _written(typed: _Typed, tell: Tell) -> str:
    """The text of the record."""
    record = _record(typed, tell)
    tell("writing")
    if Path(typed.output).suffix.lower() in (".html", ".htm"):
        from topology.render.evidence.page import evidence_html

        return evidence_html(record)
    from topology.render.evidence.markdown import evidence_markdown

    return evidence_markdown(record)


def _record(typed: _Typed, tell: Tell) -> Record:
    from topology.findings.study import Study
    from topology.render.evidence.record import Record

    topology = _joint(read(typed.file, tell), typed.objectives)
    study = Study.of(
        topology,
        ids(typed.targets, topology) or None,
        tell=tell,
        expired=None if typed.time_limit is None else deadline(typed.time_limit),
        today=typed.date,
    )
    return Record(study, _given(typed))


def _joint(topology: Topology, objectives: str | None) -> Topology:
    if objectives is None:
        return topology
    from topology.document.demands.joining import joined
    from topology.document.demands.reading import of_file

    return joined(topology, [of_file(objectives, "objectives")]).topology


def _given(typed: _Typed) -> Given:
    from topology import __version__
    from topology.render.evidence.record import Given

    return Given(
        _source(typed.file),
        __version__,
        shlex.join(_again(typed)),
        typed.date,
        typed.author,
        typed.approver,
        None if typed.objectives is None else _source(typed.objectives),
        is_timed=typed.time_limit is not None,
    )


def _source(file: str) -> Source:
    """A file by its name and the hash of its bytes. Raises `UsageError`."""
    import hashlib

    from topology.render.evidence.record import Source

    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{printable(file)} cannot be read: {error.strerror}") from None
    return Source(Path(file).name, hashlib.sha256(data).hexdigest())


def _again(typed: _Typed) -> Iterator[str]:
    """The command that makes the record again, in the folder of its files."""
    yield from ("topology", "evidence", Path(typed.file).name)
    yield from ("-o", Path(typed.output).name)
    for option, given in (
        ("--date", typed.date),
        ("--author", typed.author),
        ("--approver", typed.approver),
        ("--objectives", typed.objectives and Path(typed.objectives).name),
        ("--time-limit", typed.time_limit),
    ):
        yield from (option, given) if given is not None else ()
    for target in typed.targets:
        yield from ("--for", target)
