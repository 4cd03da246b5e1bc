"""The names that people know components by, beside the ids that machines do.

Sentences are made of ids. `Names` finds the ids in them and says which name each has, so that every
form can show it with the id beside. An id is found where it stands as a whole word and could be
nothing else: one that is also a word of our own sentences (`at`, `members`), a kind, or a word of
the units of the document is left as it is inside of a sentence. By itself, in a cell or a heading,
every id is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from topology.errors import printable

if TYPE_CHECKING:
    from topology.document.document import Topology

_START = re.compile(r"(?:(?<=[\s(\"'“‘+,;/→])|\A)")
"""Where a word may begin."""
_END = re.compile(r"[\s)\"'”’+,;?!→]|[.:](?:\s|\Z)|\Z")
"""What follows a whole word."""
_HEAD = re.compile(r"[^\s)\"'”’+,;?!→.:]*")
"""A word up to what may follow one: the same of an id as of a text in which it stands."""
_NUMBER = re.compile(r"[\d.,:%+-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """An id that stands in a sentence, and its name; both fit to be shown.

    `is_known` where the name alone says who is meant: no other has it, and it stood with its id
    before in the same sentence or differs from it in capitals only.
    """

    id: str
    name: str
    is_known: bool = False

    @property
    def said(self) -> str:
        """As plain text has it."""
        return self.name if self.is_known else f"{self.name} ({self.id})"


class Names:
    """The names of what has one that is not its id."""

    def __init__(self, names: Mapping[str, str], taken: Iterable[str] = ()) -> None:
        """Takes names by id, and the words that mean something else inside of sentences."""
        self._names = {printable(i): printable(name) for i, name in names.items() if name != i}
        self._taken = frozenset(taken)
        self._bearers = Counter(self._names.values())

    @classmethod
    def of(cls, topology: Topology) -> Names:
        """Those of the components, their modes, and the shared risks of a document."""
        names: dict[str, str] = {}
        taken = {
            word
            for unit in (topology.load_unit, topology.currency)
            if unit
            for word in unit.split()
        }
        for component in topology.components:
            taken.add(component.kind)
            if component.name:
                names[component.id] = component.name
                for mode in component.modes:
                    names[f"{component.id}:{mode.id}"] = f"{component.name}: {mode.id}"
        for risk in topology.shared_risks:
            taken.add(risk.kind)
            if risk.name:
                names[risk.id] = risk.name
        return cls(names, taken)

    def written(self, how: Callable[[str], str]) -> Names:
        """The same where every id and name is written in another way, as escaped."""
        names = {how(found): how(name) for found, name in self._names.items()}
        return Names(names, map(how, self._taken))

    def of_id(self, text: str) -> Named | None:
        """What a whole text is the id of; None if it has no name."""
        return self._named(text) if text in self._names else None

    def text(self, text: str) -> str:
        """A whole text with the names of what is in it, as plain text has them."""
        alone = self.of_id(text)
        if alone is not None:
            return alone.said
        return "".join(p if isinstance(p, str) else p.said for p in self.parts(text))

    def parts(self, text: str) -> Iterator[str | Named]:
        """A sentence in its order: texts, and what is named in between.

        >>> names = Names({"db": "Main database", "at": "Austria"})
        >>> [p if isinstance(p, str) else p.said for p in names.parts("web needs db; db at 40 %")]
        ['web needs ', 'Main database (db)', '; ', 'Main database', ' at 40 %']
        """
        seen: set[str] = set()
        end = 0
        for start, found in self._found(text):
            if start > end:
                yield text[end:start]
            yield self._named(found, is_told=found in seen)
            seen.add(found)
            end = start + len(found)
        if end < len(text) or not text:
            yield text[end:]

    def _found(self, text: str) -> Iterator[tuple[int, str]]:
        """The ids in a sentence and where each begins, the longest of several at one place.

        Looks at what begins with the same word, so that many names cost no more than few.
        """
        end = 0
        for start in _START.finditer(text) if self._by_head else ():
            at = start.start()
            if at < end:
                continue
            for found in self._by_head.get(_head(text, at), ()):
                if text.startswith(found, at) and _END.match(text, at + len(found)):
                    yield at, found
                    end = at + len(found)
                    break

    def _named(self, found: str, *, is_told: bool = False) -> Named:
        name = self._names[found]
        is_same = name.casefold() == found.casefold()
        return Named(found, name, (is_told or is_same) and self._bearers[name] == 1)

    def __bool__(self) -> bool:
        return bool(self._names)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._names.items())

    @cached_property
    def _by_head(self) -> dict[str, list[str]]:
        """The ids that are found inside of sentences by their first words, the longest first."""
        taken = self._taken | vocabulary()
        by_head: dict[str, list[str]] = {}
        for found in sorted(self._names, key=lambda i: (-len(i), i)):
            if found not in taken and not _NUMBER.fullmatch(found):
                by_head.setdefault(_head(found), []).append(found)
        return by_head


def _head(text: str, at: int = 0) -> str:
    found = _HEAD.match(text, at)
    return found[0] if found else ""


@cache
def vocabulary() -> frozenset[str]:
    """The words of our own sentences; a test holds them to be all that the source has."""
    return frozenset(
        files("topology.render.words").joinpath("vocabulary.txt").read_text("utf-8").split()
    )
