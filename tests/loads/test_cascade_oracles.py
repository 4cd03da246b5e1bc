"""The oracles of the cascade, before anything is held against them: closed forms and by hand.

Numbers of closed forms are those of the domain reference, section 4. Time steps are exact where all
times are multiples of `dt`, and otherwise wrong by as much as `dt`; random runs come closer with
`scale`, and their tolerance is four standard deviations.
"""

from __future__ import annotations

from functools import partial
from math import sqrt
from random import Random
from typing import Any

import pytest

from tests.support.cascade_oracle import Account, Outcome, simulate
from tests.support.simpy_model import queue_with_outage, retry_storm, shedding_with_retries

Doc = dict[str, Any]
MIN = 60.0
LARGEST = partial(pytest.param, marks=pytest.mark.slow)
OUTAGE = [{"at": "10 s", "fail": "store"}, {"at": "20 s", "repair": "store"}]


def document(*components: Doc, **rest: Any) -> Doc:
    return {"components": list(components), **rest}


def callers(demand: float, overload: Doc, retries: int = 3, **on: Any) -> Doc:
    """Callers of a store of capacity 100."""
    needs = [{"on": "store", "retries": retries, **on}]
    return document(
        {"id": "callers", "demand": demand, "needs": needs},
        {"id": "store", "capacity": 100, "overload": overload},
    )


def when(outcome: Outcome, word: str, component: str) -> list[float]:
    return [t for t, happened, whom in outcome.events if (happened, whom) == (word, component)]


def balances(account: Account) -> bool:
    parts = (account.served, account.shed, account.abandoned, account.backlog)
    enough = all(part >= -1e-6 for part in parts)
    return enough and account.offered == pytest.approx(sum(parts), abs=1e-6)


# 1: a queue that is down for ten minutes


def queue_down(dt: float, until: str = "10 min") -> Outcome:
    doc = document(
        {"id": "desk", "demand": 70, "capacity": 100, "overload": {"mode": "queue"}},
    )
    events = [{"at": "0 s", "fail": "desk"}, {"at": until, "repair": "desk"}]
    return simulate(doc, events, 2500, dt)


@pytest.mark.parametrize("dt", [50, 10, 1])
def test_fluid_drain_is_exact_on_the_grid(dt: float) -> None:
    outcome = queue_down(dt)
    desk = outcome.accounts["desk"]
    assert desk.peak_backlog == pytest.approx(42_000, rel=1e-9)
    assert when(outcome, "cleared", "desk") == pytest.approx([600 + 1400], rel=1e-9)
    assert desk.waiting == pytest.approx(4.2e7, rel=1e-9)
    assert (desk.backlog, desk.shed, desk.downtime_s) == pytest.approx((0, 0, 600), abs=1e-6)
    assert balances(desk)


@pytest.mark.parametrize("dt", [7.3, 0.73])
def test_fluid_drain_is_wrong_by_one_step_off_the_grid(dt: float) -> None:
    outcome = queue_down(dt)
    desk = outcome.accounts["desk"]
    assert desk.peak_backlog == pytest.approx(42_000, abs=70 * dt)
    assert when(outcome, "cleared", "desk")[0] == pytest.approx(2000, abs=2 * dt * 100 / 30)
    assert desk.waiting == pytest.approx(4.2e7, rel=2 * dt / 600 + 2 * dt / 1400)
    assert balances(desk)


@pytest.mark.parametrize("exponential", [False, True])
@pytest.mark.parametrize("scale", [0.02, 0.2, LARGEST(1)])
def test_customers_drain_like_the_fluid(scale: float, exponential: bool) -> None:
    runs = [queue_with_outage(scale, seed, exponential=exponential) for seed in range(2)]
    share = sqrt(2 * scale)  # the mean of two runs
    peak = sum(run.peak_backlog for run in runs) / 2
    assert peak == pytest.approx(42_000, abs=4 * sqrt(42_000) / share)
    # the time in which a walk of drift 30 from the backlog at the return comes to nothing
    variance = 70 + 100 * exponential
    spread = sqrt(42_000 / 30**2 + 42_000 * variance / 30**3)
    assert sum(run.cleared_after for run in runs) / 2 == pytest.approx(1400, abs=4 * spread / share)
    assert sum(run.waiting for run in runs) / 2 == pytest.approx(4.2e7, rel=0.04 / share)


# 2: retries that cost nothing


@pytest.mark.parametrize("retries", [0, 1, 3, 8])
def test_free_retries_leave_the_success_as_it_is(retries: int) -> None:
    outcome = simulate(callers(120, {"mode": "shed"}, retries), [], 10, 1)
    assert outcome.level["callers"] == pytest.approx(100 / 120, abs=1e-6)
    assert outcome.accounts["store"].served == pytest.approx(1000)
    assert all(balances(account) for account in outcome.accounts.values())


def test_three_free_retries() -> None:
    outcome = simulate(callers(120, {"mode": "shed"}), [], 10, 1)
    assert 1 - outcome.level["store"] == pytest.approx(0.638943, abs=1e-6)
    assert outcome.load["store"] == pytest.approx(276.965, abs=1e-3)


@pytest.mark.parametrize("exponential", [False, True])
@pytest.mark.parametrize("scale", [10, 40, LARGEST(160)])
def test_customers_retry_like_the_fluid(scale: int, exponential: bool) -> None:
    got = shedding_with_retries(scale, 1, exponential=exponential)
    # one attempt in `scale` meets the same server again
    noise = 4 / sqrt(120 * scale * 5)
    assert got.p == pytest.approx(0.638943, abs=0.4 / scale + noise / 2)
    assert got.attempts == pytest.approx(276.965, rel=0.8 / scale + noise)
    assert got.goodput == pytest.approx(100, rel=noise)
    assert got.success == pytest.approx(0.833333, rel=noise)


def test_free_retries_do_not_outlive_an_outage() -> None:
    outcome = simulate(callers(99, {"mode": "shed", "cost": 0}), OUTAGE, 60, 1)
    assert outcome.level["callers"] == 1
    assert outcome.accounts["callers"].below_s == 10


# 3: a storm of retries


@pytest.mark.parametrize(
    ("demand", "cost", "stuck"),
    [(24, 1, False), (26, 1, True), (83.066, 0.25, False), (83.067, 0.25, True)],
)
def test_who_is_vulnerable_does_not_come_back(demand: float, cost: float, stuck: bool) -> None:
    doc = callers(demand, {"mode": "shed", "cost": cost})
    calm = simulate(doc, [], 10, 1)
    assert calm.level["callers"] == 1
    after = simulate(doc, OUTAGE, 100, 1)
    assert (after.level["callers"] < 0.9) == stuck
    assert after.accounts["callers"].below_s == (90 if stuck else 10)
    assert all(balances(account) for account in after.accounts.values())


def test_who_is_stuck_is_freed_by_less_load() -> None:
    doc = callers(26, {"mode": "shed", "cost": 1})
    relief = [
        {"at": "40 s", "demand": "callers", "times": 0.9},
        {"at": "50 s", "demand": "callers", "times": 1},
    ]
    assert simulate(doc, OUTAGE + relief, 100, 1).accounts["callers"].below_s == 30


@pytest.mark.parametrize("exponential", [False, True])
@pytest.mark.parametrize("scale", [0.5, LARGEST(1)])
def test_customers_storm_like_the_fluid(scale: float, exponential: bool) -> None:
    recovers = retry_storm(scale, 1, arrival=24, exponential=exponential)
    assert recovers.goodput == pytest.approx(24, abs=4 * sqrt(24 / 150 / scale))
    assert recovers.attempts == pytest.approx(recovers.goodput, rel=1e-2)
    never = retry_storm(scale, 1, arrival=26, exponential=exponential)
    assert never.before == pytest.approx(26, abs=4 * sqrt(26 / 10 / scale))
    assert never.goodput == 0
    # each customer comes four times
    assert never.attempts == pytest.approx(104, abs=4 * 4 * sqrt(26 / 150 / scale))


def test_customers_do_not_storm_without_an_outage() -> None:
    calm = retry_storm(1, 1, arrival=26, down=0)
    assert calm.goodput == pytest.approx(26, abs=4 * sqrt(26 / 150))


@pytest.mark.parametrize(("demand", "stuck"), [(24, False), (26, True)])
def test_a_queue_of_those_who_gave_up_storms_as_customers_do(demand: float, stuck: bool) -> None:
    doc = callers(demand, {"mode": "queue", "timeout": "1 s"}, hard=False)
    outcome = simulate(doc, OUTAGE, 600, 0.1)
    store = outcome.accounts["store"]
    assert (outcome.level["store"] == 0) == stuck
    assert outcome.load["store"] == pytest.approx(4 * demand if stuck else demand)
    # for a second nobody has given up, for nine everybody comes four times
    down = demand * (1 + 9 * 4)
    if stuck:
        assert store.backlog == pytest.approx(down + 580 * (4 * demand - 100), abs=20)
    else:  # from there by 4 a second to the 100 that are served within a second
        assert store.downtime_s == pytest.approx(10 + (down - 100) / 4, rel=0.02)
    assert balances(store)


# 4: crews


def test_two_thousand_units_and_forty_workers() -> None:
    doc = document(
        {"id": "core", "verify": {"units": 2000, "time": "10 min", "crew": "engineers"}},
        crews={"engineers": 40},
    )
    outcome = simulate(doc, [{"at": "0 s", "verify": "core"}], 600 * MIN, MIN)
    assert when(outcome, "up", "core") == [500 * MIN]
    assert outcome.accounts["core"].downtime_s == 500 * MIN


@pytest.mark.parametrize("seed", range(5))
def test_any_list_schedule_keeps_its_bounds(seed: int) -> None:
    random = Random(seed)
    workers = random.randint(1, 5)
    times = {f"part-{n:02}": random.randint(1, 60) for n in range(20)}
    doc = document(
        *({"id": name, "repair": {"time": time, "crew": "c"}} for name, time in times.items()),
        crews={"c": {"size": workers}},
        shared_risks=[{"id": "flood", "hits": list(times)}],
    )
    outcome = simulate(doc, [{"at": "0 s", "fail": "flood"}], 1300, 1)
    last = max(t for t, word, _ in outcome.events if word == "up")
    work, longest = sum(times.values()) / workers, max(times.values())
    assert max(longest, work) <= last <= work + (1 - 1 / workers) * longest
    assert outcome.up == set(times)


def test_the_heavier_objective_is_repaired_first() -> None:
    repair = {"time": "1 min", "crew": "c"}
    doc = document(
        {"id": "a", "repair": repair},
        {"id": "b", "repair": repair},
        {"id": "shop", "needs": ["b"]},
        crews={"c": 1},
        objectives=[{"of": "shop", "weight": 2}],
    )
    outcome = simulate(doc, [{"at": "0 s", "fail": ["a", "b"]}], 300, 1)
    assert when(outcome, "up", "shop") == when(outcome, "up", "b") == [60]
    assert when(outcome, "up", "a") == [120]


# 6: two incidents


@pytest.mark.parametrize(("verify", "minutes"), [("75 min", 150), ("0 min", 75)])
def test_alipay(verify: str, minutes: float) -> None:
    switchover = {"detect": "5 min", "decide": "55 min", "verify": verify, "activate": "15 min"}
    doc = document(
        {"id": "pay", "demand": 9, "needs": [{"first_of": ["a", "b"], "switchover": switchover}]},
        {"id": "a"},
        {"id": "b"},
    )
    outcome = simulate(doc, [{"at": "0 s", "fail": "a"}], 300 * MIN, 2.5 * MIN)
    assert outcome.accounts["pay"].downtime_s == minutes * MIN
    assert outcome.accounts["pay"].shed == pytest.approx(9 * minutes * MIN)
    assert outcome.accounts["b"].served == pytest.approx(9 * (300 - minutes) * MIN)


def test_ctrip() -> None:
    verify = {"units": 2000, "time": "12 min", "crew": "engineers"}  # 40 / 12 min = 3.33 a minute
    doc = document(
        {"id": "core", "repair": {"time": "140 min"}, "verify": verify},
        {"id": "booking", "needs": ["core"]},
        crews={"engineers": 40},
        shared_risks=[{"id": "operator-error", "hits": ["core"]}],
    )
    outcome = simulate(doc, [{"at": "0 s", "fail": "operator-error"}], 800 * MIN, 4 * MIN)
    assert when(outcome, "repaired", "core") == [140 * MIN]
    assert when(outcome, "up", "booking") == [740 * MIN]


# The rest by hand


def one(needs: list[Any], *others: Doc, demand: float = 60, **rest: Any) -> Doc:
    return document({"id": "x", "demand": demand, "needs": needs}, *others, **rest)


def test_calls_multiply_and_nest() -> None:
    needs = [
        {"on": "a", "calls": 2},
        {"any": [{"on": "b", "weight": 3}, {"all": ["c", {"on": "d", "calls": 4}]}]},
        {"at_least": 2, "of": ["b", "c", "d"]},
        {"on": "e", "hard": False, "retries": 2},
    ]
    doc = one(needs, *({"id": name} for name in "abcde"))
    outcome = simulate(doc, [], 1, 1)
    assert outcome.load == pytest.approx(
        {"x": 60, "a": 120, "b": 45 + 20, "c": 15 + 20, "d": 60 + 20, "e": 60}
    )
    outcome = simulate(doc, [{"at": "0 s", "fail": ["d", "e"]}], 1, 1)
    assert outcome.up == {"x", "a", "b", "c"}
    assert outcome.load == pytest.approx({"x": 60, "a": 120, "b": 90, "c": 30, "d": 0, "e": 180})
    assert outcome.accounts["e"].shed == pytest.approx(180)
    outcome = simulate(doc, [{"at": "0 s", "fail": ["d", "c"]}], 1, 1)
    assert outcome.up == {"a", "b", "e"}


def test_success_is_a_product_over_all_and_a_mean_over_any() -> None:
    half = {"capacity": 15}
    doc = one(
        [{"all": ["a", "b"]}, {"any": ["c", "d"]}],
        {"id": "a", "capacity": 30},
        {"id": "b", "capacity": 45},
        {"id": "c", **half},
        {"id": "d"},
    )
    outcome = simulate(doc, [], 1, 1)
    assert outcome.level["x"] == pytest.approx(1 / 2 * 3 / 4 * (1 / 2 + 1) / 2)
    assert balances(outcome.accounts["x"])


def link(name: str, start: str, end: str, **rest: Any) -> Doc:
    return {"id": name, "kind": "fibre", "connects": [start, end], **rest}


def test_reach_takes_the_shortest_way_of_the_lowest_ids() -> None:
    nodes = [{"id": name} for name in ("goal", "m", "n", "far")]
    links = [
        link("l1", "x", "n"),
        link("l2", "x", "m", one_way=True),
        link("l3", "goal", "n", capacity=30),
        link("l4", "m", "goal"),
        {**link("l0", "x", "goal"), "kind": "radio"},
        link("l5", "x", "far"),
    ]
    doc = one([{"reach": "goal", "over": ["fibre"]}], *nodes, *links)
    outcome = simulate(doc, [{"at": "1 s", "fail": "n"}, {"at": "2 s", "fail": "l2"}], 1, 1)
    assert outcome.load["l2"] == 60
    outcome = simulate(doc, [], 1, 1)
    assert {name for name, load in outcome.load.items() if load} == {"x", "l1", "n", "l3", "goal"}
    assert outcome.level["x"] == pytest.approx(0.5)
    assert outcome.level["n"] == 1
    outcome = simulate(doc, [{"at": "0 s", "fail": ["n", "l2"]}], 1, 1)
    assert outcome.up == {component["id"] for component in doc["components"]} - {"n", "l2", "x"}


def test_what_passes_shares_but_calls_nobody() -> None:
    doc = one(
        [{"reach": "goal"}],
        {"id": "goal"},
        {"id": "node", "demand": 40, "capacity": 50, "needs": ["store"]},
        {"id": "store"},
        link("l1", "x", "node"),
        link("l2", "node", "goal"),
    )
    outcome = simulate(doc, [], 1, 1)
    assert outcome.load["node"] == 100
    assert outcome.load["store"] == pytest.approx(20)
    assert outcome.level["x"] == outcome.level["node"] == pytest.approx(0.5)


def test_members_share_the_capacity_and_come_back_one_by_one() -> None:
    pool = {"id": "pool", "count": 3, "quorum": 2, "capacity": 90, "repair": {"time": "10 s"}}
    doc = one(["pool"], pool, demand=90)
    fails = [{"at": "0 s", "fail": "pool"}, {"at": "5 s", "fail": "pool"}]
    outcome = simulate(doc, fails, 20, 1)
    assert outcome.accounts["x"].served == pytest.approx(5 * 60 + 0 + 5 * 60 + 5 * 90)
    assert outcome.accounts["x"].downtime_s == 5


def test_a_crash_takes_its_time_and_falls_again() -> None:
    overload = {"mode": "crash", "above": 1.2, "for": "3 s", "restart": "5 s"}
    doc = document({"id": "server", "demand": 130, "capacity": 100, "overload": overload})
    outcome = simulate(doc, [], 20, 1)
    assert when(outcome, "crash", "server") == [3, 11, 19]
    assert when(outcome, "restart", "server") == [8, 16]
    assert outcome.accounts["server"].served == pytest.approx(3 * 100 * 3)
    within: list[Doc] = [
        {"at": "0 s", "limit": "server", "to": 120},
        {"at": "9 s", "limit": "server"},
    ]
    assert when(simulate(doc, within, 13, 1), "crash", "server") == [12]


def test_an_excess_that_is_interrupted_begins_anew() -> None:
    overload = {"mode": "crash", "for": "3 s"}
    doc = document({"id": "server", "demand": 130, "capacity": 100, "overload": overload})
    events = [
        {"at": "2 s", "demand": "server", "times": 0.5},
        {"at": "3 s", "demand": "server", "times": 1},
    ]
    assert when(simulate(doc, events, 20, 1), "crash", "server") == [6]


def test_a_crash_goes_round() -> None:
    """The first that goes down takes the second with it, by its load."""
    servers = [
        {"id": name, "capacity": 50, "overload": {"mode": "crash", "for": "2 s"}} for name in "ab"
    ]
    outcome = simulate(one([{"any": ["a", "b"]}], *servers), [{"at": "5 s", "fail": "a"}], 20, 1)
    assert when(outcome, "crash", "b") == when(outcome, "down", "x") == [7]
    assert outcome.accounts["x"].served == pytest.approx(5 * 60 + 2 * 50)


def test_a_full_queue_turns_away_and_a_slow_one_is_left() -> None:
    queue = {"mode": "queue", "max_queue": 100}
    doc = document({"id": "desk", "demand": 30, "capacity": 10, "overload": queue})
    desk = simulate(doc, [], 10, 1).accounts["desk"]
    assert (desk.backlog, desk.served, desk.shed) == pytest.approx((100, 100, 100))
    events: list[Doc] = [{"at": "5 s", "demand": "desk", "times": 0}]
    doc["components"][0]["overload"] = {"mode": "queue", "timeout": "2 s"}
    desk = simulate(doc, events, 60, 0.01).accounts["desk"]
    # what comes at t is served at 3 t: in time until t = 1
    assert desk.served == pytest.approx(30, abs=0.5)
    assert desk.abandoned == pytest.approx(120, abs=0.5)
    assert desk.downtime_s == pytest.approx(15 - 3, abs=0.05)
    assert balances(desk)


def test_it_warms_up_and_takes_other_capacities() -> None:
    warm_up = {"time": "4 s", "share": "50 %"}
    store = {"id": "store", "demand": 100, "capacity": 100}
    store["overload"] = {"mode": "shed", "warm_up": warm_up}
    events: list[Doc] = [
        {"at": "2 s", "fail": "store"},
        {"at": "3 s", "repair": "store"},
        {"at": "8 s", "capacity": "store", "times": 0.3},
        {"at": "9 s", "capacity": "store", "to": 20},
    ]
    outcome = simulate(document(store), events, 10, 1)
    assert outcome.accounts["store"].served == pytest.approx(200 + 200 + 100 + 30 + 20)


def test_a_profile_repeats() -> None:
    steps = [{"at": "0 s", "times": 1}, {"at": "3 s", "times": 2}]
    doc = document({"id": "x", "demand": 10, "profile": {"steps": steps, "every": "5 s"}})
    assert simulate(doc, [], 10, 1).accounts["x"].offered == pytest.approx(2 * (30 + 40))


SWITCHOVER = {"detect": "1 s", "decide": "2 s", "verify": "3 s", "activate": "4 s"}


def standby(**more: Any) -> Doc:
    first_of = {"first_of": ["a", "b", "c"], "share": 0.5, "switchover": SWITCHOVER | more}
    return one([first_of], *({"id": name} for name in "abc"))


def test_part_of_the_load_follows_a_switch() -> None:
    outcome = simulate(standby(), [{"at": "0 s", "fail": "a"}], 20, 1)
    x = outcome.accounts["x"]
    assert (x.served, x.shed, x.abandoned) == pytest.approx((300, 600, 300))
    assert (x.downtime_s, x.below_s) == (10, 20)
    assert outcome.accounts["b"].offered == pytest.approx(300)


@pytest.mark.parametrize(
    ("events", "failback", "downtime", "load"),
    [
        # it is back before the switch is through
        ([("0 s", "fail", "a"), ("9 s", "repair", "a")], "auto", 9, {"a": 60}),
        # it is back later
        ([("0 s", "fail", "a"), ("15 s", "repair", "a")], "auto", 10, {"a": 60}),
        ([("0 s", "fail", "a"), ("15 s", "repair", "a")], "25 s", 10, {"a": 60}),
        ([("0 s", "fail", "a"), ("15 s", "repair", "a")], "26 s", 10, {"b": 30}),
        ([("0 s", "fail", "a"), ("15 s", "repair", "a")], "manual", 10, {"b": 30}),
        # an earlier one is back in the midst of a switch to a later one
        (
            [("0 s", "fail", "a"), ("12 s", "fail", "b"), ("16 s", "repair", "a")],
            "auto",
            10 + 4,
            {"a": 60},
        ),
        (
            [("0 s", "fail", "a"), ("12 s", "fail", "b"), ("16 s", "repair", "a")],
            "manual",
            10 + 10,
            {"c": 30},
        ),
        # the chosen one falls: the next, and verify and activate anew
        ([("0 s", "fail", "a"), ("8 s", "fail", "b")], "auto", 15, {"c": 30}),
        # the first that works when it is decided
        ([("0 s", "fail", "a"), ("2 s", "fail", "b")], "auto", 10, {"c": 30}),
        # nothing works when it is decided: the first that will
        ([("0 s", "fail", ["a", "b", "c"]), ("20 s", "repair", "c")], "auto", 27, {"c": 30}),
    ],
)
def test_standby(
    events: list[tuple[str, str, Any]], failback: str, downtime: float, load: dict[str, float]
) -> None:
    played: list[Doc] = [{"at": at, word: whom} for at, word, whom in events]
    outcome = simulate(standby(failback=failback), played, 40, 1)
    assert outcome.accounts["x"].downtime_s == downtime
    assert {k: v for k, v in outcome.load.items() if v and k != "x"} == pytest.approx(load)


def test_a_switch_by_hand_acts_at_once_and_stays() -> None:
    outcome = simulate(standby(), [{"at": "5 s", "switch": "x", "to": "b"}], 10, 1)
    assert outcome.accounts["x"].downtime_s == 0
    assert outcome.accounts["b"].offered == pytest.approx(5 * 30)


def test_a_deadlock_stays_down() -> None:
    doc = one(
        ["a"],
        {"id": "a", "needs": [{"on": "b", "calls": 0.5}]},
        {"id": "b", "needs": [{"on": "a", "calls": 0.5}]},
    )
    events = [{"at": "1 s", "fail": "a"}, {"at": "2 s", "repair": "a"}]
    outcome = simulate(doc, events, 10, 1)
    assert outcome.up == set()
    assert outcome.accounts["x"].downtime_s == 9


def test_a_circle_of_calls() -> None:
    doc = one(
        ["a"],
        {"id": "a", "needs": [{"on": "b", "calls": 0.5}]},
        {"id": "b", "needs": [{"on": "a", "calls": 0.5}]},
    )
    assert simulate(doc, [], 1, 1).load == pytest.approx({"x": 60, "a": 80, "b": 40})
    doc["components"][2]["needs"][0]["calls"] = 2
    with pytest.raises(RuntimeError, match="without bound"):
        simulate(doc, [], 1, 1)
    doc["components"][1]["capacity"] = 100
    assert simulate(doc, [], 1, 1).load == pytest.approx({"x": 60, "a": 160, "b": 50})


def test_order_in_the_file_does_not_matter() -> None:
    doc = standby()
    events = [{"at": "0 s", "fail": "a"}]
    there = simulate(doc, events, 20, 1)
    doc["components"].reverse()
    assert simulate(doc, events, 20, 1) == there
