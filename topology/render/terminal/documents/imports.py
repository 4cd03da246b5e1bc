"""The register of an import for people: a line for each degree, with numbers and an example."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.errors import printable
from topology.render.terminal.columns import COMMAND, MARGIN, Line
from topology.render.terminal.lines import command
from topology.sources.imports.notes import Note, Notes
from topology.sources.imports.table import Imported
from topology.values.units import counted

LABEL = 11
"""Columns of a label and what follows it."""
MOST_NAMED = 5
"""Remarks of a kind that are told; the notes as JSON have all."""


def notes_lines(notes: Notes, output: str, dropped: int) -> Iterator[Line]:
    """The lines, in the order in which they are told."""
    yield from _beside("read", notes.read.items)
    yield _line("certain", _told(notes.certain, "need"))
    yield _line("assumed", _told(notes.assumed, "fact"))
    guessed = "none kept" if dropped and dropped == notes.guessed.count else ""
    yield _line("guessed", guessed or _told(notes.guessed, "fact"))
    if dropped:
        left = counted(dropped, "guess", "guesses")
        yield _line("", f"{left} left out, by which every answer is more hopeful")
    yield _line("unknown", _silent(notes))
    yield from _remarks(notes.unknown.items[notes.unknown.count :])
    yield from _left_out(notes.left_out)
    yield from _beside("direction", notes.direction.items or ("no arrows",))
    where = "" if output == "-" else f" to {printable(output)}"
    yield _line("written", f"{'; '.join(notes.written.items)}{where}")


def import_note(imported: Imported, file: str) -> Iterator[Line]:
    """A few lines for whoever has a file of another tool analysed as it stands."""
    notes = imported.notes
    degrees = [
        f"{notes.certain.count:,} known",
        f"{notes.assumed.count:,} assumed",
        f"{notes.guessed.count:,} guessed",
    ]
    yield [
        (
            "",
            f"read as {imported.format.title}: {', '.join(degrees)}; {_silent(notes, names=False)}",
        )
    ]
    if imported.wants_reach:
        yield [("", "nothing says what must be reached, so there is no target; to say it:")]
    else:
        yield [("", "to see each of them:")]
    yield [(COMMAND, f"  {import_command(imported, file, 'topology.json')}")]


def import_command(imported: Imported, file: str, output: str) -> str:
    """The command that makes a document of a file, and asks for what the file cannot say."""
    reach = ["--reach", "NODE"] if imported.wants_reach else []
    return command(["import", printable(file), *reach, "-o", printable(output)])


def _line(label: str, words: str, mark: str = "") -> Line:
    return [(MARGIN, f"{label:{LABEL}}{mark}"), ("", words)]


def _beside(label: str, items: Sequence[str]) -> Iterator[Line]:
    """One thing a line, the first beside the label."""
    for number, words in enumerate(items[:MOST_NAMED]):
        yield _line("" if number else label, words)
    yield from _more(items)


def _remarks(items: Sequence[str]) -> Iterator[Line]:
    """One remark a line below the label."""
    for words in items[:MOST_NAMED]:
        yield _line("", words, "- ")
    yield from _more(items)


def _more(items: Sequence[str]) -> Iterator[Line]:
    if (more := len(items) - MOST_NAMED) > 0:
        yield _line("", f"and {more:,} more (--notes FILE has all)")


def _told(note: Note, noun: str) -> str:
    if not note.count:
        return "none"
    return f"{counted(note.count, noun)}, such as {note.items[0]}"


def _left_out(note: Note) -> Iterator[Line]:
    if note.count > 1:
        yield _line("left out", f"{note.count:,}, with the reasons")
        yield from _remarks(note.items)
    else:
        yield from _beside("left out", note.items or ("nothing",))


def _silent(notes: Notes, *, names: bool = True) -> str:
    count, of = notes.unknown.count, notes.written.count
    said = f"{count:,} of {counted(of, 'component')} say nothing of what they need"
    named = notes.unknown.items[: min(count, MOST_NAMED)]
    if not (named and names):
        return said
    return f"{said}: {', '.join(named)}{f' and {count - len(named):,} more' * (count > len(named))}"
