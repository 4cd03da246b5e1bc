"""Documents that several test modules show: with every field, with a bit of all, and an attack."""

from __future__ import annotations

from tests.support.oracles import Doc

EVERYTHING = """
$schema: topology.schema.json
format: 1
name: Everything
description: Each field that there is, at a value that is not its default.
sources: [a source]
load_unit: payments/s
currency: USD
components:
  - id: pay
    name: Payments
    kind: function
    description: What people want.
    source: a paper
    owner: the payments team
    url: https://example.org/pay
    runbook: call the bank
    assumed: {demand: a guess}
    guessed: a name alike
    x-team: money
    location: Hangzhou
    latitude: 30.27
    longitude: 120.16
    tags: [core, money]
    group: drawn together
    criticality: 1
    demand: 900
    loss_per_hour: 1000000
    capacity: 1200.5
    count: 3
    quorum: 2
    spread: [grid, db]
    fails: {mtbf: 2 y, mttr: 3 h, assumed: a guess}
    modes:
      - id: limping
        name: Limping
        description: It answers every third.
        leaves: 30 %
        seen: 20 min
        fails: {per_year: 4, mttr: 1 h}
        repair: {time: 10 min, crew: splicers}
        verify: {units: 2, time: 1 min}
        source: a log
        assumed: {leaves: a guess}
    overload:
      {mode: crash, above: 1.5, for: 30 s, restart: 10 min, cost: 50 %, max_queue: 7, timeout: 5 s,
       limit: 1000, warm_up: {time: 1 min, share: 50 %, assumed: a guess},
       assumed: {mode: a guess}}
    profile: {steps: [{at: 0 h, times: 0.5}, {at: 8 h, times: 1.5}], every: 24 h, assumed: a guess}
    repair: {time: 6 h, crew: splicers, needs: [db], otherwise: 12 h, assumed: a guess}
    verify:
      {units: 5000, time: 1 min, crew: testers, needs: [{any: [grid, db]}], otherwise: 2 min,
       assumed: {units: a guess}}
    start: {needs: [db], time: 5 min, assumed: a guess}
    needs:
      - grid
      - {on: db, calls: 2, hard: false, retries: 3, weight: 2, assumed: a guess,
         guessed: a name alike}
      - {on: db, holds: 10 min, refill: 2 h, source: a contract,
         at_start: {calls: 50, over: 10 min, assumed: a guess}}
      - {all: [grid, db], weight: 2, holds: 1 h, refill: 2 h, source: a plan,
         assumed: {all: a guess}, guessed: a name alike}
      - {any: [grid, db], weight: 2, holds: 1 h, refill: 2 h, source: a plan, assumed: a guess,
         guessed: a name alike}
      - {at_least: 2, of: [grid, db, east], weight: 2, holds: 1 h, refill: 2 h, source: a plan,
         assumed: a guess, guessed: a name alike}
      - first_of: [east, {any: [db, grid]}]
        switchover:
          {detect: 1 min, decide: 60 min, verify: 75 min, activate: 15 min, failback: manual,
           needs: [grid], otherwise: 6 h, assumed: {decide: a guess}}
        share: 90 %
        weight: 2
        holds: 1 h
        refill: 2 h
        source: a plan
        assumed: a guess
        guessed: a name alike
      - {reach: east, over: [fibre], weight: 2, holds: 1 h, refill: 2 h, source: a plan,
         assumed: a guess, guessed: a name alike}
      - {split: [{on: east, weight: 3}, db], holds: 1 h, refill: 2 h, source: a plan,
         assumed: a guess, guessed: a name alike}
      - first_of:
          - grid
          - {on: db, starts: 90 %}
          - {all: [db], starts: 90 %}
          - {any: [db], starts: 90 %}
          - {at_least: 1, of: [db], starts: 90 %}
          - {first_of: [db], starts: 90 %}
          - {reach: east, starts: 90 %}
  - {id: grid, kind: power, fails: {per_year: 0.5, mttr: 1 h}}
  - {id: db, fails: {unavailability: 0.01 %}}
  - id: east
    fails: false
    needs: [{first_of: [grid, db], switchover: {failback: 10 min}}]
  - {id: fibre-1, kind: fibre, connects: [pay, east], one_way: true, metric: 1.5,
     fails: {availability: 99.9 %}}
shared_risks:
  - id: duct
    name: Duct 7
    kind: duct
    description: Under the road.
    source: a map
    owner: the city
    url: https://example.org/duct
    runbook: https://example.org/dig
    assumed: {hits: a guess}
    guessed: a name alike
    hits: [fibre-1, pay]
    leaves: 20 %
    seen: 1 h
    parts: 30 %
    fails: {per_year: 0.1, mttr: 1 d}
    repair: {time: 2 d, crew: splicers, needs: [grid]}
    verify: {units: 3, time: 1 h}
    loses_data: the last hour
  - {id: rush, raises: {pay: 12}, for: 20 min}
  - {id: quake, kind: hazard, hits: {kind: function, location: Hangzhou, tag: core, criticality: 1}}
crews:
  splicers: 2
  testers: {size: 30, assumed: {size: a guess}}
routing:
  {over: [fibre], ways: equal-cost, metric: hops, duplex: full, source: a plan,
   assumed: {duplex: a guess}}
traffic:
  - {from: pay, to: east, demand: 12.5, source: a count, assumed: {demand: a guess},
     guessed: a name alike}
  - {from: [pay, east], to: {kind: function}, demand: {low: 1, high: 3, value: 2}}
  - {from: all, to: all, demand: 0.5}
objectives:
  - of: pay
    survives: 1
    level: 99 %
    rto: 150 min
    availability: 99.95 %
    weight: 3
    accepted: [{id: grid, reason: too dear, until: "2027-01-31", by: the board}]
    source: a contract
    assumed: a guess
  - of: {kind: function, tag: core, criticality: 1}
    survives: 2
    against: {kind: fibre}
    classes: [structural, overload]
    max_downtime_per_year: 4 h
    max_loss_per_incident: 5000000
    max_blast: {components: 7, demand: 900}
    headroom: 80 %
    apart: location
    no_start_up_deadlock: true
    no_recovery_deadlock: true
    cold_start_within: 2 h
    known: 90 %
  - {of: traffic, survives: 1, utilisation: 80 %}
accepted:
  - {id: duct, reason: dug up in May, until: "2027-05-31", by: the network, of: [pay, db]}
scenarios:
  - id: shovel
    name: A shovel
    description: It digs.
    events:
      - {at: 0 min, fail: fibre-1}
      - {at: 5 min, fail: [grid, duct], source: a paper, assumed: a guess}
      - {at: 6 min, fail: "pay:limping", repair: {time: 1 h, needs: [db]},
         verify: {units: 1, time: 1 min}}
      - {at: 1 h, repair: fibre-1}
      - {at: 2 h, repair: [grid, duct]}
      - {at: 3 h, verify: pay}
      - {at: 3 h, switch: east, to: db}
      - {at: 3 h, demand: pay, times: 2}
      - {at: 3 h, demand: pay, profile: {steps: [{at: 0 h, times: 3}]}}
      - {at: 3 h, capacity: pay, to: 500}
      - {at: 3 h, limit: pay, to: 400}
      - {at: 4 h, limit: pay}
    until: 24 h
    assumed: {until: a guess}
options:
  - id: second-fibre
    name: A second fibre
    description: Along the other bank.
    cost: 120000
    add:
      components:
        - {id: fibre-9, kind: fibre, connects: [pay, db], repair: {time: 2 h, crew: divers}}
      shared_risks: [{id: river, hits: [fibre-9]}]
      crews: {divers: 2}
    change:
      pay: {capacity: 1500, "needs[+]": grid, "repair.time": 3 h, url: null}
    spare: {duct: [fibre-1]}
    excludes: [a-link-each]
    source: an offer
    assumed: {cost: a guess}
  - id: a-link-each
    cost: {low: 1, high: 3}
    cost_per_km: 0
    link: {kind: fibre, capacity: 40}
    between: {kind: component}
"""
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
                "needs": [
                    {"on": f"b{ATTACK}", "source": UNSEEN},
                    {"reach": "c", "over": [UNSEEN]},
                ],
                "description": UNSEEN,
                "source": UNSEEN,
                "owner": UNSEEN,
                "url": f"javascript:window.ran=1//{ATTACK}",
                "runbook": f"https://example.org/{UNSEEN}",
                "assumed": {"demand": UNSEEN},
                f"x-{ATTACK}": {UNSEEN: [ATTACK]},
                f"x-{UNSEEN}": f"own {ATTACK}",
            },
            {
                "id": f"b{ATTACK}",
                "kind": "javascript:alert(1)",
                "owner": UNSEEN,
                "runbook": "javascript:window.ran=1",
            },
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
                "owner": UNSEEN,
                "url": UNSEEN,
                "runbook": f"data:text/html,{ATTACK}",
                "loses_data": UNSEEN,
            }
        ],
    }
