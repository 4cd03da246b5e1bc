"""The register of a merge for people: a line for each kind of note, with numbers and an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from topology.document.merging.merging import MergeNotes
from topology.errors import printable
from topology.render.terminal.columns import MARGIN, Line
from topology.sources.imports.notes import Note
from topology.values.units import counted

LABEL = 14
"""Columns of a label and what follows it."""
MOST_NAMED = 5
"""Guesses and choices that are told in full; the notes as JSON have all."""

FEW = 10
"""So many things stand alone for each that was joined: then the names may differ."""
APART = (
    "hardly anything was joined: --same A=B or --rules FILE says what is the same, "
    "--match names guesses it"
)
MOST_TEXT = 400
"""Characters of one of them."""


def merge_lines(notes: MergeNotes, output: str) -> Iterator[Line]:
    """The lines, in the order in which they are told."""
    for number, words in enumerate(notes.read.items):
        yield _line("" if number else "read", words)
    yield _line("joined by id", _told(notes.joined_by_id))
    yield from _listed("same", notes.joined_by_same)
    yield from _listed("names alike", notes.joined_by_names, "each is a guess")
    yield from _listed("ambiguous", notes.ambiguous, "left apart")
    yield from _listed("settled", notes.settled)
    yield from _listed("surer", notes.surer)
    for number, words in enumerate(_unmatched(notes.unmatched)):
        yield _line("" if number else "unmatched", words)
    if _is_apart(notes):
        yield _line("", APART)
    yield _line("needs united", _told(notes.needs_united))
    yield from _listed("worth a look", notes.worth_a_look)
    yield _line("degrees", ", ".join(notes.degrees.items))
    where = "" if output == "-" else f" to {printable(output)}"
    yield _line("written", f"{'; '.join(notes.written.items)}{where}")


def _is_apart(notes: MergeNotes) -> bool:
    """Whether hardly anything of what there is in several documents was joined."""
    joined = (notes.joined_by_id, notes.joined_by_same, notes.joined_by_names)
    files = {words.rpartition(" only in ")[2] for words in notes.unmatched.items}
    return len(files) > 1 and FEW * sum(note.count for note in joined) < notes.unmatched.count


def _line(label: str, words: str) -> Line:
    return [(MARGIN, f"{label:{LABEL}}"), ("", words)]


def _told(note: Note) -> str:
    return f"{note.count:,}, such as {note.items[0]}" if note.count else "none"


def _listed(label: str, note: Note, remark: str = "") -> Iterator[Line]:
    """A line for each of the first; nothing where there are none."""
    if not note.items:
        return
    yield _line(label, f"{note.count:,}{', ' if remark else ''}{remark}")
    yield from (_line("", _short(words)) for words in note.items[:MOST_NAMED])
    if (more := len(note.items) - MOST_NAMED) > 0:
        yield _line("", f"and {more:,} more (--notes FILE has all)")


def _short(words: str) -> str:
    return words if len(words) <= MOST_TEXT else f"{words[:MOST_TEXT]}… (--notes FILE has all)"


def _unmatched(note: Note) -> list[str]:
    """How many only one document has, for each of those."""
    files = Counter(words.rpartition(" only in ")[2] for words in note.items)
    said = [f"{counted(number, 'thing')} only in {file}" for file, number in sorted(files.items())]
    return said or ["nothing"]
