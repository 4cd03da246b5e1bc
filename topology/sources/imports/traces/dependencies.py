"""The dependencies of Jaeger (`/api/dependencies`) and Zipkin (`/api/v2/dependencies`).

Links of a parent, a child, how often it was called, in Zipkin also how often that failed. A link
says nothing of what kind the call is, nor over how long it was counted.
"""

from __future__ import annotations

from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table
from topology.sources.imports.traces.calls import TOO_ODD, Calls
from topology.sources.imports.traces.peers import BROKERS
from topology.sources.imports.traces.plain import name, number

_KEYS = frozenset({"parent", "child", "callCount"})


def is_jaeger(given: Given) -> bool:
    """Whether a file is the answer of Jaeger."""
    return _is_link(table(given.value).get("data"))


def is_zipkin(given: Given) -> bool:
    """Whether a file is the answer of Zipkin."""
    return _is_link(given.value)


def _is_link(value: object) -> bool:
    return any(isinstance(one, dict) and one.keys() >= _KEYS for one in items(value)[:10])


def add(calls: Calls, given: Given) -> int:
    """Adds the links of a file, and says how many there are."""
    value = given.value
    links = items(value.get("data") if isinstance(value, dict) else value)
    for link in links:
        _add_link(calls, table(link), given)
    return len(links)


def _add_link(calls: Calls, link: Plain, given: Given) -> None:
    parent, child, count = name(link.get("parent")), name(link.get("child")), link.get("callCount")
    called = number(count)
    if not child or not parent or called is None:
        calls.left_out["links", TOO_ODD] += 1
        return
    failed = number(link.get("errorCount")) or 0.0
    source = given.source(f"{parent} → {child}")
    brokers = [one for one in (parent, child) if one.lower() in BROKERS]
    calls.add(parent, child, called, source, failed=failed, is_message=bool(brokers))
    for broker in brokers:
        said = f"what goes to or from {broker} is taken to be messages, by its name"
        if said not in calls.remarks:
            calls.remarks.append(said)
            calls.remarks.sort()
