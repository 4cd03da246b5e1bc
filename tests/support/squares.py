"""A small network whose loads can be added up by hand, to be told, drawn and stepped through."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Doc = dict[str, Any]

PLACES = {"a": (50.0, 8.0), "b": (51.0, 10.0), "c": (49.0, 10.0), "d": (50.0, 12.0)}
LINKS = {"ab": 10, "ac": 8, "bd": 10, "cd": 8}
SQUARE: Doc = {
    "name": "A square",
    "load_unit": "Gbit/s",
    "routing": {"metric": "hops", "duplex": "full"},
    "components": [
        *(
            {"id": v, "kind": "site", "latitude": lat, "longitude": lon}
            for v, (lat, lon) in PLACES.items()
        ),
        *(
            {"id": name, "kind": "fibre", "connects": list(name), "capacity": capacity}
            for name, capacity in LINKS.items()
        ),
    ],
    "shared_risks": [{"id": "duct", "kind": "duct", "hits": ["ab", "bd"]}],
    "traffic": [
        {"from": "a", "to": "b", "demand": 4},
        {"from": "a", "to": "d", "demand": 5},
        {"from": "d", "to": "c", "demand": 2},
    ],
}
"""a to d goes over b, as its id is lower than that of c: ab carries 9 of 10, cd 2 of 8 (d to c)."""


def square(**changes: Doc) -> Doc:
    """The square, with more or other fields of some of its components."""
    document = deepcopy(SQUARE)
    document["components"] = [c | changes.get(c["id"], {}) for c in document["components"]]
    return document


def without_places(document: Doc, *names: str) -> Doc:
    """The same without the coordinates of some sites, or of all."""
    changed = deepcopy(document)
    for component in changed["components"]:
        if not names or component["id"] in names:
            component.pop("latitude", None)
            component.pop("longitude", None)
    return changed
