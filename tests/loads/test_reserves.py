"""Owners that live on for a while without what they need."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loads.test_cascade_by_steps import Draw
from tests.loads.test_cascade_properties import played, systems, without_load
from tests.loads.test_endless_runs import restless
from tests.support import oracles
from tests.support.command import run
from tests.support.effort import examples
from tests.support.repository import ROOT
from tests.support.reserve_oracle import simulate
from tests.support.strategies import documents
from tests.support.strategies_reserves import any_reserves, held_entries, with_reserves
from topology import Topology
from topology.errors import TopologyError
from topology.loads.cascade import effort
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Word
from topology.loads.contingencies import LOAD_ERRORS, Contingencies
from topology.render.machine.cascade import run_plain
from topology.render.words.timeline import told
from topology.structure.graph import Graph
from topology.values.units import parse_duration

Doc = dict[str, Any]
UNTIL_S = 200.0


class OffTheGrid(Draw):
    """The same parts with times that share no measure."""

    def seconds(self, *choices: int) -> str:
        return f"{self.choice(choices) * self.uniform(0.6, 1.4):.6f} s"

    def held(self) -> Doc:
        """A document with reserves, and its events off the grid as well."""
        document = with_reserves(self.document(), self, lambda: self.seconds(3, 9, 20, 50))
        events = document["scenarios"][0]["events"]
        for number, event in enumerate(events):
            after = float(event["at"].split()[0])
            event["at"] = f"{after + number * self.uniform(0.1, 4):.6f} s"
        return document


@pytest.mark.parametrize("seed", range(examples(60)))
def test_accounts_agree_with_a_simulator(seed: int) -> None:
    document = OffTheGrid(seed).held()
    run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    events = document["scenarios"][0]["events"]
    found = simulate(document, events, UNTIL_S)
    for name, account in found.accounts.items():
        outcome = run.outcomes[name]
        for field in ("offered", "served", "shed", "abandoned", "downtime_s"):
            expected = pytest.approx(getattr(account, field), rel=1e-6, abs=1e-5)
            assert getattr(outcome, field) == expected, (name, field)


def test_most_of_these_use_reserves() -> None:
    used: set[int] = set()
    for seed in range(60):
        document = OffTheGrid(seed).held()
        if not any(True for _ in held_entries(document)):
            continue
        run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
        words = {line.event for line in run.timeline}
        if {Word.LIVES_ON, Word.USED_UP} <= words:
            used.add(seed)
    assert len(used) > 20


# -- closed forms -------------------------------------------------------------------------------


def powered(need: Doc, *others: Doc, repair: str = "8 h") -> Doc:
    """Something that is used, with one need."""
    grid = {"id": "grid", "needs": [], "repair": {"time": repair}}
    return {"components": [{"id": "u", "demand": 10, "needs": [need]}, grid, *others]}


def out_s(document: Doc, *failed: str) -> float:
    return run_failures(Topology.from_dict(document), failed).outcomes["u"].downtime_s


@pytest.mark.parametrize(
    ("held", "outage"),
    [("0 s", "8 h"), ("10 min", "7 h 50 min"), ("8 h", "0 s"), ("10 h", "0 s")],
)
def test_an_outage_is_as_long_as_the_repair_takes_beyond_what_is_held(
    held: str, outage: str
) -> None:
    document = powered({"on": "grid", "holds": held})
    run = run_failures(Topology.from_dict(document), ["grid"])
    assert run.outcomes["u"].downtime_s == pytest.approx(parse_duration(outage))
    falls = [line for line in run.timeline if line.event is Word.FALLS]
    assert bool(falls) == (outage != "0 s")


def test_the_timeline_tells_of_the_reserve() -> None:
    run = run_failures(Topology.from_dict(powered({"on": "grid", "holds": "10 min"})), ["grid"])
    told = [line.words for line in run.timeline]
    assert told[:4] == [
        "grid fails",
        "u lives on for 10 min without grid",
        "the reserve of u for grid is used up",
        "u needs grid",
    ]
    assert run.because(3) == tuple(told[:4])


def test_what_lives_on_together_is_told_together() -> None:
    held = {"on": "grid", "holds": "10 min"}
    document = powered(held, {"id": "v", "needs": [held]})
    run = run_failures(Topology.from_dict(document), ["grid"], until_s=60)
    assert "u and v live on for 10 min without grid" in [words for _, words in told(run)]


def test_a_reserve_refills_in_proportion() -> None:
    """Ten minutes; 6 are used, and 1 h of a refill that takes 3 gives 3 min 20 s of them back."""
    document = powered({"on": "grid", "holds": "10 min", "refill": "3 h"}, repair="6 min")
    again = [{"at": "0 min", "fail": "grid"}, {"at": "66 min", "fail": "grid"}]
    document["scenarios"] = [{"id": "s", "events": again}]
    run = run_scenario(Topology.from_dict(document), "s")
    assert run.outcomes["u"].downtime_s == 0
    lived = [line.words for line in run.timeline if line.event is Word.LIVES_ON]
    assert lived[1] == "u lives on for 7 min 20 s without grid"
    document["components"][1]["repair"]["time"] = "8 min"
    document["scenarios"][0]["events"][1]["at"] = "68 min"
    longer = run_scenario(Topology.from_dict(document), "s", until_s=10_000)
    left = 600 - 480 + 3600 * 600 / 10_800
    assert longer.outcomes["u"].downtime_s == pytest.approx(480 - left)


@pytest.mark.parametrize(("held", "outage"), [("10 min", 0), ("5 min", 0), ("2 min", 180)])
def test_a_battery_bridges_until_the_generator_runs(held: str, outage: float) -> None:
    switch = {"first_of": ["grid", "generator"], "switchover": {"activate": "5 min"}}
    document = powered({**switch, "holds": held}, {"id": "generator", "needs": []})
    assert out_s(document, "grid") == pytest.approx(outage)


def test_a_switch_waits_until_the_entry_it_leaves_is_held_no_longer() -> None:
    held = {"on": "grid", "holds": "10 min"}
    switch = {"first_of": [held, "generator"], "switchover": {"activate": "5 min"}}
    run = run_failures(
        Topology.from_dict(powered(switch, {"id": "generator", "needs": []})), ["grid"]
    )
    switched = next(line for line in run.timeline if line.event is Word.SWITCHES)
    assert switched.at_s == pytest.approx(900)
    assert run.outcomes["u"].downtime_s == pytest.approx(300)


def test_an_alternative_that_is_held_gets_no_load_while_another_works() -> None:
    need = {"any": [{"on": "grid", "holds": "10 min"}, "other"]}
    document = powered(need, {"id": "other", "needs": []})
    run = run_failures(Topology.from_dict(document), ["grid"], until_s=300)
    assert run.outcomes["other"].offered == pytest.approx(3000)
    assert run.outcomes["grid"].offered == 0
    both = run_failures(Topology.from_dict(document), ["grid", "other"], until_s=900)
    assert both.outcomes["u"].downtime_s == pytest.approx(300)
    assert both.outcomes["u"].served == pytest.approx(6000)
    assert both.outcomes["other"].offered == 0
    assert both.outcomes["grid"].offered == 0


def test_a_call_that_is_held_is_not_caught_up() -> None:
    queue = {"capacity": 20, "overload": {"mode": "queue"}}
    document = powered({"on": "db", "holds": "10 min"}, {"id": "db", "needs": ["grid"], **queue})
    run = run_failures(Topology.from_dict(document), ["grid"], until_s=36_000)
    unheld = powered({"on": "db"}, {"id": "db", "needs": ["grid"], **queue})
    usual = run_failures(Topology.from_dict(unheld), ["grid"], until_s=36_000)
    assert run.outcomes["db"].offered == pytest.approx(usual.outcomes["db"].offered)
    held_on = powered({"on": "db", "holds": "9 h"}, {"id": "db", "needs": ["grid"], **queue})
    never = run_failures(Topology.from_dict(held_on), ["grid"], until_s=36_000)
    assert never.outcomes["db"].offered == pytest.approx(10 * 7_200)
    assert never.outcomes["db"].peak_backlog == 0


def test_a_chain_of_reserves_adds_up() -> None:
    power = {"id": "power", "needs": [{"on": "grid", "holds": "4 h"}]}
    assert out_s(powered({"on": "power", "holds": "1 h"}, power), "grid") == pytest.approx(3 * 3600)


def test_what_is_never_up_has_no_reserve_to_live_on() -> None:
    document = powered({"reach": "grid", "holds": "10 min"})
    run = run_failures(Topology.from_dict(document), [])
    assert (run.down, run.until_s) == (("u",), 0.0)


def test_a_reserve_that_drains_and_refills_for_ever_is_known_to_go_round() -> None:
    crash = {"mode": "crash", "for": "10 s", "restart": "20 s"}
    crashing = {"id": "db", "demand": 20, "capacity": 10, "overload": crash, "needs": []}
    need = {"on": "db", "calls": 0, "holds": "15 s", "refill": "60 s"}
    run = run_failures(Topology.from_dict(powered(need, crashing)), [])
    assert run.repeats_s == pytest.approx(30)
    # Each round fills a sixth of it: 2.5 s of the 20 s that it is needed for.
    down = [line.at_s for line in run.timeline if line.event is Word.USED_UP][-1]
    last = [line.at_s for line in run.timeline if line.event is Word.LIVES_ON][-1]
    assert down - last == pytest.approx(2.5)


# -- the page -----------------------------------------------------------------------------------


def test_the_example_of_the_page_says_what_is_printed_there(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "cascade.md").read_text(encoding="utf-8")
    section = page.split("## Reserves", 1)[1].split("\n## ", 1)[0]
    document = section.split("```json\n", 1)[1].split("```", 1)[0]
    (tmp_path / "centre.json").write_text(document, encoding="utf-8")
    told = re.findall(r"`topology ([^`]+)`[^`]*```text\n(.+?)```", section, re.DOTALL)
    assert [words.split()[0] for words, _ in told] == ["cascade", "spof", "availability"]
    for words, printed in told:
        assert printed in run(*words.split(), cwd=tmp_path).stdout


# -- properties ---------------------------------------------------------------------------------


@given(documents(), st.data())
def test_at_rest_the_structure_reads_through_reserves(doc: Doc, data: st.DataObject) -> None:
    held = any_reserves(without_load(doc), data)
    for component in held["components"]:
        component.pop("fails", None)  # whose mttr would repair it
    ids = [*oracles.components(doc), *oracles.shared_risks(doc)]
    failed = data.draw(st.lists(st.sampled_from(ids), max_size=4))
    run = run_failures(Topology.from_dict(held), failed)
    assert list(run.down) == sorted(oracles.down(held, failed))


@given(documents(), st.data())
def test_a_longer_reserve_never_makes_an_outage_longer(doc: Doc, data: st.DataObject) -> None:
    """Of what has neither loads nor switches that take time."""
    held = any_reserves(without_load(doc), data)
    times = st.sampled_from(["40 s", "10 min", "3 h"])
    for component in held["components"]:
        component.pop("fails", None)
        component["repair"] = {"time": data.draw(times)}
    longer = deepcopy(held)
    for entry in held_entries(longer):
        factor = data.draw(st.sampled_from([1, 2, 7.5]))
        entry["holds"] = f"{parse_duration(entry['holds']) * factor} s"
    ids = [*oracles.components(doc), *oracles.shared_risks(doc)]
    failing = st.builds(
        lambda at, name: {"at": f"{at} s", "fail": name},
        st.sampled_from([0, 50, 700, 9000]),
        st.sampled_from(ids),
    )
    events = sorted(
        data.draw(st.lists(failing, min_size=1, max_size=4)), key=lambda e: int(e["at"][:-2])
    )
    scenario = {"id": "s", "events": events, "until": "30 d"}
    short, long = (
        run_scenario(Topology.from_dict({**d, "scenarios": [scenario]}), "s")
        for d in (held, longer)
    )
    for name, outcome in short.outcomes.items():
        assert long.outcomes[name].downtime_s <= outcome.downtime_s + 1e-6
        ends = long.outcomes[name].longest_outage_s
        assert ends <= outcome.longest_outage_s * (1 + 1e-9) + 1e-6


@given(systems(), st.data())
def test_a_reserve_that_lasts_no_time_is_none(doc: Doc, data: st.DataObject) -> None:
    none = with_reserves(doc, data.draw(st.randoms(use_true_random=False)), lambda: "0 s")
    assert run_plain(played(none)) == run_plain(played(doc))


@given(systems(), st.data())
def test_whatever_is_offered_is_accounted_for_with_reserves(doc: Doc, data: st.DataObject) -> None:
    run = played(any_reserves(doc, data))
    assert run.largest_error < 1e-9
    for line, happening in enumerate(run.timeline):
        assert happening.cause < line


@given(systems(), st.data())
def test_order_in_the_file_changes_nothing_with_reserves(doc: Doc, data: st.DataObject) -> None:
    held = any_reserves(doc, data)
    components = data.draw(st.permutations(held["components"]))
    assert run_plain(played({**held, "components": components})) == run_plain(played(held))


@given(restless(), st.data())
def test_every_run_ends_with_reserves(doc: Doc, data: st.DataObject) -> None:
    """However few events are enough for it to be left."""
    held = any_reserves(doc, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "MAX_EVENTS", 100)
        patch.setattr(effort, "MAX_ROUND", 50)
        try:
            run = run_scenario(Topology.from_dict(held), "s")
        except TopologyError:
            return
    assert run.until_s >= 0


@given(systems(), st.data())
def test_a_fork_of_a_start_lives_on_as_a_run_does(doc: Doc, data: st.DataObject) -> None:
    """Twice from one start: what one run used up the next one has."""
    held = any_reserves(doc, data)
    graph = Graph.compile(Topology.from_dict(held))
    starts = Contingencies(graph, range(graph.size)).starts
    name = data.draw(st.sampled_from(graph.ids))
    try:
        first, second = (starts.cascade([name], repairs=True).run() for _ in range(2))
    except LOAD_ERRORS:
        return
    assert run_plain(first) == run_plain(second)
