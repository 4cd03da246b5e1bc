"""What a document states: its own fields alone, each value in the one way of writing it.

A default that is stated is kept, as it is known; one that is not stated, or null, is none of its
facts.
"""

from __future__ import annotations

from typing import Any

from topology.document.document import Topology
from topology.document.own_words import is_own
from topology.document.schema.validator import serializer_of

Plain = dict[str, Any]


def stated(topology: Topology, raw: Plain | None = None) -> Plain:
    """The facts of a document that was read from `raw`, or else of those without defaults.

    >>> raw = {"components": [{"id": "a", "count": 1, "repair": {"time": "60 min"}}]}
    >>> stated(Topology.from_dict(raw), raw)["components"]
    [{'id': 'a', 'count': 1, 'repair': {'time': '1 h'}}]
    """
    if raw is None:
        raw = topology.to_dict()
        if "name" in raw and topology.name == Topology.name:
            raw = {key: value for key, value in raw.items() if key != "name"}
    full = serializer_of(Topology).to_python(topology, mode="json", by_alias=True)
    found: Plain = _stated(raw, full)
    if "crews" in found:
        found["crews"] = {name: _crew(crew) for name, crew in found["crews"].items()}
    if "options" in found:
        found["options"] = list(map(_option, found["options"], raw["options"]))
    return found


def _stated(raw: Any, full: Any) -> Any:
    if isinstance(raw, dict) and isinstance(full, dict):
        return {
            key: value if is_own(key) or key not in full else _stated(value, full[key])
            for key, value in raw.items()
            if is_own(key) or full.get(key, value) is not None
        }
    if isinstance(raw, list) and isinstance(full, list | tuple):
        return [_stated(a, b) for a, b in zip(raw, full, strict=True)]
    return full


def _option(found: Plain, raw: Plain) -> Plain:
    """What is put elsewhere is a fact as it stands, null as well."""
    return {**found, **{key: raw[key] for key in ("change", "link") if key in found}}


def _crew(crew: Any) -> Any:
    return crew["size"] if isinstance(crew, dict) and crew.keys() == {"size"} else crew
