"""Which attributes of nodes and edges are facts of a document; all others are only counted.

Names are compared without case, spaces and punctuation, as every tool writes them its own way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from topology.errors import printable
from topology.sources.imports.graphs.network import Attributes
from topology.sources.imports.loose import without_credentials

Facts = dict[str, Any]
MAX_LABEL = 1_000
MAX_NAME = 100
MAX_AMOUNT = 1e100
NO_LABELS = frozenset({"", "none", "null", "nan"})


def squeezed(name: str) -> str:
    """How names of attributes are compared.

    >>> squeezed("Link Speed_Raw")
    'linkspeedraw'
    """
    return "".join(c for c in name.casefold() if c.isalnum())


def label_text(value: object) -> str | None:
    """A label; None for what says that there is none.

    >>> label_text(" Berlin\\nMitte "), label_text("None"), label_text(True)
    ('Berlin Mitte', None, None)
    """
    if not isinstance(value, str) or len(value) > MAX_LABEL:
        return None
    text = " ".join(without_credentials(value).split())
    return None if text.casefold() in NO_LABELS else printable(text)


def number(value: object) -> float | None:
    """A finite number, given as such or as text; None for anything else.

    >>> number("1e3"), number(2), number("2G"), number(True), number("inf")
    (1000.0, 2, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        text = value.strip()
        if len(text) > 40 or not text.isascii() or "_" in text:
            return None
        try:
            value = float(text)
        except ValueError:
            return None
    return value if abs(value) <= MAX_AMOUNT and math.isfinite(value) else None


def _angle(most: float) -> Callable[[object], float | None]:
    def angle(value: object) -> float | None:
        found = number(value)
        return found if found is not None and abs(found) <= most else None

    return angle


def _amount(value: object) -> float | None:
    found = number(value)
    return found if found is not None and found >= 0 else None


Rule = tuple[str, Callable[[object], Any]]
_LABEL: Rule = ("label", label_text)
_BOTH: dict[str, Rule] = {"label": _LABEL, "name": _LABEL}
OF_NODES: dict[str, Rule] = {
    **_BOTH,
    **dict.fromkeys(("latitude", "lat"), ("x-latitude", _angle(90))),
    **dict.fromkeys(("longitude", "lon", "lng", "long"), ("x-longitude", _angle(180))),
}
_UNITS = ("", "bps", "kbps", "mbps", "gbps", "kbits", "mbits", "gbits", "mbit", "gbit")
"""What may stand beside the word capacity, as a whole network is in one unit."""
OF_EDGES: dict[str, Rule] = {
    **_BOTH,
    "linklabel": ("x-link-label", label_text),
    **dict.fromkeys((f"capacity{unit}" for unit in _UNITS), ("capacity", _amount)),
    "linkspeedraw": ("x-link-speed-raw", _amount),
    "bandwidth": ("x-bandwidth", _amount),
    "speed": ("x-speed", _amount),
}
"""A line rate is no capacity in load units: it stays the document's own word."""
_MARKS = frozenset({"internal", "hyperedge"})
"""Of nodes that stand for something outside, or for a meeting of lines."""


class Reading:
    """Attributes read so far: how many come to nothing, by name and reason."""

    def __init__(self) -> None:
        self.unread: Counter[tuple[str, str]] = Counter()
        self.unusable: Counter[str] = Counter()
        self.no_capacity = 0
        """Capacities of 0, which say that none is known."""

    def facts(self, attributes: Attributes, rules: Mapping[str, Rule], of: str) -> Facts:
        """The fields and own words that attributes give; `label` is not a field yet."""
        found: Facts = {}
        for name, value in attributes.items():
            if value is None or value == "":
                continue
            rule = rules.get(squeezed(name))
            if rule is None:
                self._not_read(name, of)
            elif (fact := rule[1](value)) is not None:
                found.setdefault(rule[0], fact)
            elif rule is not _LABEL:
                self.unusable[_shown(name)] += 1
        if found.get("capacity") == 0:
            del found["capacity"]
            self.no_capacity += 1
        return found

    def _not_read(self, name: str, of: str) -> None:
        if not (of == "nodes" and squeezed(name) in _MARKS):
            self.unread[of, _shown(name)] += 1


def _shown(name: str) -> str:
    return printable(name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…")


def is_true(attributes: Attributes, name: str) -> bool | None:
    """What an attribute says, as a truth; None where it does not say.

    >>> is_true({"Internal": "0"}, "internal"), is_true({}, "internal")
    (False, None)
    """
    for key, value in attributes.items():
        if squeezed(key) == name:
            return str(value).strip().casefold() in ("1", "true", "yes", "1.0")
    return None
