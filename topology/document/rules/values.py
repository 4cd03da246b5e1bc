"""What no JSON has, at any depth of a value, and reasons for fields that are not given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topology.document.own_words import is_own
from topology.errors import Effort, did_you_mean, printable, quoted

_SCALARS = frozenset((str, int, float, bool, type(None)))


def is_clean(value: object) -> bool:
    """Whether there is surely nothing to say: the quick look that most items pass."""
    if type(value) is dict:
        if type(value.get("assumed")) is dict:
            return False
        inside: Iterable[object] = value.values()
    elif type(value) is list:
        inside = value
    else:
        return type(value) in _SCALARS
    for inner in inside:  # noqa: SIM110  # `all` takes twice as long
        if type(inner) not in _SCALARS and not is_clean(inner):
            return False
    return True


def look(value: object, path: str, effort: Effort, *, own: bool) -> Iterator[str]:
    """What is wrong with a value at a path; under own words nothing is said of reasons."""
    if isinstance(value, dict):
        reasons = value.get("assumed")
        for field in reasons if isinstance(reasons, dict) and not own else ():
            if isinstance(field, str) and (field not in value or field == "assumed"):
                near = did_you_mean(field, (k for k in value if isinstance(k, str)), effort)
                who = f"{path} assumes" if path else "assumes"
                yield f"{who} {quoted(field)}, which it does not give{near}"
        for key, inner in value.items():
            if type(inner) not in _SCALARS:
                inside = f"{path}.{printable(str(key))}" if path else str(key)
                yield from look(inner, inside, effort, own=own or is_own(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if type(inner) not in _SCALARS:
                yield from look(inner, f"{path}[{index}]", effort, own=own)
    elif value is not None and not isinstance(value, str | int | float):
        yield f"{path} is {_kind(value)}: only lists, objects, text and numbers are read"


def _kind(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
