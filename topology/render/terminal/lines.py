"""Lines of a terminal as text, and the pieces that several results are made of.

A line is a list of (style, text) spans. Styles are names that the command line turns into colours,
or into nothing. All text is printable: `errors.printable` has seen it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from topology.errors import printable
from topology.finding import Step, in_words
from topology.render.terminal.columns import COMMAND, Line
from topology.render.words.phrases import said
from topology.values.units import counted


def plain(lines: Sequence[Line]) -> str:
    """The lines without style, each ended by a newline."""
    return "".join("".join(text for _, text in line).rstrip() + "\n" for line in lines)


def more_lines(hidden: int, one: str, many: str) -> Iterator[Line]:
    """How many are not listed, if any are not."""
    if hidden > 0:
        said = f"… and {counted(hidden, one, many)} more (--limit N shows more, --format json all)"
        yield [("dim", said)]
        yield []


def reason_line(steps: Sequence[Step], indent: str = "    ") -> Line:
    """Why something is so, step by step."""
    return [("", indent + in_words(steps, said))]


def next_line(words: Sequence[str], lead: str = "next") -> Line:
    """The command to go on with; standard input has been read, so it has to be named as a file."""
    named = ["FILE" if word == "-" else word for word in words]
    return [("", f"{lead}: "), (COMMAND, command(named))]


def command(words: Sequence[str]) -> str:
    """A command to paste: words that a shell would read otherwise are quoted."""
    options = (
        ["--"] if any(word.startswith("-") for word in words[2:] if words[0] == "blast") else []
    )
    return " ".join(map(shlex.quote, ["topology", words[0], *options, *map(printable, words[1:])]))
