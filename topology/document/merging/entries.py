"""When two requirements are the same: by what they name and how, whatever the order.

Order means something in a `first_of` alone. Values (`calls`, `weight`, …) are no part of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from topology.errors import printable

Plain = dict[str, Any]
FORMS = ("all", "any", "of", "first_of", "split")
"""The fields that hold the parts of compound requirements."""
MARKS = ("source", "assumed", "guessed")
"""What is said of a requirement and is none of its values."""
MOST_NAMED = 3
"""Parts of a requirement that its words name."""


def as_object(entry: str | Plain) -> Plain:
    """A requirement as an object: an id alone stands for `on`."""
    return {"on": entry} if isinstance(entry, str) else entry


def shortest(entry: Plain) -> str | Plain:
    """The same as people write it: an id alone where nothing else is said."""
    return entry["on"] if entry.keys() == {"on"} else entry


def simplest(entry: Plain) -> Plain:
    """The same without needless form: what is chosen from one, and one of several.

    >>> simplest({"any": ["a"]}), simplest({"at_least": 1, "of": ["a", "b"]})
    ({'on': 'a'}, {'any': ['a', 'b']})
    """
    field = parts_field(entry)
    if field is None:
        return entry
    if len(entry[field]) == 1 and not _has_values(entry, field):
        marks = {key: entry[key] for key in MARKS if key in entry}
        return {**marks, **simplest(as_object(entry[field][0]))}
    if field == "of" and entry.get("at_least") == 1:
        rest = {key: value for key, value in entry.items() if key not in ("at_least", "of")}
        return {"any": entry["of"], **rest}
    return entry


def parts_field(entry: Mapping[str, Any]) -> str | None:
    """The field with the parts of a compound requirement; None for any other."""
    return next((field for field in FORMS if isinstance(entry.get(field), list)), None)


def key_of(entry: str | Plain) -> str:
    """By what a requirement is the same as another.

    >>> key_of({"any": ["b", {"on": "a", "calls": 2}]}) == key_of({"any": ["a", "b"]})
    True
    >>> key_of({"first_of": ["b", "a"]}) == key_of({"first_of": ["a", "b"]})
    False
    >>> key_of({"at_least": 1, "of": ["a"]}) == key_of({"any": ["a"]}) == key_of("a")
    True
    """
    entry = as_object(entry)
    if "on" in entry:
        return json.dumps(entry["on"], ensure_ascii=False)
    if "reach" in entry:
        over = entry.get("over")
        kinds = "" if over is None else canonical(sorted(over))
        return f"reach {json.dumps(entry['reach'], ensure_ascii=False)}{kinds}"
    field = parts_field(entry) or "all"
    parts = flattened(entry[field]) if field == "all" else entry[field]
    keys = [key_of(part) for part in parts]
    if len(set(keys)) < len(keys):
        return f"exactly {content(entry)}"
    at_least = entry.get("at_least", 1)
    if len(keys) == 1 and not _has_values(entry, field):
        return keys[0]
    form = f"{canonical(at_least)} of" if field == "of" and at_least != 1 else field
    form = "any" if form == "of" else form
    return f"{form}({', '.join(keys if field == 'first_of' else sorted(keys))})"


def flattened(entries: Iterable[str | Plain]) -> list[str | Plain]:
    """What must hold, all of it, entry by entry, where nothing is said of several together.

    >>> flattened(["a", {"all": ["b", {"all": ["c"]}]}, {"all": ["d", "e"], "holds": "1 h"}])
    ['a', 'b', 'c', {'all': ['d', 'e'], 'holds': '1 h'}]
    """
    found: list[str | Plain] = []
    for entry in entries:
        if isinstance(entry, str) or parts_field(entry) != "all" or _has_values(entry, "all"):
            found.append(entry)
            continue
        marks = {key: entry[key] for key in MARKS if key in entry}
        inside = flattened(entry["all"])
        found.extend(shortest({**marks, **as_object(part)}) for part in inside)
    return found


def _has_values(entry: Plain, field: str) -> bool:
    return any(key not in (field, "at_least", *MARKS) for key in entry)


def content(entry: str | Plain) -> str:
    """All that a requirement says, what is said of it aside, as text; order as in `key_of`."""
    return canonical(_content(as_object(entry)))


def _content(entry: Plain) -> Plain:
    entry = simplest(entry)
    said = {key: value for key, value in entry.items() if key not in MARKS}
    if said.get("hard") is True:  # which is what its absence says
        del said["hard"]
    if "over" in said:
        said["over"] = sorted(said["over"])
    field = parts_field(entry)
    if field is not None:
        entries = flattened(entry[field]) if field == "all" else entry[field]
        parts = [_content(as_object(part)) for part in entries]
        said[field] = parts if field == "first_of" else sorted(parts, key=canonical)
    return said


def canonical(value: object) -> str:
    """A plain value as one text, whatever the order of its keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def words(entry: str | Plain) -> str:
    """A requirement in a few words.

    >>> words({"any": ["a", "b", "c", "d", "e"]})
    'any of a, b, c and 2 more'
    """
    entry = as_object(entry)
    if "on" in entry:
        return printable(entry["on"])
    if "reach" in entry:
        return f"a way to {printable(entry['reach'])}"
    field = parts_field(entry) or "all"
    at_least = f"at least {canonical(entry.get('at_least', 1))} of"
    return f"{_SAID.get(field, at_least)} {_listed(entry[field])}"


_SAID = {"all": "all of", "any": "any of", "first_of": "the first of", "split": "a split over"}


def _listed(parts: Sequence[str | Plain]) -> str:
    named = [
        words(part) if isinstance(part, str) or "on" in part else "(…)"
        for part in parts[:MOST_NAMED]
    ]
    more = f" and {len(parts) - MOST_NAMED:,} more" if len(parts) > MOST_NAMED else ""
    return f"{', '.join(named)}{more}"


def crowded(entries: Iterable[str | Plain]) -> set[str]:
    """The keys that more than one requirement of a list has."""
    return {key for key, times in Counter(map(key_of, entries)).items() if times > 1}
