"""A shop with a fallback: money, loads, objectives and scenarios in one small document."""

from __future__ import annotations

from typing import Any

Doc = dict[str, Any]

SHOP: Doc = {
    "name": "A shop and its fallback",
    "load_unit": "orders/s",
    "currency": "EUR",
    "components": [
        {"id": "shop", "demand": 300, "loss_per_hour": 1000, "fails": False, "needs": [
            {"first_of": ["main", "partner"], "share": 0.5,
             "switchover": {"detect": "1 min", "decide": "10 min", "activate": "4 min"}}]},
        {"id": "main", "capacity": 400, "location": "Hangzhou", "repair": {"time": "2 h"},
         "fails": {"mtbf": "1 y", "mttr": "2 h"}},
        {"id": "partner", "demand": 100, "capacity": 200, "location": "Shanghai",
         "overload": {"mode": "crash", "for": "5 min", "restart": "20 min"},
         "fails": {"mtbf": "1 y", "mttr": "2 h"}},
        {"id": "desk", "needs": ["main"], "fails": {"unavailability": 0.01}},
    ],
    "objectives": [{"of": "shop", "level": 0.4, "rto": "30 min", "survives": 1}, {"of": "desk"}],
    "scenarios": [
        {"id": "fire", "name": "A fire", "events": [{"at": "1 min", "fail": "main"}]},
        {"id": "calm", "events": [{"at": "5 min", "fail": "partner"}]},
    ],
}  # fmt: skip
