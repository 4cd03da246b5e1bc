"""Which attributes of nodes and edges are facts of a document; all others are only counted.

Names are compared without case, spaces and punctuation, as every tool writes them its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from topology.errors import printable
from topology.sources.imports.graphs.network import Attributes
from topology.sources.imports.loose import angle, number, without_credentials

Facts = dict[str, Any]
MAX_LABEL = 1_000
MAX_NAME = 100
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


def _amount(value: object) -> float | None:
    found = number(value)
    return found if found is not None and found >= 0 else None


def _metric(value: object) -> float | None:
    found = number(value)
    return found if found is not None and found > 0 else None


Rule = tuple[str, Callable[[object], Any]]
_LABEL: Rule = ("label", label_text)
_BOTH: dict[str, Rule] = {"label": _LABEL, "name": _LABEL}
OF_NODES: dict[str, Rule] = {
    **_BOTH,
    **dict.fromkeys(("latitude", "lat"), ("latitude", partial(angle, most=90))),
    **dict.fromkeys(("longitude", "lon", "lng", "long"), ("longitude", partial(angle, most=180))),
}
_UNITS = ("", "bps", "kbps", "mbps", "gbps", "kbits", "mbits", "gbits", "mbit", "gbit")
"""What may stand beside the word capacity, as a whole network is in one unit."""
_METRICS = ("metric", "igpmetric", "ospfmetric", "isismetric", "linkmetric", "routingmetric")
_WEIGHT = "a weight is what graph libraries and planners of routing find the shortest ways by"
_COST = "a cost is what routers (OSPF) call the metric of a link"
_OF_FLOW = "the shortest ways by what a unit of flow costs are the cheapest ones"
METRICS_BY_CUSTOM = {
    "routingcost": _OF_FLOW,
    **dict.fromkeys(("weight", "linkweight", "igpweight", "ospfweight"), _WEIGHT),
    **dict.fromkeys(("cost", "linkcost", "igpcost", "ospfcost"), _COST),
}
"""Attributes of links that are taken for their metric, and why."""
OF_EDGES: dict[str, Rule] = {
    **_BOTH,
    "linklabel": ("x-link-label", label_text),
    **dict.fromkeys((f"capacity{unit}" for unit in _UNITS), ("capacity", _amount)),
    "linkspeedraw": ("x-link-speed-raw", _amount),
    "bandwidth": ("x-bandwidth", _amount),
    "speed": ("x-speed", _amount),
    **dict.fromkeys(_METRICS, ("metric", _metric)),
    **dict.fromkeys(METRICS_BY_CUSTOM, ("metric", _metric)),
}
"""A line rate is no capacity in load units: it stays the document's own word."""
OF_DRAWN_EDGES = {name: rule for name, rule in OF_EDGES.items() if name != "weight"}
"""The same where a weight is one of the drawing."""
_MARKS = frozenset({"internal", "hyperedge"})
"""Of nodes that stand for something outside, or for a meeting of lines."""


class Reading:
    """Attributes read so far: how many come to nothing, by name and reason."""

    def __init__(self) -> None:
        self.unread: Counter[tuple[str, str]] = Counter()
        self.unusable: Counter[str] = Counter()
        self.metrics: Counter[str] = Counter()
        """Links whose metric is another attribute by custom, by its name."""
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
                if rule[0] == "metric" and "metric" not in found:
                    found.update(self._custom(squeezed(name)))
                found.setdefault(rule[0], fact)
            elif rule is not _LABEL:
                self.unusable[_shown(name)] += 1
        if found.get("capacity") == 0:
            del found["capacity"]
            self.no_capacity += 1
        if ("latitude" in found) != ("longitude" in found):
            # Half a place is none; it is kept as the file's own word.
            half = "latitude" if "latitude" in found else "longitude"
            found[f"x-{half}"] = found.pop(half)
        return found

    def _custom(self, name: str) -> Facts:
        """What is assumed of a metric that is called otherwise."""
        if name not in METRICS_BY_CUSTOM:
            return {}
        self.metrics[name] += 1
        return {"assumed": {"metric": METRICS_BY_CUSTOM[name]}}

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
