"""The register of an import for people: a line for each degree, with numbers and an example."""

from __future__ import annotations

from collections.abc import Iterator

from topology.errors import printable
from topology.render.terminal.lines import command
from topology.render.words.phrases import count as plural
from topology.sources.imports.notes import Note, Notes
from topology.sources.imports.table import Imported

LABEL = 11
"""Columns of a label and what follows it."""


def notes_lines(notes: Notes, output: str, dropped: int) -> Iterator[str]:
    """The lines, in the order in which they are told."""
    yield _line("read", "; ".join(notes.read.items))
    yield _line("certain", _told(notes.certain, "need"))
    yield _line("assumed", _told(notes.assumed, "fact"))
    guessed = "none kept" if dropped and dropped == notes.guessed.count else ""
    yield _line("guessed", guessed or _told(notes.guessed, "fact"))
    if dropped:
        left = plural(dropped, "guess", "guesses")
        yield _line("", f"{left} left out, by which every answer is more hopeful")
    yield _line("unknown", _silent(notes))
    yield _line("left out", _left_out(notes.left_out))
    yield _line("direction", "; ".join(notes.direction.items) or "no arrows")
    where = "" if output == "-" else f" to {printable(output)}"
    yield _line("written", f"{'; '.join(notes.written.items)}{where}")


def import_note(imported: Imported, file: str) -> str:
    """One line for whoever has a file of another tool analysed as it stands."""
    notes = imported.notes
    degrees = [
        f"{notes.certain.count:,} known",
        f"{notes.assumed.count:,} assumed",
        f"{notes.guessed.count:,} guessed",
    ]
    silent = f"{len_silent(notes):,} of {notes.written.count:,} components say nothing of needs"
    more = command(["import", printable(file), "-o", "topology.json"])
    return f"read as {imported.format.title}: {', '.join(degrees)}; {silent}; {more} tells each"


def len_silent(notes: Notes) -> int:
    """How many components say nothing of what they need."""
    return notes.unknown.count


def _line(label: str, words: str) -> str:
    return f"{label:{LABEL}}{words}"


def _told(note: Note, noun: str) -> str:
    if not note.count:
        return "none"
    return f"{plural(note.count, noun)}, such as {note.items[0]}"


def _left_out(note: Note) -> str:
    if not note.count:
        return "nothing"
    return f"{note.count:,}, such as {note.items[0]}"


def _silent(notes: Notes) -> str:
    count, of = notes.unknown.count, notes.written.count
    remarks = notes.unknown.items[count:]
    such = f", such as {notes.unknown.items[0]}" if count else ""
    more = "".join(f"; {words}" for words in remarks)
    return f"{count:,} of {of:,} components say nothing of what they need{such}{more}"
