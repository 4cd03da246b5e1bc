"""Label selectors: do they select labels?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from topology.sources.imports.kubernetes.fields import as_text, text, texts
from topology.sources.imports.loose import Plain, items, table

T = TypeVar("T")


class Labelled(Generic[T]):
    """Things by their labels, found without looking at each."""

    def __init__(self) -> None:
        self._all: list[T] = []
        self._by_label: dict[tuple[str, str, str], set[int]] = {}

    def add(self, namespace: str, labels: Mapping[str, str], thing: T) -> None:
        """Adds a thing with its labels."""
        for key, value in labels.items():
            self._by_label.setdefault((namespace, key, value), set()).add(len(self._all))
        self._all.append(thing)

    def find(self, namespace: str, labels: Mapping[str, str]) -> list[T]:
        """All that have these labels, in the order in which they were added; none for none."""
        sets = [self._by_label.get((namespace, k, v), set()) for k, v in labels.items()]
        found = set.intersection(*sorted(sets, key=len)) if sets else set()
        return [self._all[index] for index in sorted(found)]

    def has(self, namespace: str, key: str, value: str) -> bool:
        """Whether anything has a label."""
        return (namespace, key, value) in self._by_label


def selects(selector: object, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector selects labels: an empty one selects all, an absent one nothing.

    >>> selects({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
    ...         {"app": "web"})
    True
    >>> selects({}, {}), selects(None, {})
    (True, False)
    """
    if not isinstance(selector, dict):
        return False
    equal = table(selector.get("matchLabels"))
    return has_all(labels, texts(equal), len(equal)) and all(
        isinstance(one, dict) and _holds(one, labels)
        for one in items(selector.get("matchExpressions"))
    )


def has_all(labels: Mapping[str, str], wanted: Mapping[str, str], asked: int) -> bool:
    """Whether labels hold all that is wanted, of so many that were asked for."""
    return len(wanted) == asked and all(labels.get(key) == one for key, one in wanted.items())


def _holds(expression: Plain, labels: Mapping[str, str]) -> bool:
    key, operator = text(expression.get("key")), text(expression.get("operator"))
    values = {as_text(one) for one in items(expression.get("values"))}
    match operator:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return False
