"""Documents that several test modules show: one with a bit of everything, and one that attacks."""

from __future__ import annotations

from tests.support.oracles import Doc

TWO_FIBRES: Doc = {
    "format": 1,
    "name": "Two fibres, one duct",
    "load_unit": "payments/s",
    "components": [
        {
            "id": "pay",
            "name": "Payments",
            "kind": "function",
            "demand": 900,
            "needs": [
                {
                    "first_of": ["dc-east", "dc-west"],
                    "switchover": {"detect": "1 min", "decide": "1 h"},
                }
            ],
        },
        {
            "id": "app",
            "kind": "function",
            "demand": 100,
            "needs": ["dc-east", {"on": "pay", "hard": False}],
        },
        {
            "id": "dc-east",
            "kind": "data-centre",
            "location": "Hangzhou",
            "needs": [
                {"all": ["grid", {"at_least": 1, "of": ["grid"]}]},
                {"reach": "internet", "over": ["fibre"]},
            ],
        },
        {"id": "dc-west", "kind": "data-centre", "needs": ["grid", {"reach": "internet"}]},
        {
            "id": "grid",
            "kind": "power",
            "count": 3,
            "quorum": 3,
            "fails": {"mtbf": "2 y", "mttr": "3 h"},
        },
        {"id": "internet", "kind": "internet", "fails": False},
        {
            "id": "fibre-1",
            "kind": "fibre",
            "connects": ["dc-east", "internet"],
            "assumed": "one fibre",
        },
        {"id": "fibre-2", "kind": "fibre", "connects": ["dc-west", "internet"], "one_way": True},
    ],
    "shared_risks": [
        {"id": "duct-7", "kind": "duct", "hits": ["fibre-1", "fibre-2"]},
        {"id": "quake", "kind": "hazard", "hits": {"location": "Hangzhou"}},
    ],
}
ATTACK = (
    '</script><script>window.ran=1</script><img src=x onerror="window.ran=1">'
    "<!-- ]]> ${window.ran=1} {{ 7*7 }} {% raw %} ' \" &"
)
UNSEEN = ATTACK + " \u2028 \u2029 \u202e \u200b \u0007"
"""The same with marks that an id may not have."""


def hostile() -> Doc:
    """A document in which every string is an attack."""
    return {
        "format": 1,
        "name": UNSEEN,
        "load_unit": UNSEEN,
        "currency": UNSEEN,
        "components": [
            {
                "id": f"a{ATTACK}",
                "name": UNSEEN,
                "kind": UNSEEN,
                "location": UNSEEN,
                "tags": [UNSEEN],
                "demand": 1,
                "loss_per_hour": 1,
                "needs": [f"b{ATTACK}", {"reach": "c", "over": [UNSEEN]}],
                "description": UNSEEN,
                "source": UNSEEN,
                "assumed": {"demand": UNSEEN},
                f"x-{ATTACK}": {UNSEEN: [ATTACK]},
                f"x-{UNSEEN}": f"own {ATTACK}",
            },
            {"id": f"b{ATTACK}", "kind": "javascript:alert(1)"},
            {"id": "c", "name": "L" * 10_000, "kind": "k" * 10_000},
            {"id": "__proto__", "kind": "constructor"},
            {"id": "link", "kind": UNSEEN, "connects": [f"a{ATTACK}", "c"]},
        ],
        "shared_risks": [
            {
                "id": "r",
                "name": UNSEEN,
                "kind": UNSEEN,
                "hits": [f"b{ATTACK}"],
                "x-team": f"{ATTACK}{UNSEEN}",
            }
        ],
    }
