"""`topology cascade`: text, JSON, CSV, its options, and one line for everything that is wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import ESCAPE, fails, prints, run
from tests.support.repository import MODELS
from topology.document.document import load
from topology.findings.study import Study
from topology.loads.cascade.run import Happening, Run, Word
from topology.render.machine.cascade import run_csv
from topology.render.page.report import Report
from topology.render.terminal.columns import MARGIN, folded

SHOVEL: dict[str, Any] = {
    "name": "Shovel",
    "load_unit": "payments/s",
    "currency": "USD",
    "components": [
        {"id": "pay", "demand": 90, "loss_per_hour": 1_000,
         "needs": [{"first_of": ["east", "west"],
                    "switchover": {"detect": "1 min", "activate": "1 min"}}]},
        {"id": "east", "capacity": 100, "repair": {"time": "1 h"}},
        {"id": "west", "capacity": 60, "overload": {"mode": "queue"}},
        {"id": "spare"},
        {"id": "with,comma"},
    ],
    "scenarios": [
        {"id": "shovel", "events": [{"at": "1 min", "fail": "east"}]},
        {"id": "wrong", "events": [{"at": "1 min", "repair": "east"}]},
    ],
}  # fmt: skip

TEXT = """\
     1 min  east fails
            pay loses east
            pay at 0 %
     3 min  pay switches to west after 2 min
            west at 150 % of capacity
            pay at 100 % again
 1 h 1 min  east is repaired
            east is up again
            pay goes back to east
            west back within its capacity
1 h 30 min  the backlog of west is cleared
"""


@pytest.fixture
def shovel(tmp_path: Path) -> Path:
    path = tmp_path / "shovel.json"
    path.write_text(json.dumps(SHOVEL), encoding="utf-8")
    return path


def as_json(*arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(prints("cascade", *arguments, "--format", "json"))
    return found


# -- for people -----------------------------------------------------------------------------------


def test_the_first_scenario_is_told_line_by_line(shovel: Path) -> None:
    said = prints("cascade", shovel)
    assert said.startswith(TEXT)
    assert "  pay  served 97.8 % of 486,000 payments; demand lost 10,800 payments" in said
    assert "money lost 33.33 USD; out for 2 min" in said
    assert "below level by activate 1 min, detect 1 min" in said
    assert "backlog at most 104,400 payments at 1 h 1 min (29 min of work)" in said
    assert "cleared at 1 h 30 min" in said
    assert "2 components went on as usual" in said
    assert "11 events; at rest at 1 h 30 min." in said
    assert said.endswith(f"next: topology cascade {shovel} --scenario wrong\n")


@pytest.mark.parametrize("width", ["80", "40"])
def test_no_line_is_wider_than_the_terminal(shovel: Path, width: str) -> None:
    for arguments in ([], ["--fail", "east,west"], ["--until", "2 min"]):
        said = prints("cascade", shovel, *arguments, COLUMNS=width)
        lines = [line for line in said.splitlines() if not line.startswith("next: ")]
        assert max(map(len, lines)) <= int(width)


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_models_are_told_in_80_columns(model: Path) -> None:
    done = run("cascade", model, COLUMNS="80")
    assert done.returncode in (0, 2)
    if done.returncode:
        assert done.stderr.splitlines() == [
            "error: the document has no scenarios: name what fails with --fail ID"
        ]
    assert all(len(line) <= 80 for line in done.stdout.splitlines() if "next: " not in line)


@pytest.mark.parametrize(("width", "indent"), [(50, 1), (60, 32)])
def test_a_margin_that_leaves_no_room_gives_way(width: int, indent: int) -> None:
    line = [
        (MARGIN, f" {'m' * 30} "),
        ("", "what is said of it goes on below it, as far as it has to"),
    ]
    told = ["".join(part for _, part in folded_line) for folded_line in folded([line], width)]
    assert max(map(len, told)) <= width
    assert {len(text) - len(text.lstrip()) for text in told[1:]} == {indent}


def test_no_colour_where_none_is_wanted(shovel: Path) -> None:
    plain = prints("cascade", shovel, NO_COLOR="1")
    assert ESCAPE not in plain
    assert plain == prints("cascade", shovel)


def test_a_limit_shortens_and_says_so(shovel: Path) -> None:
    said = prints("cascade", shovel, "--limit", "3")
    assert "… and 8 lines more (--limit N shows more, --format json all)" in said
    assert "pay at 0 %" in said
    assert "pay switches" not in said


def test_nothing_that_happens_is_said(shovel: Path) -> None:
    said = prints("cascade", shovel, "--fail", "spare")
    assert said.startswith("0 s  spare fails\n")
    assert "1 event; at rest at 0 s. Out at some time: 0 of 1 judged" in said


# -- options --------------------------------------------------------------------------------------


def test_a_scenario_by_name(shovel: Path) -> None:
    assert prints("cascade", shovel, "--scenario", "shovel").startswith(TEXT)


def test_several_fail_at_once(shovel: Path) -> None:
    both = prints("cascade", shovel, "--fail", "east,west")
    assert both.startswith("0 s  east and west fail\n     pay has no standby left\n")
    assert both == prints("cascade", shovel, "--fail", "east", "--fail", "west")
    assert as_json(shovel, "--fail", "east,west")["scenario"] == "east + west"


def test_an_id_with_a_comma_is_taken_whole(shovel: Path) -> None:
    assert prints("cascade", shovel, "--fail", "with,comma").startswith("0 s  with,comma fails\n")


def test_an_end(shovel: Path) -> None:
    assert as_json(shovel, "--until", "24 h")["until_s"] == 86_400
    assert as_json(shovel, "--until", "24 h")["at_rest"] is True
    short = as_json(shovel, "--until", "2 min")
    assert (short["until_s"], short["at_rest"], short["down"]) == (120, False, ["east"])
    assert "stopped at 2 min with more to come" in prints("cascade", shovel, "--until", "2 min")


def test_from_standard_input() -> None:
    said = prints("cascade", "-", stdin=json.dumps(SHOVEL).encode())
    assert said.startswith(TEXT)


# -- for machines ---------------------------------------------------------------------------------


def test_json_has_the_published_keys(shovel: Path) -> None:
    plain = as_json(shovel)
    assert (plain["format"], plain["scenario"]) == (1, "shovel")
    assert [line["at_s"] for line in plain["events"]] == sorted(
        line["at_s"] for line in plain["events"]
    )
    for line in plain["events"]:
        assert set(line) == {"at_s", "event", "component", "because"}
        assert line["event"] in {word.value for word in Word}
        assert line["because"]
    assert set(plain["components"]) == {part["id"] for part in SHOVEL["components"]}
    wanted = {
        "offered", "served", "shed", "abandoned", "backlog", "downtime_s", "longest_outage_s",
        "peak_backlog", "cleared_at_s",
    }  # fmt: skip
    for outcome in plain["components"].values():
        assert wanted <= set(outcome)
        done = outcome["served"] + outcome["shed"] + outcome["abandoned"] + outcome["backlog"]
        assert done == pytest.approx(outcome["offered"])
    assert "series" not in plain
    west = plain["components"]["west"]
    assert (west["peak_backlog"], west["cleared_at_s"]) == (pytest.approx(104_400), 5_400)
    assert plain["components"]["pay"]["downtime_s"] == 120


def test_json_with_series(shovel: Path) -> None:
    series = as_json(shovel, "--series")["series"]
    assert set(series) == {part["id"] for part in SHOVEL["components"]}
    for each in series.values():
        assert {"t_s", "load", "served", "backlog"} <= set(each)
        assert len({len(column) for column in each.values()}) == 1
    assert series["west"]["t_s"] == [0, 180, 3_660, 5_400]
    assert series["west"]["load"] == [0, 90, 0, 0]
    assert series["west"]["backlog"] == pytest.approx([0, 0, 104_400, 0])


def test_json_names_the_causes_first(shovel: Path) -> None:
    overloaded = next(line for line in as_json(shovel)["events"] if line["event"] == "overloaded")
    assert overloaded["because"] == [
        "east fails",
        "pay loses east",
        "pay switches to west after 2 min",
        "west at 150 % of capacity",
    ]


def test_csv_has_a_line_for_each_event(shovel: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(prints("cascade", shovel, "--format", "csv"))))
    events = as_json(shovel)["events"]
    assert [(float(row["at_s"]), row["event"], row["component"]) for row in rows] == [
        (line["at_s"], line["event"], line["component"]) for line in events
    ]
    assert [row["what"] for row in rows] == [line["because"][-1] for line in events]
    assert rows[1]["because"] == "east fails"


def test_csv_leaves_empty_what_has_no_cause(shovel: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(prints("cascade", shovel, "--format", "csv"))))
    assert rows[0]["because"] == ""


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "a\x1b[31m"])
def test_csv_holds_no_formula_and_no_command(name: str) -> None:
    lines = (Happening(0.0, Word.FAILS, name, f"{name} fails"),)
    run = Run(
        scenario="s", unit="", currency="", until_s=0.0, at_rest=True, repeats_s=None, watched=(),
        timeline=lines, outcomes={}, series={}, down=(), never=(), growing=(), largest_error=0.0,
    )  # fmt: skip
    _, row, _ = run_csv(run).split("\n")
    cells = row.split(",")
    assert cells[2][0] not in "=+-@"
    assert row.isprintable()


def test_the_same_bytes_twice(shovel: Path) -> None:
    for form in ("text", "json", "csv"):
        first, second = (prints("cascade", shovel, "--format", form) for _ in range(2))
        assert first == second


# -- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scenario", "shvel"], 'scenario "shvel" does not exist; did you mean "shovel"?'),
        (["--fail", "est"], 'component or shared risk "est" does not exist; did you mean "east"?'),
        (["--fail", "east,wst"], 'component or shared risk "wst" does not exist; did you mean'),
        (["--fail", ","], 'component or shared risk "" does not exist'),
        (["--until", "30 s"], "must not end at 30 s, before its last event at 1 min"),
        (["--until", "5"], '--until "5": must be a duration such as'),
        (["--until", "-5 min"], '--until "-5 min": must not be negative'),
        (["--until", "\x1b[31m"], "--until "),
        (["--scenario", "wrong"], '"wrong": at 1 min: repairs "east", which has not failed'),
        (["--scenario", "shovel", "--fail", "east"], "--scenario and --fail exclude each other"),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_one_line_for_what_is_wrong(
    shovel: Path, arguments: list[str], said: str, form: str
) -> None:
    (line,) = fails("cascade", shovel, *arguments, "--format", form)
    assert line.startswith("error: ")
    assert said in line
    assert ESCAPE not in line


def test_without_scenarios_something_has_to_fail(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text(json.dumps({"components": [{"id": "a"}]}), encoding="utf-8")
    assert fails("cascade", path) == [
        "error: the document has no scenarios: name what fails with --fail ID"
    ]
    assert prints("cascade", path, "--fail", "a").startswith("0 s  a fails\n")


def written(tmp_path: Path, *components: Any, **event: Any) -> Path:
    path = tmp_path / "doc.json"
    scenario = {"id": "s", "events": [{"at": "0 s", **event}]}
    doc = {"components": list(components), "scenarios": [scenario]}
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


def test_what_cannot_be_followed_is_one_line(tmp_path: Path) -> None:
    circle = written(
        tmp_path, {"id": "x", "demand": 1, "needs": ["y"]}, {"id": "y", "needs": ["x"]}, fail="x"
    )
    (line,) = fails("cascade", circle)
    assert "x → y → x" in line
    crash = {"mode": "crash", "restart": "0 s"}
    part = {"id": "db", "demand": 2, "capacity": 1, "overload": crash}
    (line,) = fails("cascade", written(tmp_path, part, fail="db"))
    assert "more than 10,000 events at 0 s: db go round in a circle in no time" in line
    (line,) = fails("cascade", written(tmp_path, {"id": "a"}, verify="a"))
    assert 'verifies "a", which has no `verify`' in line


def test_an_unknown_format_is_a_usage_error(shovel: Path) -> None:
    lines = fails("cascade", shovel, "--format", "xml")
    assert ": topology cascade " in lines[0]
    assert len(lines) > 1


def test_what_goes_round_for_ever_is_said(tmp_path: Path) -> None:
    crash = {"mode": "crash", "for": "1 min", "restart": "10 min"}
    part = {"id": "db", "demand": 2, "capacity": 1, "overload": crash}
    said = prints("cascade", written(tmp_path, part, demand="db", times=1))
    assert "it repeats itself every 11 min for ever" in said


def test_a_start_up_deadlock_is_said(tmp_path: Path) -> None:
    path = tmp_path / "deadlock.json"
    doc = {
        "components": [
            {"id": "auth", "needs": [{"on": "db", "calls": 0}]},
            {"id": "db", "needs": ["auth"]},
        ],
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "db"},
                                             {"at": "1 h", "repair": "db"}]}],
    }  # fmt: skip
    path.write_text(json.dumps(doc), encoding="utf-8")
    assert "Never back, as they wait for one another: auth, db." in prints("cascade", path)
    assert as_json(path)["never"] == ["auth", "db"]


def test_a_backlog_that_grows_without_end_is_no_end(tmp_path: Path) -> None:
    """With nothing more to come but a backlog, the run stops, says so, and names it."""
    path = tmp_path / "queue.json"
    queue = {"id": "q", "capacity": 60, "overload": {"mode": "queue"}}
    shop = {"id": "shop", "demand": 90, "needs": ["q", {"any": ["b", "c"]}]}
    standbys = [{"id": "b", "capacity": 90}, {"id": "c", "capacity": 45}]
    path.write_text(json.dumps({"components": [shop, queue, *standbys]}))
    said = prints("cascade", path, "--fail", "b")
    assert "  shop  in the end at 50 %\n" in said
    assert "nothing more happens after 0 s, but the backlog of q grows without end." in said
    found = as_json(path, "--fail", "b")
    assert (found["growing"], found["at_rest"]) == (["q"], False)
    found = as_json(path, "--fail", "b", "--until", "1 h")
    assert (found["growing"], found["components"]["q"]["backlog"]) == (["q"], 30 * 3_600)
    assert as_json(path, "--fail", "q")["growing"] == []


def test_what_falls_at_the_very_end_did_not_go_on_as_usual(tmp_path: Path) -> None:
    path = tmp_path / "two.json"
    path.write_text(
        json.dumps({"components": [{"id": "a", "demand": 1, "needs": ["b"]}, {"id": "b"}]})
    )
    said = prints("cascade", path, "--fail", "b")
    assert "  a  not back by the end; in the end at 0 %\n" in said
    assert "  b  not back by the end; in the end down\n" in said
    assert "Out at some time: 1 of 1 judged; not back by the end: 1;" in said
    assert "went on as usual" not in said


def test_an_outage_without_end_is_the_worst(tmp_path: Path) -> None:
    """Played for an hour, both are out for an hour; one of them for good."""
    path = tmp_path / "flood.json"
    first_of = {"first_of": ["core", "core2"], "switchover": {"activate": "1 h"}}
    components = [
        {"id": "a-pay", "demand": 100, "loss_per_hour": 900_000, "needs": ["gw"]},
        {"id": "z-mortgage", "demand": 1, "loss_per_hour": 10_000_000, "needs": [first_of]},
        *({"id": name} for name in ("gw", "core", "core2")),
    ]
    flood = {"id": "flood", "hits": ["gw", "core"]}
    scenario = {"id": "s", "events": [{"at": "0 h", "fail": "flood"}]}
    document = {"components": components, "shared_risks": [flood], "scenarios": [scenario]}
    path.write_text(json.dumps(document))
    said = prints("cascade", path)
    assert said.index("  a-pay  ") < said.index("  z-mortgage  ")
    assert "not back by the end, out for 1 h by then" in said
    outcome = as_json(path)["components"]["a-pay"]
    assert (outcome["downtime_s"], outcome["longest_outage_s"]) == (3_600.0, None)
    assert outcome["longest_outage_reason"] == "not back by the end"
    report = Report(Study.of(load(path)), {})
    assert dict(report.first.more())["s:"].startswith(
        "a-pay not back by the end, out for 1 h by then"
    )


def test_what_is_waited_for_goes_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "never.json"
    path.write_text('{"components": [{"id": "a", "demand": 1}]}', encoding="utf-8")
    said = prints("cascade", path, "--fail", "a", "--until", "2 h")
    assert "below level by want of repair 2 h" in said
