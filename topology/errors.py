"""What can go wrong: one base class, a few kinds, each of which prints as plain lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MAX_SHOWN = 60
"""Characters of a value that a message quotes before it is shortened."""
MAX_MEANT = 200
"""Characters of a name for which the one that is meant is looked for."""
MAX_NEAR = 20_000
"""Names of about the same length that are looked at, the first ones."""
LOADS_ROOM = 128 << 20
"""Address space that the libraries take by which loads are reckoned."""
MIN_RATIO = 0.6
"""How much two names must have in common for one to be meant by the other."""


class TopologyError(Exception):
    """Base of all errors that are the input's or the caller's, never the program's.

    Whatever a document or a caller has put into it, no line of it can move a cursor.
    """

    def __init__(self, *lines: str) -> None:
        self._lines = tuple(map(printable, lines))
        super().__init__("\n".join(self._lines))

    def lines(self) -> tuple[str, ...]:
        """The error as lines for a person; each names its place."""
        return self._lines


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a document: where, and what the rule is.

    `path` are the keys and indices that lead to it in the document, if they are known; `of_key`
    where it is the key itself that is wrong.
    """

    place: str
    message: str
    path: tuple[str | int, ...] | None = field(default=None, compare=False)
    of_key: bool = field(default=False, compare=False)
    at: str = field(default="", compare=False)
    """The line and column, if it was read from a text."""

    def __str__(self) -> str:
        return printable(": ".join(filter(None, (self.at, self.place, self.message))))


class DocumentError(TopologyError):
    """A document that cannot be used; carries all its problems, in document order."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        prefix = f"{self.source}: " if self.source else ""
        super().__init__(*(f"{prefix}{problem}" for problem in self.problems))


class NotCoherentError(DocumentError):
    """A fault tree that no document can say: more failures may repair something in it.

    `definitions` are what its file defines (`sources.fault_tree_definitions`).
    """

    def __init__(self, source: str, problem: Problem, definitions: Any) -> None:
        super().__init__(source, [problem])
        self.definitions = definitions

    def named(self, source: str) -> NotCoherentError:
        """The same with the name of its file."""
        return NotCoherentError(source, self.problems[0], self.definitions)


class UnknownIdError(TopologyError):
    """An id that the topology does not have."""

    def __init__(self, what: str, unknown: str, known: Iterable[str]) -> None:
        self.unknown = unknown
        super().__init__(f"{what} {quoted(unknown)} does not exist{did_you_mean(unknown, known)}")


class UsageError(TopologyError):
    """A call or a command line that makes no sense, whatever the document."""


class ResourceError(TopologyError):
    """What an analysis needs of the machine and may not have, such as threads or address space."""


def need_room(octets: int, what: str) -> None:
    """Raises `ResourceError` where the process may not have so much more address space.

    To be asked before libraries are loaded that end the process where they do not get it.
    """
    try:
        import mmap  # which finds no room itself where there is next to none

        mmap.mmap(-1, octets).close()
    except (ImportError, OSError, MemoryError):
        raise ResourceError(
            f"{what} need {octets >> 20:,} MB of address space, which this process may not have: "
            "raise its limit (ulimit -v)"
        ) from None


def need_room_for_loads() -> None:
    """The same for whatever is reckoned with loads."""
    need_room(LOADS_ROOM, "loads over time")


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
    if type(value).__repr__ is object.__repr__:
        return _of_type(value)  # which would say where in memory it lies
    text = printable(repr(value))
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def kind_of(value: object) -> str:
    """What `value` is, in words that give nothing of it away: it may hold a secret.

    >>> kind_of("DB_PASSWORD=x"), kind_of([1, 2]), kind_of(None)
    ('text', 'a list of 2', 'null')
    """
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "true or false"
    if value is None or isinstance(value, dict | list | tuple):
        return quoted(value)
    if isinstance(value, int | float):
        return "a number"
    return _of_type(value)


def _of_type(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def printable(text: str) -> str:
    r"""`text` with every character that could move a cursor or reverse a line written as `\uXXXX`.

    >>> printable("a\x1b[31mb\u202e")
    'a\\u001b[31mb\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


class Effort:
    """What may still be spent on the search for names that are meant, shared by a whole document.

    A unit is about the time in which two characters are compared, so that all takes a second.
    """

    MOST = 20_000_000
    TO_LIST, TO_WEIGH, TO_COMPARE = 2, 40, 200
    """Units for a name that is passed over, for one that is looked at, for one that is compared."""

    def __init__(self, left: int = MOST) -> None:
        self.left = left

    def spend(self, units: int) -> bool:
        """Whether there was enough for something that costs so much."""
        self.left -= units
        return self.left >= 0


def did_you_mean(unknown: str, known: Iterable[str], effort: Effort | None = None) -> str:
    """`; did you mean "…"?` for the nearest of `known`, or nothing when none is near.

    The nearest has most in common by Ratcliff and Obershelp (`difflib`), then the longest common
    start, then the first name. Names are compared by how many letters they have in common, which
    no ratio exceeds, until none can be nearer, or the effort is spent.
    """
    effort = effort or Effort()
    if len(unknown) > MAX_MEANT or effort.left <= 0:
        return ""
    best = _nearest(unknown.casefold(), _near(unknown, known, effort), effort)
    return f"; did you mean {quoted(best)}?" if best else ""


def _near(unknown: str, known: Iterable[str], effort: Effort) -> list[str]:
    """The names of about the same length; none where there are too many to look at."""
    names = list(known)
    spread = max(3, len(unknown) // 3)
    near = [name for name in names if abs(len(name) - len(unknown)) <= spread]
    near = near if len(near) <= MAX_NEAR else sorted(near)[:MAX_NEAR]
    units = Effort.TO_LIST * len(names) + Effort.TO_WEIGH * len(near)
    return near if effort.spend(units) else []


def _nearest(folded: str, near: Iterable[str], effort: Effort) -> str:
    import difflib
    from collections import Counter

    letters = Counter(folded).items()
    weighed = []
    for name in near:
        other = name.casefold()
        common = sum(min(times, other.count(letter)) for letter, times in letters)
        bound = 2.0 * common / (len(folded) + len(other) or 1)
        if bound >= MIN_RATIO:
            weighed.append((-bound, name))
    matcher = difflib.SequenceMatcher(b=folded)
    best, rank = "", (MIN_RATIO, 0)
    for bound, name in sorted(weighed):
        other = name.casefold()
        if -bound < rank[0] or not effort.spend(Effort.TO_COMPARE + 2 * len(other) * len(folded)):
            break
        matcher.set_seq1(other)
        found = matcher.ratio(), _shared_start(folded, other)
        if found > rank or (found == rank and name < best):
            best, rank = name, found
    return best


def _shared_start(a: str, b: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(a, b, strict=False)
    return next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(a), len(b)))
