"""A baseline: the findings of a day, by which later ones are new, worse or unchanged.

A document is known again by its name and its file together; else by its name, where no other has
it; else by its file; and where the baseline is of one document and one is checked, they are the
same whatever they are called (docs/decisions/0010-baselines.md).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import inf
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from topology.document.document import Path as Keys
from topology.errors import DocumentError, Problem, did_you_mean, kind_of, printable, quoted
from topology.finding import FailureClass
from topology.findings.gate.checked import AcceptanceRule, Checked, Found, State
from topology.sources import reader
from topology.values.indented_json import indented_json

FORMAT = 1
NEVER = "never"
ROUNDING = 1e-6
"""Relative, and in seconds: a time that is longer by no more is not longer."""
_RANKS = {
    None: 0,
    FailureClass.SLOW: 1,
    FailureClass.GRAY: 2,
    FailureClass.OVERLOAD: 3,
    FailureClass.STRUCTURAL: 4,
}
"""The worse, the more is missing: time; somebody who notices; capacity; the alternative itself."""
_OF_ACCEPTANCES = frozenset(AcceptanceRule)
MOST = 1e100
"""Of any number."""
MOST_TOLD = 100
"""Problems of one baseline."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as a baseline has it."""

    fingerprint: str
    rule: str
    target: str
    cause: str
    failure_class: FailureClass | None
    outage_s: float | None
    """Seconds; infinite where it is never back, None where not known."""
    takes: int | None
    message: str
    is_unknown: bool
    amounts: tuple[float, ...] = ()

    @classmethod
    def of(cls, found: Found) -> Entry:
        """What a baseline keeps of a finding."""
        return cls(
            found.fingerprint,
            str(found.rule),
            found.target,
            found.cause,
            found.failure_class,
            found.back_s,
            found.takes,
            found.message,
            found.is_unknown,
            found.amounts,
        )

    @property
    def plain(self) -> dict[str, object]:
        """As it is written."""
        return {
            "fingerprint": self.fingerprint,
            "rule": self.rule,
            "target": self.target,
            "cause": self.cause,
            "class": None if self.failure_class is None else str(self.failure_class),
            "outage_s": _number_plain(self.outage_s),
            "takes": self.takes,
            **({"amounts": list(map(_number_plain, self.amounts))} if self.amounts else {}),
            "unknown": self.is_unknown,
            "message": self.message,
        }

    @property
    def order(self) -> tuple[str, ...]:
        """By what it stands where in a baseline: at last by all of it."""
        said = json.dumps(self.plain)
        return self.rule, self.target, self.cause, self.fingerprint, said


@dataclass(frozen=True, slots=True)
class Held:
    """The findings of one document, as a baseline has them."""

    name: str
    file: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings of some documents on some day."""

    documents: tuple[Held, ...]


# -- writing --------------------------------------------------------------------------------------


def written(*checked: Checked) -> str:
    """The baseline of what was found in documents, as JSON text that ends in a newline.

    What is accepted is left out, as it has a date of its own and has to count when that is over;
    and so is what is found of acceptances, and what could not be checked.
    """
    held = (_held(one) for one in checked if not one.errors)
    documents = [
        {"name": one.name, "file": one.file, "findings": [entry.plain for entry in one.entries]}
        for one in sorted(held, key=lambda one: (one.name, one.file))
    ]
    return indented_json({"format": FORMAT, "documents": documents}) + "\n"


def _held(checked: Checked) -> Held:
    kept = (f for f in checked.findings if f.accepted is None and f.rule not in _OF_ACCEPTANCES)
    entries = sorted(map(Entry.of, kept), key=lambda entry: entry.order)
    return Held(checked.name, _file(checked.file), tuple(entries))


def _number_plain(number: float | None) -> object:
    return NEVER if number == inf else number


def _file(file: str) -> str:
    """A file as a baseline calls it: with folders only where these are not one machine's."""
    path = PurePath(file)
    return path.name if path.is_absolute() else path.as_posix()


# -- reading --------------------------------------------------------------------------------------


def of_file(source: str | Path) -> Baseline:
    """The baseline in a file, or on standard input for `-`. Raises `DocumentError`."""
    return _of_text(reader.plain_file(source))


def read(text: str | bytes, name: str) -> Baseline:
    """The baseline in a text; `name` is what errors call it. Raises `DocumentError`."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _of_text(reader.plain_text(data, name))


def _of_text(text: reader.Text) -> Baseline:
    problems = list(islice(_problems(text.value), MOST_TOLD))
    if problems:
        raise text.located(DocumentError(text.name, problems))
    plain: Any = text.value
    return Baseline(tuple(map(_read_held, plain["documents"])))


def _read_held(plain: Mapping[str, Any]) -> Held:
    return Held(plain["name"], plain["file"], tuple(map(_read_entry, plain["findings"])))


def _read_entry(plain: Mapping[str, Any]) -> Entry:
    kind = plain["class"]
    return Entry(
        plain["fingerprint"],
        plain["rule"],
        plain["target"],
        plain["cause"],
        None if kind is None else FailureClass(kind),
        _number_of(plain["outage_s"]),
        plain["takes"],
        plain["message"],
        plain["unknown"],
        tuple(map(_number_of, plain.get("amounts", ()))),
    )


def _number_of(plain: Any) -> Any:
    return inf if plain == NEVER else plain


class _Field(NamedTuple):
    """What the value of a key may be."""

    allows: Callable[[Any], bool]
    rule: str


def _is_number(value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value <= MOST  # type: ignore[operator]


_TEXT = _Field(lambda value: isinstance(value, str), "must be text")
_NAME = _Field(lambda value: isinstance(value, str) and value != "", "must be text, and not empty")
_LIST = _Field(lambda value: isinstance(value, list), "must be a list")
_CLASSES = ", ".join(f'"{kind}"' for kind in FailureClass)
_BASELINE = {"format": _Field(lambda _: True, ""), "documents": _LIST}
_DOCUMENT = {"name": _TEXT, "file": _TEXT, "findings": _LIST}
_FINDING = {
    "fingerprint": _NAME,
    "rule": _NAME,
    "target": _TEXT,
    "cause": _TEXT,
    "class": _Field(
        lambda value: value is None or value in tuple(FailureClass),
        f"must be null or one of {_CLASSES}",
    ),
    "outage_s": _Field(
        lambda value: value is None or value == NEVER or _is_number(value),
        f'must be seconds, "{NEVER}", or null where it is not known',
    ),
    "takes": _Field(
        lambda value: value is None or (_is_number(value) and isinstance(value, int)),
        "must be a whole number of components, or null",
    ),
    "unknown": _Field(lambda value: isinstance(value, bool), "must be true or false"),
    "message": _TEXT,
    "amounts": _Field(
        lambda value: (
            isinstance(value, list) and all(one == NEVER or _is_number(one) for one in value)
        ),
        f'must be a list of numbers, or "{NEVER}"',
    ),
}
_OPTIONAL = frozenset({"amounts"})


def _problems(plain: object) -> Iterator[Problem]:
    """What keeps plain values from being a baseline, in their order."""
    if isinstance(plain, dict) and "format" in plain and not _is_ours(plain["format"]):
        said = f"format is {quoted(plain['format'])}: must be {FORMAT}"
        yield Problem("", f"{said}; write the baseline anew with this version", ("format",))
        return
    yield from _of_object(plain, _BASELINE, (), "a baseline")
    for path, document in _items(plain, "documents", ()):
        yield from _of_object(document, _DOCUMENT, path, "a document of a baseline")
        for inner, entry in _items(document, "findings", path):
            yield from _of_object(entry, _FINDING, inner, "a finding of a baseline")


def _is_ours(version: object) -> bool:
    return type(version) is int and version == FORMAT


def _items(plain: object, key: str, path: Keys) -> Iterator[tuple[Keys, object]]:
    items = plain.get(key) if isinstance(plain, dict) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        yield (*path, key, number), item


def _of_object(
    plain: object, known: Mapping[str, _Field], path: Keys, what: str
) -> Iterator[Problem]:
    place = _place(path)
    if not isinstance(plain, dict):
        yield Problem(place, f"must hold an object, not {kind_of(plain)}: {what}", path)
        return
    for key in (key for key in known if key not in plain and key not in _OPTIONAL):
        yield Problem(place, f"lacks {quoted(key)}, which {what} has", path)
    for key, value in plain.items():
        if key not in known:
            near = did_you_mean(key, known)
            yield Problem(place, f"has an unknown key {quoted(key)}{near}", (*path, key), True)
        elif not known[key].allows(value):
            yield Problem(place, f"{key} is {quoted(value)}: {known[key].rule}", (*path, key))


def _place(path: Keys) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


# -- comparing ------------------------------------------------------------------------------------


def against(checked: Sequence[Checked], baseline: Baseline) -> tuple[Checked, ...]:
    """The same documents with the state of each finding, and what is found no more.

    Of documents that are not checked nothing is said.
    """
    known = _known_again(checked, baseline.documents)
    return tuple(_compared(one, known.get(number)) for number, one in enumerate(checked))


def _compared(checked: Checked, held: Held | None) -> Checked:
    if held is None or checked.errors:
        return replace(checked, has_baseline=True)
    before: dict[str, list[Entry]] = defaultdict(list)
    for entry in held.entries:
        before[entry.fingerprint].append(entry)
    now = {found.fingerprint for found in checked.findings}
    gone = (printable(entry.message) for entry in held.entries if entry.fingerprint not in now)
    return replace(
        checked,
        has_baseline=True,
        findings=tuple(
            replace(found, state=state(found, before.get(found.fingerprint, ())))
            for found in checked.findings
        ),
        gone=tuple(dict.fromkeys(gone)),
    )


def state(found: Found, before: Iterable[Entry]) -> State:
    """What a finding is against those that a baseline has of the same fingerprint."""
    entries = list(before)
    if not entries or found.rule in _OF_ACCEPTANCES:
        return State.NEW
    now = Entry.of(found)
    return State.WORSE if all(_is_worse(now, entry) for entry in entries) else State.UNCHANGED


def _is_worse(now: Entry, before: Entry) -> bool:
    """By whether it is known, its class, its outage, what it takes, and how bad else it is.

    What is learned of a finding makes it no worse, but that it is one.
    """
    is_certain = before.is_unknown and not now.is_unknown
    is_classed = _RANKS[now.failure_class] > _RANKS[before.failure_class]
    is_longer = _is_more(now.outage_s, before.outage_s)
    is_wider = _is_more(now.takes, before.takes) or _is_any_more(now.amounts, before.amounts)
    return is_certain or is_classed or is_longer or is_wider


def _is_any_more(now: Sequence[float], before: Sequence[float]) -> bool:
    """What a baseline does not know is no measure; what is not known any more may be more."""
    return bool(before and not now) or any(map(_is_more_by_share, now, before))


def _is_more_by_share(now: float, before: float) -> bool:
    """Beyond rounding of what may be a small share."""
    return now > before * (1 + ROUNDING)


def _is_more(now: float | None, before: float | None) -> bool:
    """Beyond rounding; what is not known any more may be more, unless that is not possible."""
    if before is None or before == inf:
        return False
    return now is None or now > before * (1 + ROUNDING) + ROUNDING


def _known_again(checked: Sequence[Checked], documents: Sequence[Held]) -> dict[int, Held]:
    """By the number of what is checked, the same document in the baseline, as far as known."""
    here = [(one.name, _file(one.file)) for one in checked]
    there = [(one.name, _file(one.file)) for one in documents]
    exact = {key: number for number, key in enumerate(there)}
    found = {number: exact[key] for number, key in enumerate(here) if key in exact}
    for part in (0, 1):
        left = _alone({n: key[part] for n, key in enumerate(here) if n not in found})
        taken = set(found.values())
        others = _alone({n: key[part] for n, key in enumerate(there) if n not in taken})
        found.update((left[key], others[key]) for key in left.keys() & others.keys())
    if len(here) == len(there) == 1:
        found = {0: 0}
    return {number: documents[other] for number, other in found.items()}


def _alone(keys: Mapping[int, str]) -> dict[str, int]:
    """What is called as nothing else is."""
    times = Counter(keys.values())
    return {key: number for number, key in keys.items() if key and times[key] == 1}
