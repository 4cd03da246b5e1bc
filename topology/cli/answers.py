"""The way from a document to what is printed or written, the same for all commands that have one.

Input is read and analysed, and the form that is asked for is made, while `Progress` says what is
being done; only then does anything reach stdout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from click.exceptions import Exit

from topology.cli.exit_codes import FOUND
from topology.cli.files import need_writable, write_file
from topology.cli.options import EveryFormat, Format, TableFormat, ids, wants_names
from topology.cli.progress import Progress
from topology.cli.streams import complain, print_json, print_lines, print_text
from topology.cli.streams import tell as tell_lines
from topology.errors import UsageError, printable
from topology.render.terminal.columns import Line
from topology.values.deadlines import never
from topology.work.workers import HERE, Workers

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.single_points import SinglePoints
    from topology.sources.reader import Text

Plain: TypeAlias = Mapping[str, object]
AnyFormat: TypeAlias = Format | TableFormat | EveryFormat
Tell: TypeAlias = Callable[[str], None]
"""Takes what is being done from now on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A result in the forms that it has, each made when it is asked for.

    `is_finding` where the command was told to fail on one and there is one.
    """

    lines: Callable[[], Sequence[Line]]
    plain: Callable[[], object]
    csv: Callable[[], str] | None = None
    markdown: Callable[[], str] | None = None
    is_finding: bool = False

    def printing(self, form: AnyFormat) -> Callable[[], None]:
        """Makes a form; to be called is what prints it."""
        if form == EveryFormat.JSON:
            plain = self.plain()
            return lambda: print_json(plain)
        texts = {EveryFormat.CSV.value: self.csv, EveryFormat.MARKDOWN.value: self.markdown}
        made = texts.get(form.value)
        if made is not None:
            text = made()
            return lambda: print_text(text)
        lines = self.lines()
        return lambda: print_lines(lines)

    def named(self, topology: Topology) -> Answer:
        """The same with the names of a topology in what people read, if they are asked for."""
        return replace(self, lines=lambda: named(self.lines(), topology))


def named(lines: Sequence[Line], topology: Topology) -> Sequence[Line]:
    """Lines with the names of a topology, if `--names` is given."""
    if not wants_names():
        return lines
    from topology.render.terminal.named import named_lines
    from topology.render.words.names import Names

    return list(named_lines(lines, Names.of(topology)))


def print_answer(file: str, form: AnyFormat, analyse: Callable[[Topology, Tell], Answer]) -> None:
    """Reads a document and prints what an analysis finds in it."""
    with Progress() as progress:
        topology = read(file, progress.step)
        answer = analyse(topology, progress.step).named(topology)
        progress.step("writing")
        print_it = answer.printing(form)
    print_it()
    if answer.is_finding:
        raise Exit(FOUND)


def read(file: str, tell: Tell) -> Topology:
    """The topology of a document. Raises `DocumentError`."""
    from topology.document.document import Topology

    text = opened(file, tell)
    return Topology.of_text(text, "" if file == "-" else Path(file).stem)


def opened(file: str, tell: Tell) -> Text:
    """What a document says; to whom has one of another tool it is told how it is read."""
    from topology.sources import reader

    tell(f"reading {file}")
    text = reader.opened(file)
    if text.imported is not None:
        from topology.render.terminal.documents.imports import import_note

        tell_lines(list(import_note(text.imported, file)))
    return text


def single_points(
    topology: Topology,
    targets: Sequence[str] | None,
    tell: Tell,
    expired: Callable[[], bool] = never,
    today: str | None = None,
    workers: Workers = HERE,
) -> SinglePoints:
    """The single points of failure, judged for overload and delay too."""
    from topology.findings.single_points import SinglePoints

    tell("finding single points of failure")
    points = SinglePoints.of(topology, ids(targets or (), topology) or None, today=today)
    points.judge_load(tell, expired, workers)
    return points


SPELLED_ALIKE = {".htm": ".html", ".markdown": ".md"}


def need_suffix(output: str, suffixes: Sequence[str]) -> None:
    """Raises `UsageError` when the name of a file ends like another form than is written."""
    suffix = Path(output).suffix.lower()
    if output != "-" and suffix not in suffixes:
        known = sorted({SPELLED_ALIKE.get(one, one) for one in suffixes})
        written = "the form that is" if len(known) == 1 else "the forms that are"
        name = printable(output) or "the name of the output"
        raise UsageError(f"{name} must end in {' or '.join(known)}, {written} written")


def write_answer(file: str, output: str, made: Callable[[Tell], str], following: str = "") -> None:
    """Writes what is made of a file to another or to stdout.

    `following` is a command that reads what was written.
    """
    need_writable(output, file)
    with Progress() as progress:
        text = made(progress.step)
        if output != "-":
            write_file(output, text)
    if output == "-":
        print_text(text)
    else:
        say_written(output, [following, printable(output)] if following else ())


def write_document(
    text: str, output: str, notes: Plain, notes_to: str | None, lines: Iterable[Line], next_: str
) -> None:
    """Exactly a document to stdout or its file; to stderr what is told of it, and a next command.

    `notes` are what is told, for machines, and go to a file of their own if one is named.
    """
    if output != "-":
        write_file(output, text)
    if notes_to is not None:
        from topology.values.indented_json import indented_json

        written = indented_json(notes) + "\n"
        write_file(notes_to, written) if notes_to != "-" else complain(written)
    if output == "-":
        print_text(text)
    tell_lines(list(lines))
    if output != "-":
        complain(f"next: {next_}\n")


def say_written(output: str, following: Sequence[str] = ()) -> None:
    """Says on stdout that a file was written, and by which command to go on, word by word."""
    from topology.render.terminal.lines import next_line

    lines: list[Line] = [[("good", "written"), ("", f"  {printable(output)}")]]
    if following:
        lines.append(next_line(following))
    print_lines(lines)
