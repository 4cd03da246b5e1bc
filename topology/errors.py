"""What can go wrong: one base class, a few kinds, each of which prints as plain lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_SHOWN = 60
"""Characters of a value that a message quotes before it is shortened."""


class TopologyError(Exception):
    """Base of all errors that are the input's or the caller's, never the program's."""

    def lines(self) -> tuple[str, ...]:
        """The error as lines for a person; each names its place."""
        return (str(self),)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a document: where, and what the rule is."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class DocumentError(TopologyError):
    """A document that cannot be used; carries all its problems, in document order."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> tuple[str, ...]:
        """One line for each problem."""
        prefix = f"{self.source}: " if self.source else ""
        return tuple(f"{prefix}{problem}" for problem in self.problems)


class UnknownIdError(TopologyError):
    """An id that the topology does not have."""

    def __init__(self, what: str, unknown: str, known: Iterable[str]) -> None:
        self.unknown = unknown
        super().__init__(f"{what} {quoted(unknown)} does not exist{did_you_mean(unknown, known)}")


class UsageError(TopologyError):
    """A call or a command line that makes no sense, whatever the document."""


class ResourceError(TopologyError):
    """What an analysis needs of the machine and may not have, such as threads or address space."""


def quoted(value: object) -> str:
    """`value` as a message shows it: quoted if text, on one line, shortened, printable."""
    if isinstance(value, str):
        text = value if len(value) <= MAX_SHOWN else value[:MAX_SHOWN]
        shown = '"' + printable(text) + '"'
        return shown if len(value) <= MAX_SHOWN else f"{shown}… ({len(value):,} characters)"
    if isinstance(value, dict | list | tuple):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value):,}"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and value.bit_length() > 1_000:
        # Python itself refuses to write some of them out.
        return f"a whole number of {value.bit_length():,} bits"
    text = printable(repr(value))
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def printable(text: str) -> str:
    r"""`text` with every character that could move a cursor or reverse a line written as `\uXXXX`.

    >>> printable("a\x1b[31mb\u202e")
    'a\\u001b[31mb\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def did_you_mean(unknown: str, known: Iterable[str]) -> str:
    """`; did you mean "…"?` for the nearest of `known`, or nothing when none is near."""
    if len(unknown) > 200:
        return ""
    import difflib

    folded = unknown.casefold()
    near = [k for k in known if abs(len(k) - len(unknown)) <= max(3, len(unknown) // 3)]
    matcher = difflib.SequenceMatcher(b=folded)
    best, rank = "", (0.6, 0, "")
    for name in sorted(near)[:20_000]:
        matcher.set_seq1(name.casefold())
        if matcher.real_quick_ratio() < rank[0] or matcher.quick_ratio() < rank[0]:
            continue
        found = (matcher.ratio(), _shared_start(folded, name.casefold()), name)
        if found[:2] > rank[:2]:
            best, rank = name, found
    return f"; did you mean {quoted(best)}?" if best else ""


def _shared_start(a: str, b: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(a, b, strict=False)
    return next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(a), len(b)))
