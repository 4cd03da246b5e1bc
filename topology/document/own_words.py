"""Keys that begin with `x-`: people's own words, kept wherever they stand and never interpreted.

They are taken out before a document is typed and put back when it is written. The names of crews,
of the fields that are `assumed`, of what a surge `raises` and of what an option changes or spares
are names and not keys; and what an option puts into something is its own words there, not here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from topology.document.keys.aliases import Aliased

PREFIX = "x-"
Path = tuple[str | int, ...]
OwnWords = tuple[tuple[Path, dict[str, Any]], ...]
"""What stands under such keys, with the path of the object that has them."""


def is_own(key: object) -> bool:
    """Whether a key is somebody's own.

    >>> is_own("x-team"), is_own("team"), is_own(5)
    (True, False, False)
    """
    return isinstance(key, str) and key.startswith(PREFIX)


def without_own_words(document: dict[str, Any]) -> tuple[dict[str, Any], OwnWords]:
    """The document as the schema knows it, and what was taken out of it."""
    found: list[tuple[Path, dict[str, Any]]] = []
    return _taken_out(document, (), found), tuple(found)


def _taken_out(value: Any, path: Path, found: list[tuple[Path, dict[str, Any]]]) -> Any:
    if _is_put_elsewhere(path):
        return value
    if isinstance(value, list):
        return [_taken_out(inner, (*path, i), found) for i, inner in enumerate(value)]
    if not isinstance(value, dict):
        return value
    holds_names = path[-1:] in (("assumed",), ("raises",)) or path == ("crews",) or _is_named(path)
    own = {} if holds_names else {key: inner for key, inner in value.items() if is_own(key)}
    if own:
        found.append((path, own))
    rest = {
        key: _taken_out(inner, (*path, key), found)
        for key, inner in value.items()
        if key not in own
    }
    return Aliased(rest) if isinstance(value, Aliased) else rest


def _is_put_elsewhere(path: Path) -> bool:
    """Whether this is what an option makes of something."""
    return len(path) == 3 and path[0] == "options" and path[2] in ("change", "link")


def _is_named(path: Path) -> bool:
    """Whether this is what an option says of shared risks, or of crews, by their names."""
    is_risks = len(path) == 3 and path[2] == "spare"
    return path[:1] == ("options",) and (is_risks or path[2:] == ("add", "crews"))


def words_within(words: OwnWords, section: str) -> dict[int, list[tuple[str, str]]]:
    """By the number of an item of a section, what people say of it: places in it, and texts.

    What is no text stands as JSON.

    >>> words_within(((("components", 2, "needs", 0), {"x-why": ["a", 1]}),), "components")
    {2: [('needs[0].x-why', '["a", 1]')]}
    """
    found: dict[int, list[tuple[str, str]]] = {}
    for path, own in words:
        if path[:1] == (section,) and len(path) > 1 and isinstance(path[1], int):
            steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path[2:])
            place = "".join(steps).removeprefix(".")
            for key, value in own.items():
                said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                found.setdefault(path[1], []).append((f"{place}.{key}".lstrip("."), said))
    return found


def put_back(plain: dict[str, Any], words: Iterable[tuple[Path, dict[str, Any]]]) -> None:
    """Puts into plain values what was taken out of them."""
    for path, own in words:
        place: Any = plain
        for step in path:
            place = place[step]
        place.update(own)
