"""Objectives and acceptances in a file of their own, read as those of a document are.

The file is `{"objectives": [...], "accepted": [...]}`, of which one may be absent, or the bare list
of one of them, in JSON or YAML. All that is wrong in it is said of it, with its line and column.
Whether what they name exists is seen when they are joined with a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from topology.document.diagnosis import own_word_problems, schema_problems
from topology.document.document import FORMAT
from topology.document.document import Path as Keys
from topology.document.own_words import is_own, without_own_words
from topology.document.schema import Acceptance, Objective
from topology.document.schema.marks import Doc
from topology.document.schema.quantities import Text
from topology.document.schema.validator import ValidationError, part, validator_of
from topology.errors import DocumentError, Problem, did_you_mean, kind_of, quoted
from topology.sources import reader

Section: TypeAlias = Literal["objectives", "accepted"]
SECTIONS: tuple[Section, ...] = ("objectives", "accepted")
_KEYS = ("$schema", "format", *SECTIONS)
_WHAT = 'a file of objectives has "objectives" and "accepted"'


@part
class Demands:
    """What is asked, and what is borne."""

    schema_: Annotated[Text | None, Doc("For editors; not used otherwise.")] = None
    objectives: tuple[Objective, ...] = ()
    accepted: tuple[Acceptance, ...] = ()


@dataclass(frozen=True)
class OwnFile:
    """A file of objectives and acceptances, as it was read."""

    text: reader.Text = field(repr=False)
    plain: dict[str, Any] = field(repr=False)
    """What it holds, with the sections by name."""
    bare: Section | None
    """The section of which it is the bare list."""
    demands: Demands

    @property
    def name(self) -> str:
        """What errors call it."""
        return self.text.name

    def path(self, section: Section, *steps: str | int) -> Keys:
        """The way to a value of a section in the file as it is written."""
        return steps if self.bare == section else (section, *steps)

    def error(self, problems: Iterable[Problem]) -> DocumentError:
        """What is wrong in it, by the sections, with its lines and columns."""
        return _located(self.text, self.bare, problems)


def of_file(source: str | Path, bare: Section) -> OwnFile:
    """The objectives and acceptances in a file, or on standard input for `-`.

    `bare` says which of them a bare list holds. Raises `DocumentError`, which holds all that is
    wrong but whether what it names exists.
    """
    return of_text(reader.plain_file(source), bare)


def of_text(text: reader.Text, bare: Section) -> OwnFile:
    """The same of a text that was read."""
    is_bare = isinstance(text.value, list)
    plain: Any = {bare: text.value} if is_bare else text.value
    own, demands = bare if is_bare else None, None
    if not isinstance(plain, dict):
        said = f"must hold an object or a list, not {kind_of(plain)}: {_WHAT}"
        problems = [Problem("", said, ())]
    else:
        problems = list(_of_keys(plain))
    if not problems:
        known, words = without_own_words({k: v for k, v in plain.items() if k != "format"})
        problems = own_word_problems(words, plain)
        try:
            demands = validator_of(Demands).validate_python(known)
        except ValidationError as error:
            problems += schema_problems(error, known)
    if demands is None or problems:
        raise _located(text, own, problems)
    return OwnFile(text, plain, own, demands)


def _of_keys(plain: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the fields of the file itself."""
    for key in plain:
        if key not in _KEYS and not is_own(key):
            near = did_you_mean(key, _KEYS)
            yield Problem("", f"has an unknown key {quoted(key)}{near}; {_WHAT}", (key,), True)
    if not plain.keys() & set(SECTIONS):
        yield Problem("", f"has neither of its lists: {_WHAT}", ())
    version = plain.get("format", FORMAT)
    if type(version) is not int or version != FORMAT:
        yield Problem("", f"format is {quoted(version)}: must be {FORMAT}", ("format",))


def _located(text: reader.Text, bare: Section | None, problems: Iterable[Problem]) -> DocumentError:
    """What is wrong in a file, with lines and columns."""
    kept = 0 if bare is None else 1
    placed = [
        Problem(one.place, one.message, None if one.path is None else one.path[kept:], one.of_key)
        for one in problems
    ]
    return text.located(DocumentError(text.name, placed))
