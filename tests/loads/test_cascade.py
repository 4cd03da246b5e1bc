"""Load over time: the closed forms of the model, and every rule of docs/cascade.md by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.errors import DocumentError, UnknownIdError, UsageError
from topology.loads.cascade import effort
from topology.loads.cascade.cascade import ZenoError
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run, Word
from topology.loads.fallbacks import fallbacks
from topology.loads.hidden_capacities import hidden_capacities, largest_work
from topology.loads.mechanisms.crews import Crews, Work
from topology.loads.moment.amplification import AmplificationError
from topology.structure.graph import Graph

MIN, HOUR, DAY = 60.0, 3_600.0, 86_400.0


def near(value: float) -> Any:
    """To the six digits that the closed forms are given to."""
    return pytest.approx(value, rel=1e-6, abs=1e-9)


def made(*components: Any, **rest: Any) -> Topology:
    return Topology.from_dict({"components": list(components), **rest})


def play(
    *components: Any,
    events: Sequence[Doc] = (),
    until: str | None = None,
    series: bool = False,
    **rest: Any,
) -> Run:
    """A run of these events, with the accounts checked."""
    events = events or [{"at": "0 s", "demand": components[0]["id"], "times": 1}]
    scenario: Doc = {"id": "s", "events": list(events)}
    if until is not None:
        scenario["until"] = until
    run = run_scenario(made(*components, scenarios=[scenario], **rest), "s", series=series)
    assert run.largest_error < 1e-9
    return run


def at(time: str, **action: Any) -> Doc:
    return {"at": time, **action}


def told(run: Run, *events: Word) -> list[tuple[float, str, str]]:
    """The lines of the timeline that are of these events."""
    return [(line.at_s, line.event.value, line.component) for line in run.timeline
            if line.event in events]  # fmt: skip


def times(run: Run, event: Word, component: str) -> list[float]:
    return [
        line.at_s for line in run.timeline if (line.event, line.component) == (event, component)
    ]


def offered(run: Run, seconds: float = 1.0) -> dict[str, float]:
    """The mean load of each component; the load itself if it does not change."""
    return {name: outcome.offered / seconds for name, outcome in run.outcomes.items()}


def at_rest(*components: Any, failed: Sequence[str] = (), **rest: Any) -> Run:
    """One second of the loads with these failed at once."""
    run = run_failures(made(*components, **rest), failed, until_s=1.0)
    assert run.largest_error < 1e-9
    return run


# -- closed forms: domain.md, section 4 ---------------------------------------------------------


@pytest.mark.parametrize(("unit", "per_second"), [("requests/s", 1), ("requests/h", 3_600)])
def test_closed_form_1_a_queue_drains(unit: str, per_second: int) -> None:
    """A fluid queue: 70/s in, 100/s out, 600 s down; ½·λD²·c/(c−λ) is waited in all."""
    run = play(
        {"id": "desk", "demand": 70 * per_second, "capacity": 100 * per_second,
         "overload": {"mode": "queue"}},
        events=[at("0 s", fail="desk"), at("600 s", repair="desk")],
        load_unit=unit,
    )  # fmt: skip
    desk = run.outcomes["desk"]
    assert run.unit == "requests"
    assert (desk.peak_backlog, desk.peak_backlog_at_s) == (near(42_000), near(600))
    assert desk.cleared_at_s == near(600 + 1_400)
    assert desk.waited == near(4.2e7) == near(0.5 * 70 * 600**2 * 100 / (100 - 70))
    assert desk.peak_delay_s == near(420)
    assert (desk.offered, desk.served) == (near(140_000), near(140_000))
    assert (desk.shed, desk.abandoned, desk.backlog) == (0, 0, 0)
    assert (run.until_s, run.at_rest) == (near(2_000), True)


@pytest.mark.parametrize("retries", range(6))
def test_closed_form_2_free_retries_do_not_help(retries: int) -> None:
    """λ = 120, c = 100, κ = 0: p^(R+1) = 1/6 whatever R is."""
    run = at_rest(
        {"id": "shop", "demand": 120, "needs": [{"on": "db", "retries": retries}]},
        {"id": "db", "capacity": 100, "overload": {"mode": "shed"}},
    )
    assert run.outcomes["shop"].level == near(0.833333)
    assert run.outcomes["db"].served == near(100)
    if retries == 3:
        assert 1 - run.outcomes["db"].level == near(0.638943)
        assert run.outcomes["db"].offered == pytest.approx(276.965, abs=5e-4)


def after_an_outage(demand: float, *, cost: float, retries: int = 3, by: str = "fail") -> Run:
    """A retried component that is gone, or has no capacity, for 10 s."""
    events = {
        "fail": [at("1 min", fail="db"), at("70 s", repair="db")],
        "capacity": [at("1 min", capacity="db", to=0), at("70 s", capacity="db", to=100)],
    }
    return play(
        {"id": "shop", "demand": demand, "needs": [{"on": "db", "retries": retries}]},
        {"id": "db", "capacity": 100, "overload": {"mode": "shed", "cost": cost}},
        events=events[by],
    )


# Bronson et al., Metastable failures in distributed systems, HotOS 2021; the bounds are those of
# the fluid model: vulnerable iff c < max over p of λ(1+p+…+p^R)(1−(1−κ)p).
@pytest.mark.parametrize("by", ["fail", "capacity"])
@pytest.mark.parametrize(
    ("demand", "cost", "retries", "recovers"),
    [
        (24, 1.0, 3, True),
        (26, 1.0, 3, False),
        (83.06, 0.25, 3, True),
        (83.07, 0.25, 3, False),
        (99.9, 0.0, 3, True),
        (99.9, 0.0, 9, True),
        (49, 1.0, 1, True),
        (51, 1.0, 1, False),
    ],
)
def test_closed_form_3_metastable_failures(
    demand: float, cost: float, retries: int, recovers: bool, by: str
) -> None:
    run = after_an_outage(demand, cost=cost, retries=retries, by=by)
    assert run.at_rest
    assert run.outcomes["shop"].lowest_level == 0
    if recovers:
        assert run.outcomes["shop"].level == near(1)
        assert run.outcomes["shop"].below_level_s == near(10)
    else:
        assert run.outcomes["shop"].level < 0.9


def test_closed_form_3_at_the_edge_from_below_nothing_fails() -> None:
    """The same load without the push: hysteresis."""
    run = at_rest(
        {"id": "shop", "demand": 26, "needs": [{"on": "db", "retries": 3}]},
        {"id": "db", "capacity": 100, "overload": {"mode": "shed", "cost": 1}},
    )
    assert run.outcomes["shop"].level == 1
    assert run.outcomes["db"].offered == near(26)


def test_closed_form_3_hidden_capacity() -> None:
    assert 1 / largest_work({3: 1.0}, 0.25) == near(0.830664)
    assert largest_work({3: 1.0}, 0.0) == near(1)
    for retries in range(5):
        assert largest_work({retries: 1.0}, 1.0) == near(retries + 1)
    hidden = hidden_capacities(Graph.compile(made(
        {"id": "shop", "demand": 85, "needs": [{"on": "db", "retries": 3}]},
        {"id": "db", "capacity": 100, "overload": {"mode": "shed", "cost": 0.25}},
    )))  # fmt: skip
    assert [(entry.component, entry.load, entry.is_vulnerable) for entry in hidden] == [
        ("db", near(85), True)
    ]
    assert hidden[0].hidden == near(83.0664)


def test_closed_form_4_units_on_a_crew() -> None:
    """2,000 units of 10 min with 40 workers take exactly 500 min."""
    run = play(
        {"id": "core", "demand": 1,
         "verify": {"units": 2_000, "time": "10 min", "crew": "engineers"}},
        crews={"engineers": 40},
        events=[at("0 s", verify="core")],
    )  # fmt: skip
    assert run.until_s == 500 * MIN
    assert run.outcomes["core"].downtime_s == 500 * MIN


works = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 50)), min_size=1, max_size=8)


@given(works, st.integers(1, 6))
def test_closed_form_4_grahams_bound(jobs: list[tuple[int, int]], hands: int) -> None:
    """Graham 1966: max(CP, W/K) <= T <= W/K + (1 - 1/K) CP for any list of independent units."""
    crews, now = Crews({"crew": hands}), 0.0
    for number, (units, unit_s) in enumerate(jobs):
        rank = (-1.0, f"c{number}", number)
        crews.ask(Work(rank, number, "repair", units, float(unit_s), "crew"), 0.0)
    finished: dict[int, float] = {}
    crews.assign(now)
    while crews.next_s is not None:
        now = crews.next_s
        finished.update((done.work.component, now) for done in crews.done(now) if done.last)
        crews.assign(now)
    work, path = sum(u * s for u, s in jobs), max(s for _, s in jobs)
    assert max(path, work / hands) <= now + 1e-9
    assert now <= work / hands + (1 - 1 / hands) * path + 1e-9
    assert sorted(finished) == list(range(len(jobs)))
    assert crews.idle == {"crew": hands}


@settings(max_examples=examples(25))
@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.integers(1, 3))
def test_closed_form_4_grahams_bound_in_a_run(minutes: list[int], hands: int) -> None:
    names = [f"c{number}" for number in range(len(minutes))]
    run = play(
        *({"id": name, "repair": {"time": f"{each} min", "crew": "crew"}}
          for name, each in zip(names, minutes, strict=True)),
        crews={"crew": hands},
        events=[at("0 s", fail=names)],
    )  # fmt: skip
    took, work, path = run.until_s / MIN, sum(minutes), max(minutes)
    assert max(path, work / hands) <= took + 1e-9
    assert took <= work / hands + (1 - 1 / hands) * path + 1e-9


def redirected(use: float, times_own: float, above: float, share: float) -> tuple[Any, ...]:
    own = use * 100
    return (
        {"id": "shop", "demand": times_own * own,
         "needs": [{"first_of": ["home", "partner"], "share": share}]},
        {"id": "home"},
        {"id": "partner", "demand": own, "capacity": 100,
         "overload": {"mode": "crash", "above": above}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("use", "times_own", "above"), [(0.5, 4, 1.0), (0.8, 10, 1.2), (0.9, 0.5, 1.0)]
)
def test_closed_form_5_the_share_that_tips(use: float, times_own: float, above: float) -> None:
    """s* = (above/u − 1)/r."""
    tipping = (above / use - 1) / times_own
    for share, crashes in ((tipping * (1 - 1e-6), False), (tipping * (1 + 1e-6), True)):
        run = at_rest(*redirected(use, times_own, above, share), failed=["home"])
        assert bool(times(run, Word.CRASHES, "partner")) is crashes
    found = fallbacks(Graph.compile(made(*redirected(use, times_own, above, 1.0))))
    assert [(entry.owner, entry.entry, entry.component) for entry in found] == [
        ("shop", ("partner",), "partner")
    ]
    assert found[0].tipping_share == near(tipping)


@pytest.mark.parametrize(("verify", "out"), [("75 min", 150), ("0 min", 75)])
def test_closed_form_6_alipay(verify: str, out: float) -> None:
    """ "Time to backup", June 2015: 5 + 55 + 75 + 15 = 150 min; 75 with nothing to verify."""
    run = play(
        {"id": "pay", "demand": 1, "needs": [{
            "first_of": ["east", "west"],
            "switchover": {"detect": "5 min", "decide": "55 min", "verify": verify,
                           "activate": "15 min", "failback": "manual"}}]},
        {"id": "east"},
        {"id": "west"},
        events=[at("0 min", fail="east")],
    )  # fmt: skip
    assert run.outcomes["pay"].downtime_s == out * MIN
    assert times(run, Word.SWITCHES, "pay") == [out * MIN]


def test_closed_form_6_ctrip() -> None:
    """Repaired at +140 min, then 2,000 units at 3.33/min: back at +740 min (11:09 to 23:29)."""
    run = play(
        {"id": "core", "demand": 1,
         "verify": {"units": 2_000, "time": "12 min", "crew": "engineers"}},
        crews={"engineers": 40},
        events=[at("0 s", fail="core"), at("140 min", repair="core")],
    )  # fmt: skip
    assert times(run, Word.RETURNS, "core") == [740 * MIN]
    assert run.outcomes["core"].longest_outage_s == 740 * MIN


def test_closed_form_7_passports() -> None:
    """UK passport agency, March 1999: 210,292 + 534,320 − 521,981 = 222,631."""
    run = play(
        {"id": "agency", "demand": 534_320, "capacity": 521_981, "overload": {"mode": "queue"}},
        events=[
            at("0 s", capacity="agency", to=0),
            at("0 s", demand="agency", times=210_292 / 534_320),
            at("1 w", capacity="agency", times=1),
            at("1 w", demand="agency", times=1),
        ],
        until="2 w",
        load_unit="applications/w",
        series=True,
    )
    agency, series = run.outcomes["agency"], run.series["agency"]
    assert dict(zip(series.t_s, series.backlog, strict=True))[7 * DAY] == near(210_292)
    assert agency.backlog == near(222_631)
    assert agency.offered == near(210_292 + 534_320)
    assert agency.served == near(521_981)
    assert (agency.shed, agency.abandoned) == (near(0), 0)


# -- load: how calls are shared -----------------------------------------------------------------


def test_any_shares_by_weight_over_what_works() -> None:
    parts = (
        {"id": "pay", "demand": 90, "needs": [{"any": [{"on": "a", "weight": 2}, "b"]}]},
        {"id": "a"},
        {"id": "b"},
    )
    assert offered(at_rest(*parts)) == {"a": near(60), "b": near(30), "pay": near(90)}
    assert offered(at_rest(*parts, failed=["a"])) == {"a": 0, "b": near(90), "pay": near(90)}
    both = at_rest(*parts, failed=["a", "b"])
    assert (both.outcomes["b"].offered, both.down) == (0, ("a", "b", "pay"))
    assert both.outcomes["pay"].shed == near(90)


def test_at_least_shares_by_weight_over_what_works() -> None:
    parts = (
        {"id": "pay", "demand": 80, "needs": [
            {"at_least": 2, "of": ["a", "b", {"all": ["c"], "weight": 2}]}]},
        {"id": "a"},
        {"id": "b"},
        {"id": "c"},
    )  # fmt: skip
    assert offered(at_rest(*parts)) == {"a": 20, "b": 20, "c": 40, "pay": 80}
    assert offered(at_rest(*parts, failed=["c"])) == {"a": 40, "b": 40, "c": 0, "pay": 80}
    assert at_rest(*parts, failed=["a", "c"]).down == ("a", "c", "pay")


def test_all_calls_each_and_needs_each() -> None:
    parts = ({"id": "pay", "demand": 7, "needs": [{"all": ["a", "b"]}]}, {"id": "a"}, {"id": "b"})
    assert offered(at_rest(*parts)) == {"a": 7, "b": 7, "pay": 7}
    assert at_rest(*parts, failed=["b"]).down == ("b", "pay")


def test_calls_fan_out_and_multiply() -> None:
    run = at_rest(
        {"id": "a", "demand": 10, "needs": [{"on": "b", "calls": 2.5}, {"on": "c", "calls": 0}]},
        {"id": "b", "demand": 5, "needs": [{"on": "c", "calls": 3}, "d"]},
        {"id": "c"},
        {"id": "d"},
    )
    assert offered(run) == {"a": 10, "b": 30, "c": 90, "d": 30}


def test_what_a_capacity_does_not_let_through_calls_nobody() -> None:
    run = at_rest(
        {"id": "a", "demand": 120, "needs": [{"on": "b", "calls": 2}]},
        {"id": "b", "capacity": 60, "needs": ["c"]},
        {"id": "c"},
    )
    assert offered(run) == {"a": 120, "b": 240, "c": near(60)}
    assert run.outcomes["a"].level == near(0.25)
    assert run.outcomes["b"].peak_utilisation == near(4)


def test_a_soft_need_takes_nothing_down_and_counts_for_nothing() -> None:
    parts = (
        {"id": "shop", "demand": 10, "needs": [{"on": "tips", "hard": False, "calls": 2}]},
        {"id": "tips", "capacity": 5},
    )
    run = at_rest(*parts)
    assert (run.outcomes["shop"].level, run.outcomes["shop"].served) == (1, 10)
    assert (run.outcomes["tips"].offered, run.outcomes["tips"].shed) == (20, near(15))
    down = at_rest(*parts, failed=["tips"])
    assert down.down == ("tips",)
    assert (down.outcomes["shop"].level, down.outcomes["shop"].demand_lost) == (1, 0)
    assert down.outcomes["tips"].shed == 20


def test_nested_entries_multiply() -> None:
    nested = {"any": [{"all": ["a", {"on": "b", "calls": 3}]}, {"first_of": ["c", "d"]}]}
    parts = ({"id": "pay", "demand": 100, "needs": [nested]}, *({"id": i} for i in "abcd"))
    assert offered(at_rest(*parts)) == {"a": 50, "b": 150, "c": 50, "d": 0, "pay": 100}
    without_b = at_rest(*parts, failed=["b"])
    assert offered(without_b) == {"a": 0, "b": 0, "c": 100, "d": 0, "pay": 100}
    without_c = at_rest(*parts, failed=["c"])
    assert offered(without_c) == {"a": 50, "b": 150, "c": 0, "d": 50, "pay": 100}
    assert at_rest(*parts, failed=["a", "c", "d"]).down == ("a", "c", "d", "pay")


def test_levels_are_products_means_and_what_the_active_entry_has() -> None:
    half, quarter = {"id": "half", "capacity": 5}, {"id": "quarter", "capacity": 2.5}

    def level(*needs: Any) -> float:
        parts = ({"id": "pay", "needs": list(needs)}, half, quarter, {"id": "full"})
        run = at_rest({**parts[0], "demand": 10}, *parts[1:])
        return run.outcomes["pay"].level

    assert level("half", "quarter") == near(0.5 * 0.25)
    assert level({"all": ["half", "quarter", "full"]}) == near(0.125)
    # Half of 10 comes to each of two: 5 of 5, 2.5 of 5.
    assert level({"any": ["half", "quarter"]}) == near((1 + 0.5) / 2)
    assert level({"any": [{"on": "quarter", "weight": 3}, "full"]}) == near(0.75 / 3 + 0.25)
    assert level({"first_of": ["quarter", "full"]}) == near(0.25)
    assert level({"on": "half", "retries": 1}) == near(0.5)
    assert level({"on": "half", "hard": False}) == 1


# -- standby ------------------------------------------------------------------------------------

PHASES = {"detect": "1 min", "decide": "2 min", "verify": "3 min", "activate": "4 min"}


def standby(*entries: str, share: float = 1.0, failback: str = "auto", **phases: str) -> Any:
    return (
        {"id": "pay", "demand": 10, "needs": [
            {"first_of": list(entries), "share": share,
             "switchover": {**PHASES, "failback": failback, **phases}}]},
        *({"id": name, "capacity": 100} for name in entries),
    )  # fmt: skip


MOVES = (Word.LOSES, Word.SWITCHES, Word.FAILS_BACK, Word.GOES_ON)


def test_a_switch_takes_all_four_delays_and_the_load_is_lost_meanwhile() -> None:
    run = play(*standby("a", "b", failback="manual"), events=[at("10 min", fail="a")], series=True)
    assert told(run, *MOVES) == [(10 * MIN, "loses its active entry", "pay"),
                                 (20 * MIN, "switches", "pay")]  # fmt: skip
    pay = run.outcomes["pay"]
    assert pay.outage_by == {"detect": 60, "decide": 120, "verify": 180, "activate": 240}
    assert pay.shed == pay.demand_lost == near(10 * 600)
    assert (pay.abandoned, pay.level) == (0, 1)
    assert run.series["b"].load[-1] == 10


def test_zero_delays_lose_nothing() -> None:
    zero = dict.fromkeys(PHASES, "0 s")
    run = play(*standby("a", "b", **zero), events=[at("10 min", fail="a")], until="20 min")
    assert run.outcomes["pay"].downtime_s == 0
    assert run.outcomes["b"].offered == near(10 * 600)
    assert told(run, *MOVES) == [(600, "loses its active entry", "pay"), (600, "switches", "pay")]


@pytest.mark.parametrize("minute", range(1, 10))
def test_the_switch_is_off_when_the_active_entry_returns(minute: int) -> None:
    events = [at("0 s", fail="a"), at(f"{minute} min", repair="a")]
    run = play(*standby("a", "b"), events=events)
    assert told(run, *MOVES) == [(0, "loses its active entry", "pay"),
                                 (minute * MIN, "goes on", "pay")]  # fmt: skip
    assert run.outcomes["pay"].downtime_s == minute * MIN
    assert run.outcomes["b"].offered == 0
    assert run.until_s == minute * MIN


def test_the_standby_is_chosen_after_detect_and_decide() -> None:
    """b falls while it is being decided, so c is chosen without any further delay."""
    run = play(*standby("a", "b", "c"), events=[at("0 s", fail="a"), at("2 min", fail="b")])
    assert times(run, Word.SWITCHES, "pay") == [10 * MIN]
    assert run.timeline[-1].component == "pay"
    assert any("switches to c" in line.words for line in run.timeline)


@pytest.mark.parametrize("minute", [4, 7])
def test_verify_and_activate_begin_anew_when_the_chosen_one_falls(minute: int) -> None:
    events = [at("0 s", fail="a"), at(f"{minute} min", fail="b")]
    run = play(*standby("a", "b", "c"), events=events)
    assert times(run, Word.SWITCHES, "pay") == [(minute + 7) * MIN]


def test_with_no_standby_the_first_that_will_work_is_chosen() -> None:
    events = [at("0 s", fail=["a", "b", "c"]), at("30 min", repair="c"), at("31 min", repair="b")]
    run = play(*standby("a", "b", "c", failback="manual"), events=events)
    assert times(run, Word.SWITCHES, "pay") == [37 * MIN]
    assert "switches to c after" in next(
        line.words for line in run.timeline if line.event is Word.SWITCHES
    )
    assert run.outcomes["pay"].downtime_s == 37 * MIN


def test_failback_at_once_after_a_delay_or_never() -> None:
    events = [at("0 s", fail="a"), at("20 min", repair="a")]
    auto = play(*standby("a", "b"), events=events)
    assert times(auto, Word.FAILS_BACK, "pay") == [20 * MIN]
    delayed = play(*standby("a", "b", failback="5 min"), events=events)
    assert times(delayed, Word.FAILS_BACK, "pay") == [25 * MIN]
    manual = play(*standby("a", "b", failback="manual"), events=events)
    assert times(manual, Word.FAILS_BACK, "pay") == []
    for run in (auto, delayed, manual):
        assert run.outcomes["pay"].downtime_s == 10 * MIN


def test_failback_waits_until_it_has_worked_for_that_long() -> None:
    events = [at("0 s", fail="a"), at("20 min", repair="a"), at("23 min", fail="a"),
              at("30 min", repair="a")]  # fmt: skip
    run = play(*standby("a", "b", failback="5 min"), events=events)
    assert times(run, Word.FAILS_BACK, "pay") == [35 * MIN]


def test_failback_by_an_event() -> None:
    events = [at("0 s", fail="a"), at("20 min", repair="a"), at("50 min", switch="pay", to="a")]
    run = play(*standby("a", "b", failback="manual"), events=events, until="60 min")
    assert times(run, Word.SWITCHES, "pay") == [10 * MIN, 50 * MIN]
    assert run.outcomes["a"].offered == near(10 * 600)
    assert run.outcomes["b"].offered == near(10 * 40 * 60)


def test_a_switch_by_hand_acts_at_once() -> None:
    events = [at("0 s", fail="a"), at("3 min", switch="pay", to="b")]
    run = play(*standby("a", "b"), events=events)
    assert run.outcomes["pay"].downtime_s == 3 * MIN


def test_a_switch_by_hand_from_what_works_stays() -> None:
    run = play(*standby("a", "b"), events=[at("1 min", switch="pay", to="b")], until="2 min")
    assert run.outcomes["a"].offered == run.outcomes["b"].offered == near(600)
    assert run.outcomes["pay"].downtime_s == 0


def test_a_share_follows_and_the_rest_is_abandoned() -> None:
    zero = dict.fromkeys(PHASES, "0 s")
    events = [at("0 s", fail="a"), at("100 s", repair="a")]
    run = play(*standby("a", "b", share=0.4, **zero), events=events, until="200 s")
    pay = run.outcomes["pay"]
    assert (pay.served, pay.abandoned, pay.shed) == (near(400 + 1_000), near(600), near(0))
    assert (pay.lowest_level, pay.level) == (near(0.4), 1)
    assert run.outcomes["b"].offered == near(400)
    assert pay.outage_by == {"share": 100}


def test_no_share_is_lost_on_the_way_back() -> None:
    """Between entries behind the first the share stays what it is of the whole."""
    zero = dict.fromkeys(PHASES, "0 s")
    run = play(*standby("a", "b", "c", share=0.5, **zero), until="1 s",
               events=[at("0 s", fail="a"), at("0 s", fail="b")])  # fmt: skip
    assert offered(run)["c"] == near(5)


# -- members and shared risks --------------------------------------------------------------------

FARM: Doc = {"id": "farm", "demand": 90, "count": 4, "quorum": 2, "capacity": 100}


@pytest.mark.parametrize(("lost", "served"), [(0, 90), (1, 75), (2, 50), (3, 0)])
def test_each_member_takes_its_part_of_the_capacity_away(lost: int, served: float) -> None:
    run = at_rest(FARM, failed=["farm"] * lost)
    assert run.outcomes["farm"].served == near(served)
    assert run.down == (("farm",) if lost > 2 else ())


def test_a_shared_risk_takes_all_members_and_each_is_repaired_by_itself() -> None:
    farm = {**FARM, "repair": {"time": "10 min", "crew": "crew"}}
    run = play(
        farm,
        shared_risks=[{"id": "flood", "hits": ["farm"]}],
        crews={"crew": 1},
        events=[at("0 s", fail="flood")],
        series=True,
    )
    assert run.timeline[0].words == "flood hits farm"
    assert times(run, Word.REPAIRED, "farm") == [600, 1_200, 1_800, 2_400]
    assert times(run, Word.RETURNS, "farm") == [1_200]
    served = dict(zip(run.series["farm"].t_s, run.series["farm"].served, strict=True))
    assert [served[t] for t in (0, 1_200, 1_800, 2_400)] == [0, near(50), near(75), near(90)]
    assert run.outcomes["farm"].outage_by == {"repair": 2_400}


@pytest.mark.parametrize(
    "events", [[at("0 s", fail="risk")], [at("0 s", fail="web"), at("0 s", fail="web")]]
)
def test_members_repaired_at_the_same_moment_are_verified_one_by_one(events: list[Doc]) -> None:
    verify = {"units": 1, "time": "100 s", "crew": "crew"}
    web = {"id": "web", "demand": 10, "count": 2, "repair": {"time": "10 s"}, "verify": verify}
    risks = [{"id": "risk", "hits": ["web"]}]
    run = play(web, events=events, crews={"crew": 1}, shared_risks=risks)
    assert run.outcomes["web"].longest_outage_s == near(110)
    assert times(run, Word.VERIFIED, "web") == [110, 210]


def test_an_event_repairs_all_members() -> None:
    run = play(
        FARM, events=[at("0 s", fail="farm"), at("1 s", fail="farm"), at("9 s", repair="farm")]
    )
    assert run.outcomes["farm"].served == near(75 + 8 * 50)
    assert run.outcomes["farm"].level == 1


# -- crashes ------------------------------------------------------------------------------------


def crashing(demand: float, **overload: Any) -> Doc:
    return {
        "id": "db",
        "demand": demand,
        "capacity": 100,
        "overload": {"mode": "crash", **overload},
    }


def test_a_crash_takes_more_than_its_threshold_for_its_time() -> None:
    hold = {"above": 1.5, "for": "30 s"}
    assert times(play(crashing(160, **hold)), Word.CRASHES, "db") == [30]
    below = play(crashing(150, **hold), until="10 min")
    assert times(below, Word.CRASHES, "db") == []
    assert below.outcomes["db"].served == near(100 * 600)


def test_an_excess_that_ends_in_time_does_no_harm() -> None:
    events = [at("10 s", demand="db", times=2), at("39 s", demand="db", times=1),
              at("50 s", demand="db", times=2), at("70 s", demand="db", times=1)]  # fmt: skip
    run = play(crashing(80, **{"for": "30 s"}), events=events)
    assert times(run, Word.CRASHES, "db") == []
    assert times(run, Word.OVERLOADED, "db") == [10, 50]
    assert times(run, Word.RELIEVED, "db") == [39, 70]


def test_a_crash_for_good() -> None:
    run = play(crashing(101))
    assert (run.down, run.never, run.at_rest, run.until_s) == (("db",), (), True, 0)
    assert times(run, Word.CRASHES, "db") == [0]


def test_with_the_load_still_there_it_falls_again_for_ever() -> None:
    loop = crashing(120, **{"for": "30 s", "restart": "10 min"})
    run = play(loop)
    assert (run.repeats_s, run.until_s, run.at_rest) == (near(630), near(630), False)
    longer = play(loop, until="22 min")
    assert times(longer, Word.CRASHES, "db") == [30, 660, 1_290]
    assert times(longer, Word.RESTARTS, "db") == [630, 1_260]
    assert longer.outcomes["db"].downtime_s == near(1_320 - 90)


def test_when_the_load_is_gone_it_stays_up() -> None:
    run = play(crashing(120, restart="10 min"), events=[at("5 min", demand="db", times=0.5)])
    assert times(run, Word.RESTARTS, "db") == [600]
    assert (run.down, run.repeats_s, run.at_rest) == ((), None, True)


def test_what_has_crashed_can_be_repaired_by_an_event() -> None:
    events = [at("1 min", demand="db", times=0.5), at("2 min", repair="db")]
    run = play(crashing(120), events=events)
    assert times(run, Word.RETURNS, "db") == [120]


def test_a_crash_moves_the_load_to_the_next() -> None:
    run = play(
        {"id": "pay", "demand": 150, "needs": [{"any": ["a", "b", "c"]}]},
        *({"id": name, "capacity": limit, "overload": {"mode": "crash", "for": "10 s"}}
          for name, limit in (("a", 40), ("b", 60), ("c", 200))),
    )  # fmt: skip
    assert told(run, Word.CRASHES) == [(10, "crashes", "a"), (20, "crashes", "b")]
    assert (run.down, run.outcomes["pay"].level) == (("a", "b"), 1)


def test_warm_up() -> None:
    warm = {"id": "db", "demand": 80, "capacity": 100,
            "overload": {"mode": "shed", "warm_up": {"time": "60 s", "share": 0.5}}}  # fmt: skip
    run = play(warm, events=[at("0 s", fail="db"), at("10 s", repair="db")], until="100 s")
    assert run.outcomes["db"].served == near(50 * 60 + 80 * 30)
    assert times(run, Word.WARM, "db") == [70]
    assert run.outcomes["db"].peak_utilisation == near(1.6)


def test_warm_up_begins_anew_with_every_return() -> None:
    warm = {"id": "db", "demand": 80, "capacity": 100,
            "overload": {"mode": "shed", "warm_up": {"time": "60 s", "share": 0.5}}}  # fmt: skip
    events = [at("0 s", fail="db"), at("10 s", repair="db"), at("30 s", fail="db"),
              at("40 s", repair="db")]  # fmt: skip
    run = play(warm, events=events)
    assert times(run, Word.WARM, "db") == [100]
    assert run.outcomes["db"].served == near(50 * (20 + 60))


# -- admission, shedding, retries -----------------------------------------------------------------


def test_an_admission_limit_rejects_before_anything_is_spent() -> None:
    part = {"id": "db", "demand": 200, "capacity": 100}
    limited = {"mode": "crash", "limit": 80, "cost": 1}
    run = play({**part, "overload": limited}, until="1 s")
    assert run.outcomes["db"].level == near(0.4)
    assert (run.outcomes["db"].served, run.outcomes["db"].shed) == (near(80), near(120))
    assert run.timeline[-1].event is not Word.CRASHES
    without = play({**part, "overload": {"mode": "crash", "cost": 1}}, until="1 s")
    assert without.outcomes["db"].level == 0


def test_an_admission_limit_by_an_event() -> None:
    part = {"id": "db", "demand": 50, "needs": ["disk"]}
    events = [at("10 s", limit="db", to=20), at("20 s", limit="db")]
    run = play(part, {"id": "disk"}, events=events, until="30 s")
    assert run.outcomes["db"].served == near(500 + 200 + 500)
    assert run.outcomes["disk"].offered == near(1_200)


@pytest.mark.parametrize(
    ("cost", "good"), [(0, 100), (0.25, 280 / 3), (0.5, 80), (0.8, 20), (5 / 6, 0), (1, 0)]
)
def test_attempts_that_fail_take_their_part_of_the_work(cost: float, good: float) -> None:
    """g + κ(Λ − g) = c with Λ = 120, c = 100; downstream sees the work, not the success."""
    run = at_rest(
        {"id": "db", "demand": 120, "capacity": 100, "overload": {"mode": "shed", "cost": cost},
         "needs": ["disk"]},
        {"id": "disk"},
    )  # fmt: skip
    assert run.outcomes["db"].served == pytest.approx(good, abs=1e-9)
    assert run.outcomes["disk"].offered == near(100)


def test_retries_of_several_callers_add_up() -> None:
    """R = 1 and R = 0 at one callee, 60 each, c = 100: Λ = 60 (1 + p) + 60, p = 1 − c/Λ."""
    run = at_rest(
        {"id": "a", "demand": 60, "needs": [{"on": "db", "retries": 1}]},
        {"id": "b", "demand": 60, "needs": ["db"]},
        {"id": "db", "capacity": 100},
    )
    p = 1 - run.outcomes["db"].level
    assert 60 * (1 + p) + 60 == near(100 / (1 - p)) == near(run.outcomes["db"].offered)
    assert run.outcomes["a"].level == near(1 - p * p)
    assert run.outcomes["b"].level == near(1 - p)


def test_retries_against_what_is_down_softly() -> None:
    """Every attempt at a soft need that is down fails: R + 1 of each."""
    run = at_rest(
        {"id": "shop", "demand": 10, "needs": [{"on": "tips", "hard": False, "retries": 3}]},
        {"id": "tips"},
        failed=["tips"],
    )
    assert run.outcomes["tips"].offered == run.outcomes["tips"].shed == near(40)
    assert run.outcomes["shop"].level == 1


# -- queues -------------------------------------------------------------------------------------


def queueing(demand: float, **overload: Any) -> Doc:
    return {"id": "desk", "demand": demand, "capacity": 100,
            "overload": {"mode": "queue", **overload}}  # fmt: skip


def test_a_queue_at_its_most_turns_the_excess_away() -> None:
    run = play(queueing(120, max_queue=1_000), until="150 s")
    desk = run.outcomes["desk"]
    assert times(run, Word.QUEUE_FULL, "desk") == [near(50)]
    assert (desk.backlog, desk.peak_backlog) == (near(1_000), near(1_000))
    assert (desk.served, desk.shed) == (near(15_000), near(2_000))
    assert desk.level == near(100 / 120)
    assert desk.demand_lost == near(2_000)
    assert run.at_rest


def test_a_full_queue_drains_when_the_load_goes() -> None:
    events = [at("150 s", demand="desk", times=0.5)]
    run = play(queueing(120, max_queue=1_000), events=events)
    assert run.outcomes["desk"].cleared_at_s == near(150 + 1_000 / 40)
    assert run.outcomes["desk"].level == 1


def test_without_a_timeout_nothing_fails_by_waiting() -> None:
    run = play(queueing(120), until="100 s")
    assert run.outcomes["desk"].level == 1
    assert run.outcomes["desk"].backlog == near(2_000)
    assert run.outcomes["desk"].demand_lost == 0


def test_what_waits_too_long_is_abandoned_and_has_failed() -> None:
    """70/s in, 100/s out, down for 600 s, patience of 300 s.

    The first in the queue at t > 600 came at 10/7 (t − 600), so it has waited 600 − 3/7 (t − 600):
    in time again at t = 1,300, after 70,000 were worked off for nobody.
    """
    run = play(
        queueing(70, timeout="300 s"),
        events=[at("0 s", fail="desk"), at("600 s", repair="desk")],
        series=True,
    )
    desk = run.outcomes["desk"]
    assert times(run, Word.LATE, "desk") == [near(300)]
    assert times(run, Word.IN_TIME, "desk") == [near(1_300)]
    assert (desk.abandoned, desk.served, desk.shed) == (near(70_000), near(70_000), near(0))
    assert desk.cleared_at_s == near(2_000)
    assert desk.demand_lost == near(70 * 1_000)
    assert desk.downtime_s == near(1_300)
    assert desk.waited == near(4.2e7)
    assert desk.outage_by == {"backlog": near(700), "never repaired": near(600)}


def test_a_queue_that_is_overloaded_from_the_start_gets_late() -> None:
    """120/s in, 100/s out: at t the front has waited t/6, over a minute from 360 s on."""
    run = play(queueing(120, timeout="60 s"), until="600 s")
    assert times(run, Word.LATE, "desk") == [near(360)]
    desk = run.outcomes["desk"]
    assert (desk.served, desk.abandoned, desk.level) == (near(36_000), near(24_000), 0)


def test_what_waits_too_long_after_a_known_delay_is_abandoned() -> None:
    """As before, with an event just after the queue has begun to grow."""
    events = [at("0 s", fail="desk"), at("1 s", limit="desk"), at("600 s", repair="desk")]
    run = play(queueing(70, timeout="300 s"), events=events)
    assert times(run, Word.LATE, "desk") == [near(300)]
    assert times(run, Word.IN_TIME, "desk") == [near(1_300)]
    assert run.outcomes["desk"].abandoned == near(70_000)
    assert run.outcomes["desk"].outage_by == {"backlog": near(700), "never repaired": near(600)}


def test_arrivals_at_several_rates_wait_in_turn() -> None:
    """100/s out. 200/s come for 100 s, then 50/s: backlog 10,000, cleared 200 s later.

    What came at 100 s has waited 100 s when it is served at 200 s; then those of 50/s come up, of
    which two seconds pass in one, so that at t the front came at 100 + 2 (t − 200).
    """
    events = [at("100 s", demand="desk", times=0.25)]  # beside the profile
    part = {**queueing(100, timeout="60 s"), "profile": {"steps": [{"at": "0 s", "times": 2}]}}
    run = play(part, events=events)
    desk = run.outcomes["desk"]
    # The first has waited t − t/2 at t <= 200: too long from 120 s; 300 − t = 60 at 240 s.
    assert times(run, Word.LATE, "desk") == [near(120)]
    assert times(run, Word.IN_TIME, "desk") == [near(240)]
    assert desk.abandoned == near(12_000)
    assert desk.cleared_at_s == near(300)
    assert desk.offered == near(20_000 + 200 * 50)


@pytest.mark.parametrize(("hard", "waits"), [(True, 0), (False, 60 * HOUR)])
def test_a_hard_caller_hands_nothing_in_and_a_soft_one_does(hard: bool, waits: float) -> None:
    run = play(
        {"id": "u", "demand": 60, "needs": [{"on": "q", "hard": hard}]},
        {"id": "q", "capacity": 80, "overload": {"mode": "queue"}, "needs": ["d"]},
        {"id": "d", "repair": {"time": "1 h"}},
        events=[at("0 s", fail="d")],
    )
    assert run.outcomes["q"].peak_backlog == near(waits)
    assert run.outcomes["u"].demand_lost == near(60 * HOUR if hard else 0)


def test_a_queue_sends_on_what_it_works_off() -> None:
    run = play(
        {**queueing(70), "needs": ["disk"]},
        {"id": "disk"},
        events=[at("0 s", fail="desk"), at("600 s", repair="desk")],
        series=True,
    )
    load = dict(zip(run.series["disk"].t_s, run.series["disk"].load, strict=True))
    assert (load[0.0], load[600.0], run.series["disk"].load[-1]) == (0, 100, 70)
    assert run.outcomes["disk"].offered == near(140_000)


# -- paths --------------------------------------------------------------------------------------


def net(*links: tuple[str, str, str], **capacity: float) -> list[Doc]:
    found: list[Doc] = [{"id": name, "connects": [a, b]} for name, a, b in links]
    for link in found:
        if link["id"] in capacity:
            link["capacity"] = capacity[link["id"]]
    return found


def site(name: str, demand: float) -> Doc:
    return {"id": name, "demand": demand, "needs": [{"reach": "hub"}]}


def test_load_goes_the_shortest_way_and_then_around() -> None:
    parts = (site("a", 10), {"id": "b"}, {"id": "hub"},
             *net(("ab", "a", "b"), ("bh", "b", "hub"), ("direct", "a", "hub")))  # fmt: skip
    assert offered(at_rest(*parts)) == {"a": 10, "ab": 0, "b": 0, "bh": 0, "direct": 10, "hub": 10}
    around = at_rest(*parts, failed=["direct"])
    assert offered(around) == {"a": 10, "ab": 10, "b": 10, "bh": 10, "direct": 0, "hub": 10}
    cut = at_rest(*parts, failed=["direct", "b"])
    assert cut.down == ("a", "b", "direct")
    assert cut.outcomes["hub"].offered == 0


def test_of_equal_ways_the_lower_ids() -> None:
    parts = (site("a", 10), {"id": "x"}, {"id": "w"}, {"id": "hub"},
             *net(("1", "a", "x"), ("2", "x", "hub"), ("3", "a", "w"), ("4", "w", "hub"),
                  ("5", "a", "w")))  # fmt: skip
    assert {name for name, load in offered(at_rest(*parts)).items() if load} == {
        "a", "3", "w", "4", "hub"
    }  # fmt: skip


def test_what_passes_uses_capacity_but_calls_nobody() -> None:
    run = at_rest(
        site("a", 30),
        {**site("b", 30), "capacity": 40, "needs": [{"reach": "hub"}, "disk"]},
        {"id": "disk"},
        {"id": "hub"},
        *net(("ab", "a", "b"), ("bh", "b", "hub")),
    )
    # 60 for 40: own and passing load share in the success, and in the work, in proportion.
    assert run.outcomes["b"].offered == near(60)
    assert run.outcomes["disk"].offered == near(20)
    assert run.outcomes["b"].level == run.outcomes["a"].level == near(40 / 60)
    assert run.outcomes["b"].served == near(40)


def test_two_links_in_series_are_offered_one_after_the_other() -> None:
    """What the first sheds never comes to the second: as with needs in series."""
    ways = net(("l1", "a", "m"), ("l2", "m", "hub"), l1=4, l2=4)
    run = at_rest(site("a", 6), {"id": "m"}, {"id": "hub"}, *ways)
    assert offered(run) == near({"a": 6, "l1": 6, "m": 4, "l2": 4, "hub": 4})
    assert run.outcomes["a"].level == near(4 / 6)
    needs = at_rest(
        {"id": "u", "demand": 6, "needs": ["a"]},
        {"id": "a", "capacity": 4, "needs": ["b"]},
        {"id": "b", "capacity": 4},
    )
    assert needs.outcomes["u"].level == near(4 / 6)


@given(
    st.floats(0.1, 100),
    st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=9),
)
def test_a_way_lets_through_what_its_narrowest_part_does(
    demand: float, capacities: list[float | None]
) -> None:
    """Links and nodes in turn, each offered what the one before it serves; the goal the rest."""
    parts: list[Doc] = [site("n0", demand)]
    here = "n0"
    for number, capacity in enumerate(capacities[::2]):
        node = capacities[2 * number + 1] if 2 * number + 1 < len(capacities) else None
        there = f"n{number + 1}" if 2 * number + 1 < len(capacities) else "hub"
        given = {"capacity": capacity} if capacity is not None else {}
        parts.append({"id": f"l{number}", "connects": [here, there], **given})
        if there != "hub":
            parts.append({"id": there, **({"capacity": node} if node is not None else {})})
        here = there
    if here != "hub":
        parts.append({"id": "last", "connects": [here, "hub"]})
    run = at_rest(*parts, {"id": "hub"})
    left = demand
    for part in parts[1:]:
        assert run.outcomes[part["id"]].offered == near(left)
        left = min(left, part.get("capacity", left))
        assert run.outcomes[part["id"]].served == near(left)
    assert run.outcomes["hub"].offered == near(left)
    assert run.outcomes["n0"].level == near(left / demand)


def test_a_queue_on_the_way_passes_on_what_it_works_off() -> None:
    ways = net(("l1", "a", "m"), ("l2", "m", "hub"), l2=5)
    m = {"id": "m", "capacity": 4, "overload": {"mode": "queue"}}
    run = at_rest(site("a", 6), m, {"id": "hub"}, *ways)
    assert offered(run) == near({"a": 6, "l1": 6, "m": 6, "l2": 4, "hub": 4})
    assert run.outcomes["a"].level == 1  # what waits has not failed


def test_links_shed_what_they_cannot_carry() -> None:
    run = at_rest(
        site("a", 30), site("b", 10), {"id": "hub"},
        *net(("ab", "a", "b"), ("bh", "b", "hub"), ab=20, bh=100),
    )  # fmt: skip
    assert run.outcomes["ab"].shed == near(10)
    assert run.outcomes["a"].level == near(20 / 30)
    assert run.outcomes["b"].level == 1


def test_rerouted_load_can_crash_the_way_around() -> None:
    links = net(("ab", "a", "b"), ("bh", "b", "hub"), ("direct", "a", "hub"), bh=15)
    links[1]["overload"] = {"mode": "crash", "for": "10 s"}
    run = run_failures(made(site("a", 10), site("b", 10), {"id": "hub"}, *links), ["direct"])
    assert times(run, Word.CRASHES, "bh") == [10]
    assert run.down == ("a", "b", "bh", "direct")


# -- repair, verification, crews -------------------------------------------------------------------


def test_repair_then_verification_then_up() -> None:
    run = play(
        {"id": "core", "demand": 1, "repair": {"time": "20 min"},
         "verify": {"units": 3, "time": "5 min", "crew": "crew"}},
        crews={"crew": {"size": 2}},
        events=[at("10 min", fail="core")],
    )  # fmt: skip
    assert times(run, Word.REPAIRED, "core") == [30 * MIN]
    assert times(run, Word.VERIFIED, "core") == times(run, Word.RETURNS, "core") == [40 * MIN]
    assert run.outcomes["core"].outage_by == {"repair": 20 * MIN, "verify": 10 * MIN}


def test_without_a_crew_nobody_has_to_be_waited_for() -> None:
    parts = [{"id": name, "repair": {"time": "1 h"}, "verify": {"units": 9, "time": "1 min"}}
             for name in "abc"]  # fmt: skip
    run = play(*parts, events=[at("0 s", fail=["a", "b", "c"])])
    assert [times(run, Word.RETURNS, name) for name in "abc"] == [[HOUR + MIN]] * 3


def test_crews_go_by_weight_then_id_then_arrival() -> None:
    parts = [{"id": name, "repair": {"time": "1 h", "crew": "crew"}} for name in "abcde"]
    run = play(
        {"id": "web", "needs": ["d"]},
        {"id": "app", "needs": [{"any": ["c", "b"]}]},
        *parts,
        crews={"crew": 1},
        objectives=[{"of": "web", "weight": 5}, {"of": "app", "weight": 2},
                    {"of": "a", "weight": 0.5}],
        events=[at("0 s", fail=["a", "b", "c", "d", "e"])],
    )  # fmt: skip
    order = sorted("abcde", key=lambda name: times(run, Word.REPAIRED, name))
    assert order == ["d", "b", "c", "e", "a"]


def test_what_is_begun_is_finished() -> None:
    parts = [{"id": name, "repair": {"time": "1 h", "crew": "crew"}} for name in ("a", "b", "z")]
    run = play(
        *parts,
        crews={"crew": 1},
        objectives=[{"of": "a", "weight": 9}],
        events=[at("0 s", fail="z"), at("1 min", fail="b"), at("2 min", fail="a")],
    )
    assert [times(run, Word.REPAIRED, name) for name in "zab"] == [[HOUR], [2 * HOUR], [3 * HOUR]]


def test_a_unit_of_a_weightier_work_goes_before_the_rest_of_another() -> None:
    checks = {"units": 4, "time": "1 h", "crew": "crew"}
    run = play(
        {"id": "a", "verify": checks},
        {"id": "b", "verify": {**checks, "units": 1}},
        crews={"crew": 1},
        objectives=[{"of": "b", "weight": 2}],
        events=[at("0 s", verify="a"), at("90 min", verify="b")],
    )
    assert times(run, Word.VERIFIED, "b") == [3 * HOUR]
    assert times(run, Word.VERIFIED, "a") == [5 * HOUR]


def test_the_weight_reaches_what_stands_on_the_way() -> None:
    """The router is needed to reach the hub, and its power by the router: all of weight 5."""
    repair = {"repair": {"time": "1 h", "crew": "crew"}}
    run = play(
        {"id": "a", **repair},
        {"id": "site", "needs": [{"reach": "hub"}]},
        {"id": "router", "needs": ["zpower"]},
        {"id": "zpower", **repair},
        {"id": "hub"},
        *net(("l1", "site", "router"), ("l2", "router", "hub")),
        crews={"crew": 1},
        objectives=[{"of": "site", "weight": 5}],
        events=[at("0 s", fail=["a", "zpower"])],
    )
    assert times(run, Word.REPAIRED, "zpower") == [HOUR]


def test_an_event_ends_a_repair_that_is_under_way() -> None:
    part = {"id": "a", "demand": 1, "repair": {"time": "5 h"}}
    run = play(part, events=[at("0 s", fail="a"), at("1 h", repair="a")])
    assert times(run, Word.RETURNS, "a") == [HOUR]
    assert times(run, Word.REPAIRED, "a") == [HOUR]
    assert run.outcomes["a"].downtime_s == HOUR


def test_what_an_event_repairs_is_verified() -> None:
    part = {"id": "a", "demand": 1, "verify": {"units": 1, "time": "1 h"}}
    run = play(part, events=[at("0 s", fail="a"), at("2 h", repair="a")])
    assert times(run, Word.RETURNS, "a") == [3 * HOUR]


def test_without_repair_it_stays_failed() -> None:
    run = play({"id": "a", "demand": 1}, events=[at("0 s", fail="a")], until="1 h")
    assert (run.down, run.never, run.at_rest) == (("a",), (), True)
    assert run.outcomes["a"].outage_by == {"never repaired": HOUR}


def test_who_has_no_crew_waits_for_it() -> None:
    parts = [{"id": name, "demand": 1, "repair": {"time": "1 h", "crew": "crew"}} for name in "ab"]
    run = play(*parts, crews={"crew": 1}, events=[at("0 s", fail=["a", "b"])])
    assert run.outcomes["b"].outage_by == {"repair": HOUR, "waiting for crew": HOUR}


def test_a_repair_goes_on_beside_a_crash_loop() -> None:
    """The loop repeats itself, but the run does not: b comes back in an hour."""
    run = play(
        crashing(120, restart="1 min", **{"for": "1 min"}),
        {"id": "b", "demand": 1, "repair": {"time": "1 h"}},
        events=[at("0 s", fail="b")],
    )
    assert times(run, Word.RETURNS, "b") == [HOUR]
    assert run.repeats_s == near(120)


# -- start-up -----------------------------------------------------------------------------------


def test_two_that_need_each_other_never_return() -> None:
    parts = ({"id": "auth", "needs": [{"on": "db", "calls": 0}]}, {"id": "db", "needs": ["auth"]},
             {"id": "shop", "needs": ["db"], "demand": 1})  # fmt: skip
    run = play(*parts, events=[at("0 s", fail="db"), at("1 h", repair="db")])
    assert run.down == run.never == ("auth", "db", "shop")
    assert run.at_rest
    still = play(*parts, events=[at("0 s", fail="db")])
    assert (still.down, still.never) == (("auth", "db", "shop"), ())


def test_what_waits_for_what_has_failed_does_not_wait_for_itself() -> None:
    run = at_rest(
        {"id": "a", "needs": ["b"]}, {"id": "b", "needs": [{"any": ["p", "q"]}]},
        {"id": "p"}, {"id": "q", "needs": ["p"]}, failed=["p"],
    )  # fmt: skip
    assert (run.down, run.never) == (("a", "b", "p", "q"), ())


def test_what_stands_on_the_way_and_waits_for_power_is_no_deadlock() -> None:
    run = at_rest(
        site("a", 1), {"id": "router", "needs": ["power"]}, {"id": "power"}, {"id": "hub"},
        *net(("l1", "a", "router"), ("l2", "router", "hub")), failed=["power"],
    )  # fmt: skip
    assert (run.down, run.never) == (("a", "power", "router"), ())


def test_what_never_worked_is_no_deadlock() -> None:
    run = at_rest(site("a", 1), {"id": "hub"}, {"id": "b", "demand": 1})
    assert (run.down, run.never) == (("a",), ())


# -- demand, capacity -----------------------------------------------------------------------------


def test_demand_by_events_and_profiles() -> None:
    part = {
        "id": "shop",
        "demand": 10,
        "profile": {"steps": [{"at": "10 s", "times": 2}, {"at": "30 s", "times": 0.5}]},
    }
    run = play(part, events=[at("0 s", demand="shop", times=3)], until="40 s")
    assert run.outcomes["shop"].offered == near(3 * (10 * 10 + 20 * 20 + 5 * 10))
    other = play(
        {"id": "shop", "demand": 10},
        events=[at("10 s", demand="shop", profile={"steps": [{"at": "0 s", "times": 4},
                                                             {"at": "5 s", "times": 0}]})],
        until="20 s",
    )  # fmt: skip
    assert other.outcomes["shop"].offered == near(10 * 10 + 40 * 5)


def test_a_profile_begins_anew() -> None:
    steps = [{"at": "0 s", "times": 1}, {"at": "6 h", "times": 3}, {"at": "12 h", "times": 0}]
    run = play(
        {"id": "shop", "demand": 10, "profile": {"steps": steps, "every": "1 d"}},
        until="36 h",
        load_unit="orders/h",
    )
    assert run.outcomes["shop"].offered == near(2 * (60 + 180))
    assert not run.at_rest


def test_a_profile_that_begins_anew_is_at_its_start_again() -> None:
    """ "times 1 before the first step": in each round."""
    part = {
        "id": "shop",
        "demand": 10,
        "profile": {"steps": [{"at": "1 h", "times": 3}], "every": "2 h"},
    }
    run = play(part, until="4 h", load_unit="orders/h")
    assert run.outcomes["shop"].offered == near(2 * (10 + 30))


def test_a_new_profile_begins_with_what_the_document_gives() -> None:
    profile = {"steps": [{"at": "10 s", "times": 2}]}
    events = [at("0 s", demand="shop", times=5), at("10 s", demand="shop", profile=profile)]
    run = play({"id": "shop", "demand": 10}, events=events, until="30 s")
    assert run.outcomes["shop"].offered == near(500 + 100 + 200)


def test_a_profile_holds_from_the_very_start() -> None:
    """It is never at 100, which it would not bear for a moment."""
    run = play(
        {**crashing(200), "profile": {"steps": [{"at": "0 s", "times": 0.1}]}}, until="1 min"
    )
    assert times(run, Word.CRASHES, "db") == []
    assert run.outcomes["db"].served == near(20 * 60)


def test_a_profile_without_end_repeats_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `until` a run goes on until it repeats itself."""
    monkeypatch.setattr(effort, "MAX_ROUND", 200)
    steps = [{"at": "0 s", "times": 1}, {"at": "12 h", "times": 2}]
    run = play({"id": "shop", "demand": 10, "profile": {"steps": steps, "every": "1 d"}})
    assert run.repeats_s == near(DAY)


def test_capacity_by_events() -> None:
    part = {"id": "db", "demand": 100, "capacity": 100}
    events = [at("10 s", capacity="db", times=0.5), at("20 s", capacity="db", to=30),
              at("30 s", capacity="db", to=0), at("40 s", capacity="db", times=2)]  # fmt: skip
    run = play(part, events=events, until="50 s")
    assert run.outcomes["db"].served == near(1_000 + 500 + 300 + 0 + 1_000)


# -- accounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "demand", "noun"),
    [("payments/s", 900, "payments"), ("X/h", 900 * 3_600, "X"), ("USD/d", 900 * 86_400, "USD"),
     ("widgets", 900, "widgets x s"), (None, 900, "")],
)  # fmt: skip
def test_amounts_are_in_units_of_the_load_unit(unit: str, demand: float, noun: str) -> None:
    rest = {} if unit is None else {"load_unit": unit}
    part = {"id": "pay", "demand": demand}
    run = play(
        part, events=[at("0 s", fail="pay"), at("60 s", repair="pay")], until="100 s", **rest
    )
    pay = run.outcomes["pay"]
    assert run.unit == noun
    assert (pay.demand_lost, pay.shed, pay.served) == (near(54_000), near(54_000), near(36_000))


def test_money_goes_by_the_share_that_fails() -> None:
    part = {"id": "pay", "demand": 100, "capacity": 100, "loss_per_hour": 1_000_000}
    events = [at("0 s", fail="pay"), at("90 min", repair="pay"), at("2 h", capacity="pay", to=75),
              at("4 h", capacity="pay", to=100)]  # fmt: skip
    run = play(part, events=events, currency="USD")
    assert run.outcomes["pay"].money_lost == near(1_500_000 + 0.25 * 2_000_000)
    assert run.currency == "USD"


def test_outages_add_up_and_the_longest_is_kept() -> None:
    part = {"id": "pay", "demand": 1}
    events = [
        at("10 s", fail="pay"),
        at("70 s", repair="pay"),
        at("100 s", fail="pay"),
        at("220 s", repair="pay"),
        at("300 s", fail="pay"),
        at("330 s", repair="pay"),
    ]
    pay = play(part, events=events).outcomes["pay"]
    assert (pay.downtime_s, pay.longest_outage_s) == (near(210), near(120))
    assert (pay.lowest_level, pay.level) == (0, 1)


def short(level: float | None, share: float) -> Run:
    """Ten minutes in which a share of the demand is served, of twenty."""
    rest: Doc = {} if level is None else {"objectives": [{"of": "pay", "level": level}]}
    part = {"id": "pay", "demand": 100, "capacity": 100}
    events = [at("5 min", capacity="pay", times=share), at("15 min", capacity="pay", times=1)]
    return play(part, events=events, until="20 min", **rest)


def test_downtime_is_the_time_below_the_level_of_the_objective() -> None:
    assert short(0.5, 0.4).outcomes["pay"].downtime_s == near(600)
    assert short(0.5, 0.5).outcomes["pay"].downtime_s == 0
    assert short(0.5, 0.6).outcomes["pay"].downtime_s == 0
    assert short(0.5, 0.4).outcomes["pay"].below_level_s == near(600)
    assert times(short(0.5, 0.4), Word.BELOW_LEVEL, "pay") == [300]
    assert times(short(0.5, 0.4), Word.AT_LEVEL, "pay") == [900]
    assert times(short(0.5, 0.6), Word.BELOW_LEVEL, "pay") == []


def test_downtime_without_an_objective_is_when_nothing_succeeds() -> None:
    some = short(None, 0.6).outcomes["pay"]
    assert (some.below_level_s, some.downtime_s, some.longest_outage_s) == (near(600), 0, 0)
    none = short(None, 0.0).outcomes["pay"]
    assert (none.below_level_s, none.downtime_s, none.longest_outage_s) == (near(600),) * 3


def test_a_component_that_is_down_is_out_whatever_its_level() -> None:
    run = play({"id": "pay", "demand": 1}, objectives=[{"of": "pay", "level": 0}], until="60 s",
               events=[at("0 s", fail="pay"), at("30 s", repair="pay")])  # fmt: skip
    assert run.outcomes["pay"].downtime_s == near(30)


def test_what_an_outage_waited_for_sums_to_it() -> None:
    delays = {**PHASES, "failback": "manual"}
    run = play(
        {"id": "pay", "demand": 10,
         "needs": [{"first_of": ["y", "b"], "share": 0.5, "switchover": delays}]},
        {"id": "y"},
        {"id": "b", "capacity": 4, "overload": {"mode": "crash", "for": "1 min", "restart": "1 h"},
         "repair": {"time": "2 h"}},
        events=[at("0 s", fail="y"), at("30 min", demand="pay", times=0.1), at("3 h", fail="b")],
        until="8 h",
    )  # fmt: skip
    pay = run.outcomes["pay"]
    assert sum(pay.outage_by.values()) == near(pay.below_level_s) == near(8 * HOUR)
    # Three times it looks for a standby; the second and third time there is none to switch to, so
    # that it waits for the one that it had.
    assert pay.outage_by == {
        "detect": 60,
        "decide": 120,
        "verify": 180,
        "activate": 240,
        "overload": 60,
        "restart": HOUR,
        "repair": 2 * HOUR,
        "share": near(8 * HOUR - 600 - 60 - 3 * HOUR),
    }


def test_reasons_lead_back_to_what_happened_first() -> None:
    run = play(
        {"id": "pay", "demand": 150, "needs": [{"any": ["a", "b"]}]},
        *({"id": name, "capacity": 100, "overload": {"mode": "crash", "for": "10 s"}}
          for name in "ab"),
        events=[at("1 min", fail="a")],
    )  # fmt: skip
    crash = next(n for n, line in enumerate(run.timeline) if line.event is Word.CRASHES)
    assert run.because(crash) == ("a fails", "b at 150 % of capacity", "b crashes after 10 s")
    last = max(n for n, line in enumerate(run.timeline) if line.event is Word.BELOW_LEVEL)
    assert run.because(last)[0] == "a fails"
    assert run.because(last)[-1] == "pay at 0 %"


def test_a_series_has_a_point_where_something_changes() -> None:
    run = play(
        queueing(120, max_queue=1_000), events=[at("100 s", demand="desk", times=0)], series=True
    )
    series = run.series["desk"]
    assert series.t_s == pytest.approx((0, 50, 100, 110))
    assert series.load == pytest.approx((120, 120, 0, 0))
    assert series.served == pytest.approx((100, 100, 100, 0))
    assert series.shed == pytest.approx((0, 20, 0, 0), abs=1e-9)
    assert series.backlog == pytest.approx((0, 1_000, 1_000, 0))
    assert series.utilisation == pytest.approx((1.2, 1.2, 0, 0))
    assert run.outcomes["desk"].cleared_at_s == near(110)


def test_no_series_unless_asked_for() -> None:
    assert play({"id": "a"}, until="1 s").series == {}


# -- order of one moment --------------------------------------------------------------------------


def test_events_of_one_moment_come_in_the_order_of_the_document() -> None:
    part = {"id": "a", "demand": 1}
    run = play(part, events=[at("5 s", fail="a"), at("5 s", repair="a")], until="10 s")
    assert run.outcomes["a"].downtime_s == 0
    with pytest.raises(UsageError, match='at 5 s: repairs "a", which has not failed'):
        play(part, events=[at("5 s", repair="a"), at("5 s", fail="a")])


def test_events_may_be_given_in_any_order() -> None:
    run = play({"id": "a", "demand": 1}, events=[at("20 s", repair="a"), at("5 s", fail="a")])
    assert run.outcomes["a"].downtime_s == 15


def test_what_the_scenario_says_comes_before_what_is_due() -> None:
    """The load goes in the moment in which the crash is due: by then there is no reason for it."""
    event = at("30 s", demand="db", times=0.5)
    run = play(crashing(120, **{"for": "30 s"}), events=[event])
    assert times(run, Word.CRASHES, "db") == [30]


# -- ends ---------------------------------------------------------------------------------------


def test_a_run_ends_at_rest_or_when_it_is_told_to() -> None:
    part = {"id": "a", "demand": 1, "repair": {"time": "1 h"}}
    rest = play(part, events=[at("0 s", fail="a")])
    assert (rest.until_s, rest.at_rest) == (HOUR, True)
    stopped = play(part, events=[at("0 s", fail="a")], until="30 min")
    assert (stopped.until_s, stopped.at_rest, stopped.down) == (HOUR / 2, False, ("a",))
    longer = play(part, events=[at("0 s", fail="a")], until="2 h")
    assert (longer.until_s, longer.at_rest) == (2 * HOUR, True)
    other = made(part, scenarios=[{"id": "s", "events": [at("0 s", fail="a")], "until": "9 h"}])
    assert run_scenario(other, "s", until_s=60.0).until_s == 60


def test_nothing_fails() -> None:
    run = run_failures(made({"id": "a", "demand": 1}), [])
    assert (run.timeline, run.down, run.at_rest, run.until_s) == ((), (), True, 0)
    assert run.outcomes["a"].level == 1


def test_what_goes_round_in_no_time_is_an_error() -> None:
    with pytest.raises(ZenoError, match=r"more than 10,000 events at 0 s: db go"):
        play(crashing(120, restart="0 s"))


def test_calls_that_amplify_without_bound_name_their_circle() -> None:
    parts = [{"id": "z", "demand": 1, "needs": ["y"]}, {"id": "y", "needs": ["x"]},
             {"id": "x", "needs": ["y"]}]  # fmt: skip
    with pytest.raises(AmplificationError, match="without bound: x → y → x; give one"):
        play(*parts)


@pytest.mark.parametrize("calls", [0, 0.5, 0.99])
def test_calls_in_a_circle_that_fade_are_summed(calls: float) -> None:
    run = at_rest(
        {"id": "x", "demand": 10, "needs": ["y"]},
        {"id": "y", "needs": [{"on": "x", "calls": calls}]},
    )
    assert run.outcomes["x"].offered == near(10 / (1 - calls))
    assert run.outcomes["y"].offered == near(10 / (1 - calls))


def test_calls_in_a_circle_that_a_capacity_bounds() -> None:
    run = at_rest(
        {"id": "x", "demand": 10, "needs": ["y"]},
        {"id": "y", "capacity": 40, "needs": [{"on": "x", "calls": 2}]},
    )
    assert run.outcomes["y"].offered == near(10 + 2 * 40)


# -- what makes no sense ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([at("1 min", repair="a")], 'at 1 min: repairs "a", which has not failed'),
        ([at("0 s", repair="duct")], 'repairs "duct", which has not failed'),
        ([at("0 s", verify="a")], 'verifies "a", which has no `verify`'),
        ([at("0 s", switch="a", to="b")], 'switches "a" to "b", which is no entry of a `first_of`'),
        ([at("0 s", capacity="a", times=2)], 'changes the capacity of "a", which has none'),
    ],
)  # fmt: skip
def test_events_that_make_no_sense(events: Sequence[Doc], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        play({"id": "a"}, {"id": "b"}, shared_risks=[{"id": "duct", "hits": ["a", "b"]}],
             events=events)  # fmt: skip
    assert words in str(caught.value)
    assert 'scenario "s": ' in str(caught.value)
    assert len(caught.value.lines()) == 1


def test_unknown_scenarios_and_ids() -> None:
    topology = made(
        {"id": "fibre"}, scenarios=[{"id": "shovel", "events": [at("0 s", fail="fibre")]}]
    )
    with pytest.raises(
        UnknownIdError, match='scenario "shvel" does not exist; did you mean "shovel"'
    ):
        run_scenario(topology, "shvel")
    with pytest.raises(UnknownIdError, match='"fbre" does not exist; did you mean "fibre"'):
        run_failures(topology, ["fbre"])


def test_an_end_before_the_last_event() -> None:
    topology = made({"id": "a"}, scenarios=[{"id": "s", "events": [at("1 h", fail="a")]}])
    with pytest.raises(UsageError, match="must not end at 30 min, before its last event at 1 h"):
        run_scenario(topology, "s", until_s=1_800.0)
    with pytest.raises(DocumentError, match=r"until.*before its last event"):
        play({"id": "a"}, events=[at("1 h", fail="a")], until="30 min")


def test_a_load_just_at_the_capacity_comes_back_to_all_of_it() -> None:
    """λ = c, R = 3: p ends like n^(-1/3), so that a repetition alone would never get there."""
    run = play(
        {"id": "u", "demand": 20, "needs": [{"on": "db", "retries": 3}]},
        {"id": "db", "capacity": 20},
        events=[at("10 s", demand="u", times=2), at("20 s", demand="u", times=1)],
        until="30 s",
    )
    assert run.outcomes["db"].level == 1
    assert run.outcomes["u"].demand_lost == near(10 * 20)


def test_what_only_has_to_be_there_fails_nobody() -> None:
    """Else a circle of such needs would stay at 0 after an overload."""
    run = play(
        {"id": "a", "needs": [{"on": "b", "calls": 0}]},
        {"id": "b", "capacity": 10, "demand": 8, "needs": [{"on": "a", "calls": 0}]},
        {"id": "shop", "demand": 1, "needs": ["a"]},
        events=[at("5 s", demand="b", times=2), at("30 s", demand="b", times=1)],
        until="1 min",
    )
    assert run.outcomes["b"].level == run.outcomes["shop"].level == 1
    assert run.outcomes["shop"].below_level_s == 0
    assert run.outcomes["b"].demand_lost == near(25 * 6)


def test_what_is_mended_before_what_it_needs_waits_for_it() -> None:
    parts: list[Doc] = [
        {"id": "put", "demand": 1, "needs": ["placement"]},
        {"id": "placement", "needs": ["index"], "repair": {"time": "36 min"}},
        {"id": "index", "repair": {"time": "221 min"}},
    ]
    run = play(*parts, events=[at("0 s", fail=["index", "placement"])])
    assert [(line.at_s, line.words) for line in run.timeline if line.component == "placement"] == [
        (0, "placement fails"),
        (36 * 60, "placement is repaired"),
        (36 * 60, "placement waits for index"),
        (221 * 60, "placement is up again"),
    ]


def test_what_is_mended_and_cannot_get_anywhere_says_so() -> None:
    parts: list[Doc] = [
        {"id": "u", "demand": 1, "needs": [{"reach": "hub"}], "repair": {"time": "1 min"}},
        {"id": "hub"},
        {"id": "cable", "connects": ["u", "hub"], "repair": {"time": "1 h"}},
    ]
    run = play(*parts, events=[at("0 s", fail=["u", "cable"])])
    said = [(line.at_s, line.words) for line in run.timeline]
    assert (60, "u stays down: it cannot reach hub") in said


def test_a_circle_of_calls_is_up_again_when_all_of_it_is() -> None:
    """Nothing in it fails any longer; it must not fail for good for what failed before."""
    parts: list[Doc] = [
        {"id": "u", "demand": 10, "needs": ["a"]},
        {"id": "a", "needs": [{"first_of": ["b", "c"]}], "repair": {"time": "10 min"}},
        {"id": "b", "needs": [{"on": "a", "calls": 0.5}]},
        {"id": "c", "needs": []},
    ]
    run = run_failures(Topology.from_dict({"components": parts}), ["a"])
    assert run.outcomes["u"].level == 1
    assert run.outcomes["u"].longest_outage_s == 600


def test_what_no_capacity_to_speak_of_works_off_takes_no_time_to_speak_of() -> None:
    queue = {"id": "q", "demand": 80, "capacity": 5e-324, "overload": {"mode": "queue"}}
    event = {"at": "0 s", "fail": "q"}
    doc = {"components": [queue], "scenarios": [{"id": "s", "events": [event]}]}
    outcome = run_scenario(Topology.from_dict(doc), "s", until_s=60.0).outcomes["q"]
    assert (outcome.peak_backlog, outcome.peak_delay_s) == (4_800, None)
