"""Which ids of several documents are alike: by case, separators, and the parts before the name.

Such a match is a guess. It is made only where each document has one such id at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from topology.errors import printable

_SEPARATORS = re.compile(r"[\W_]+")
_PATH = re.compile(r"[/:]")


def _squeezed(name: str) -> str:
    return _SEPARATORS.sub("", name.casefold())


def _last_of_path(name: str) -> str:
    return _squeezed(_PATH.split(name)[-1])


def _last_of_address(name: str) -> str:
    return _squeezed(_PATH.split(name)[-1].split(".")[-1])


WAYS: Sequence[Callable[[str], str]] = (_squeezed, _last_of_path, _last_of_address)
"""Ways to look at a name, the strictest first.

>>> [way("Shop/deployment/aws_instance.web-1") for way in WAYS]
['shopdeploymentawsinstanceweb1', 'awsinstanceweb1', 'web1']
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """The pairs of ids that are taken to be the same, the first stays; and what is not clear."""

    pairs: tuple[tuple[str, str], ...]
    ambiguous: tuple[str, ...]


def alike(files: Sequence[tuple[str, Mapping[str, str]]]) -> Alike:
    """The ids that are alike; `files` are the documents with the section of each of their ids."""
    there: dict[str, set[int]] = {}
    section: dict[str, str] = {}
    for number, (_, ids) in enumerate(files):
        for name, where in ids.items():
            there.setdefault(name, set()).add(number)
            section[name] = where
    pairs: list[tuple[str, str]] = []
    unclear: dict[str, None] = {}
    done: set[str] = set()
    for way in WAYS:
        for group in _groups(there.keys() - done, section, way):
            if _is_clear([there[name] for name in group]):
                stays, *others = group
                pairs.extend((stays, other) for other in others)
                done.update(group)
            elif len(set().union(*(there[name] for name in group))) > 1:
                unclear[", ".join(map(printable, group))] = None
    return Alike(tuple(sorted(pairs)), tuple(_still(unclear, done)))


def _groups(
    names: Iterable[str], section: Mapping[str, str], way: Callable[[str], str]
) -> Iterator[list[str]]:
    """Ids that look the same, the shortest first."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in names:
        if look := way(name):
            found.setdefault((section[name], look), []).append(name)
    for _, group in sorted(found.items()):
        if len(group) > 1:
            yield sorted(group, key=lambda name: (len(name), name))


def _is_clear(where: Sequence[set[int]]) -> bool:
    """Whether no document has two of them."""
    return len(set().union(*where)) == sum(map(len, where))


def _still(unclear: Iterable[str], done: set[str]) -> Iterator[str]:
    """What is not clear in the end, once each."""
    for words in sorted(unclear):
        if not done.issuperset(words.split(", ")):
            yield words
