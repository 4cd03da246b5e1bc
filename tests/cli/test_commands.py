"""The command line: every command and option, exit codes, streams, files and terminals."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import ESCAPE, fails, prints, run
from tests.support.processes import on_terminal, process, shell
from tests.support.repository import ALIPAY, MODEL_NAMES, MODELS, VISA
from tests.support.surroundings import surroundings
from topology import __version__
from topology.cli.files import write_file
from topology.document.json_schema import json_schema
from topology.errors import UsageError
from topology.findings import over_ranges
from topology.render.terminal.columns import folded

HEAVY = ("networkx", "pyvis", "rustworkx", "numpy", "rich", "pydantic", "yaml", "jiter")

TWO_FIBRES: dict[str, Any] = {
    "name": "Two fibres, one duct",
    "load_unit": "payments/s",
    "components": [
        {"id": "pay", "kind": "function", "demand": 900, "needs": [{"any": ["east", "west"]}]},
        {"id": "east", "kind": "site", "needs": [{"reach": "net"}]},
        {"id": "west", "kind": "site", "needs": [{"reach": "net"}]},
        {"id": "net", "fails": False},
        {"id": "fibre-1", "kind": "fibre", "connects": ["east", "net"]},
        {"id": "fibre-2", "kind": "fibre", "connects": ["west", "net"]},
    ],
    "shared_risks": [{"id": "duct", "kind": "duct", "hits": ["fibre-1", "fibre-2"]}],
}
TROUBLED: dict[str, Any] = {
    "name": "Troubled",
    "components": [
        {"id": "shop", "needs": ["db"], "demand": 1},
        {"id": "db", "needs": ["auth"]},
        {"id": "auth", "needs": ["db"]},
        {"id": "lost", "needs": [{"reach": "db"}], "demand": 1},
    ],
}


@pytest.fixture
def fibres(tmp_path: Path) -> Path:
    path = tmp_path / "two-fibres.json"
    path.write_text(json.dumps(TWO_FIBRES), encoding="utf-8")
    return path


@pytest.fixture
def troubled(tmp_path: Path) -> Path:
    path = tmp_path / "troubled.json"
    path.write_text(json.dumps(TROUBLED), encoding="utf-8")
    return path


# -- the command itself ---------------------------------------------------------------------------


def test_version() -> None:
    assert prints("--version") == f"topology {__version__} (topology-resilience)\n"


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_command(option: str) -> None:
    said = prints(option)
    for command in ("validate", "spof", "blast", "view", "report", "schema", "models"):
        assert f"  {command} " in said
        assert f": topology {command} " in prints(command, option)


def test_nothing_asked_is_a_usage_error_that_helps() -> None:
    done = run()
    assert done.returncode == 2
    assert "validate" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["validat"],
        ["spof"],
        ["spof", ALIPAY, "--nonsense"],
        ["spof", ALIPAY, "--format", "xml"],
        ["spof", ALIPAY, "--limit", "0"],
        ["spof", ALIPAY, "--limit", "x"],
        ["blast", ALIPAY],
        ["view", ALIPAY],
        ["report", ALIPAY],
        ["spof", ALIPAY, VISA],
        ["\x1b[31m"],
        ["spof", ALIPAY, "--format", "\x1b[31m"],
    ],
    ids=str,
)
def test_usage_errors(arguments: list[str]) -> None:
    lines = fails(*arguments)
    assert ": topology " in lines[0]
    assert len(lines) > 1, "what is wrong comes after how it is used"
    assert ESCAPE not in "".join(lines)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from topology.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=surroundings(), check=True
    )
    assert "  validate " in done.stdout
    assert done.stderr == "[]\n"


# -- validate -------------------------------------------------------------------------------------


def test_validate(fibres: Path) -> None:
    said = prints("validate", fibres)
    assert said == f"valid  {fibres}: Two fibres, one duct: 4 components, 2 links, 1 shared risk\n"


def test_several_are_checked_whatever_is_wrong_with_some(fibres: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"components": [{"id": "a", "needs": ["b"]}], "x": 1}', encoding="utf-8")
    done = run("validate", wrong, fibres, tmp_path / "missing.json", fibres)
    assert done.returncode == 2
    assert done.stdout == 2 * prints("validate", fibres)
    assert done.stderr.splitlines() == [
        *fails("validate", wrong),
        f"error: {tmp_path / 'missing.json'}: no such file",
    ]
    assert len(fails("validate", wrong)) == 2
    assert fails("validate", "-", "-") == ["error: only one of the files can be standard input"]


def test_a_name_is_not_required(tmp_path: Path) -> None:
    path = tmp_path / "our-net.json"
    path.write_text('{"components": [{"id": "a"}]}', encoding="utf-8")
    assert ": our-net: 1 component" in prints("validate", path)


def test_standard_input(fibres: Path) -> None:
    said = prints("validate", "-", stdin=fibres.read_bytes())
    assert said.startswith("valid  standard input: Two fibres, one duct: ")
    (line,) = fails("validate", "-", stdin=b"{")
    assert line.startswith("error: standard input: line 1 column 1: is not valid JSON: ")
    assert prints("spof", "-", "--for", "a", stdin=b"components: [{id: a}]").startswith("a is not")


def test_all_problems_at_once_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"components": [{"id": "a", "needs": ["b", "a"], "kidn": 1}], "x": 1}')
    assert fails("validate", path) == [
        f'error: {path}: line 1 column 63: has an unknown key "x"',
        f'error: {path}: line 1 column 50: components[0] "a": '
        'has an unknown key "kidn"; did you mean "kind"?',
        f'error: {path}: line 1 column 17: components[0] "a": needs "b", which does not exist',
        f'error: {path}: line 1 column 17: components[0] "a": needs itself',
    ]


def test_problems_without_end_are_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    parts = [{"id": f"c{i}", "needs": ["nobody"]} for i in range(1_500)]
    path.write_text(json.dumps({"components": parts}))
    lines = fails("validate", path)
    assert len(lines) == 1_001
    assert lines[-1] == "error: and 500 more problems"


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("command", ["validate", "spof", "blast", "view", "report"])
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.json", b"", "is empty"),
        ("a.json", b"[" * 10_000, "line 1 column 202: is nested too deeply"),
        ("a.yaml", b"[" * 10_000, "line 1 column 202: is nested too deeply"),
        ("a.json", b'{"a": "\xff"}', "line 1 column 8: byte 0xff is not UTF-8"),
        ("a.json", b"[]", "must hold an object, not a list of 0"),
        ("a.json", b'{"a": 1, "a": 2}', 'line 1 column 14: the key "a" is given twice'),
        ("a.yaml", b"a: 1\na: 2", 'line 2 column 1: the key "a" is given twice'),
        ("a.json", b'{"components": [{"id": "a", "demand": 1e999}]}',
         'line 1 column 39: components[0] "a": demand is inf: must be a finite number'),
        ("a.json", b'{"components": [{"id": "a", "demand": NaN}]}',
         'line 1 column 39: components[0] "a": demand is nan: must be a finite number'),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_bad_documents_write_nothing(
    tmp_path: Path, command: str, name: str, data: bytes, said: str
) -> None:
    path = write(tmp_path / name, data)
    out = {"view": ["-o", tmp_path / "x.html"], "report": ["-o", tmp_path / "x.md"]}
    more = ["a"] if command == "blast" else out.get(command, [])
    assert fails(command, path, *more) == [f"error: {path}: {said}"]
    assert listing(tmp_path) == [name]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    assert fails("validate", missing) == [f"error: {missing}: no such file"]
    assert fails("validate", tmp_path) == [
        f"error: {tmp_path}: is a folder; name a file in it, or "
        f"`topology import {tmp_path} -o topology.json` makes one document of all"
    ]
    (line,) = fails("validate", "a" * 5_000)
    assert "cannot be read" in line


# -- spof -----------------------------------------------------------------------------------------

SPOF = """\
pay falls to 1 single failure
  duct  shared risk, duct · structural · takes down 5 components, 900 payments/s
    duct hits fibre-1 and 1 more → (fibre-1 is hit → east cannot reach net) and \
(fibre-2 is hit → west cannot reach net) → pay has no alternative left
    not known when back: fibre-1 has no repair time

1 of 1 target falls to a single failure: 1 single point of failure, structural. \
Targets: the 1 component with demand.
"""


def test_spof(fibres: Path) -> None:
    said = prints("spof", fibres)
    following = (
        f"next: topology blast {fibres} duct\nwhat first: topology remedy {fibres} --suggest\n"
    )
    assert said == SPOF + following


def test_spof_fails_on_what_is_late(tmp_path: Path) -> None:
    path = tmp_path / "pay.json"
    components = [{"id": "pay", "needs": ["part"]}, {"id": "part", "repair": {"time": "1 h"}}]
    for rto, code in (("2 h", 0), ("30 min", 1)):
        objectives = [{"of": "pay", "rto": rto}]
        path.write_text(json.dumps({"components": components, "objectives": objectives}))
        assert run("spof", path, "--fail-on", "late").returncode == code
        assert run("spof", path, "--fail-on", "spof").returncode == 1
        assert run("spof", path, "--fail-on-spof").returncode == 1


@pytest.mark.parametrize("gate", [["--fail-on", "late"], ["--fail-on", "spof"], ["--fail-on-spof"]])
def test_what_could_not_be_judged_under_load_is_no_pass(tmp_path: Path, gate: list[str]) -> None:
    """A circle of calls that amplify without bound: a and b call each other twice."""
    path = tmp_path / "circle.json"
    twice = {"calls": 2, "hard": False}
    components = [
        {"id": "a", "demand": 1, "fails": False, "needs": [{"on": "b", **twice}]},
        {"id": "c", "capacity": 5, "fails": False},
        {"id": "b", "fails": False, "needs": [{"on": "a", **twice}]},
    ]
    path.write_text(json.dumps({"components": components}))
    assert run("spof", path, *gate).returncode == 1
    assert run("spof", path).returncode == 0


def test_spof_as_json(fibres: Path) -> None:
    said = prints("spof", fibres, "--format", "json")
    reason = [
        "duct hits fibre-1 and 1 more",
        "east cannot reach net",
        "pay has no alternative left",
    ]
    lost = [
        [{"step": f"{fibre} is hit"}, {"step": f"{side} cannot reach net"}]
        for fibre, side in (("fibre-1", "east"), ("fibre-2", "west"))
    ]
    because = [
        {"step": reason[0]},
        {"step": reason[-1], "alternatives": lost, "further": 0},
    ]
    back = {
        "state": "not known",
        "after_s": None,
        "longest_outage_s": None,
        "at_least_s": 0.0,
        "rto_s": None,
        "in_time": None,
        "not_known_for_want_of": "fibre-1 has no repair time",
    }
    why = {"reason": reason, "because": because}
    said_of = {"known": {"components": 2, "silent": 0}, "not_judged": None}
    spof = {"id": "duct", "rank": 1, "kind": "duct", "class": "structural", "shared_risk": True}
    spof["own_failure_only"] = False
    assert json.loads(said) == {
        "format": 1,
        "topology": "Two fibres, one duct",
        "targets": [{"id": "pay", **said_of, "spofs": [{**spof, **why, "back": back}]}],
        "start_up_deadlocks": [],
        "recovery_deadlocks": [],
        "never_up": [],
        "never_up_reasons": {},
        "below_level": [],
        "below_level_reasons": {},
        "not_judged": [],
        "known": {"components": 2, "silent": 0},
        "load_not_judged": None,
        "failures_not_judged": {},
    }
    assert said == prints("spof", fibres, "-f", "json")
    assert said.endswith("}\n")


def test_never_up_and_deadlocks(troubled: Path) -> None:
    found = json.loads(prints("spof", troubled, "--format", "json"))
    assert found["never_up"] == ["lost"]
    assert found["never_up_reasons"] == {"lost": ["lost has no path to db"]}
    assert found["start_up_deadlocks"] == [["auth", "db", "shop"]]
    assert [target["id"] for target in found["targets"]] == ["shop"]
    said = prints("spof", troubled)
    assert "lost is never up\n" in said
    assert "start-up deadlock" in said
    assert "1 target never up. 1 start-up deadlock." in said


def test_for_overrides_the_targets(fibres: Path) -> None:
    found = json.loads(prints("spof", fibres, "--for", "west", "--for", "east", "-f", "json"))
    assert [target["id"] for target in found["targets"]] == ["east", "west"]
    assert fails("spof", fibres, "--for", "wst") == [
        'error: component "wst" does not exist; did you mean "west"?'
    ]
    assert len(fails("spof", fibres, "--for", "\x1b[31m")) == 1


def test_fail_on_spof(fibres: Path, troubled: Path) -> None:
    assert run("spof", fibres, "--fail-on-spof").returncode == 1
    assert run("spof", fibres, "--fail-on-spof", "-f", "json").returncode == 1
    assert run("spof", fibres).returncode == 0
    assert run("spof", VISA, "--fail-on-spof").returncode == 0
    assert run("spof", troubled, "--for", "lost", "--fail-on-spof").returncode == 1
    assert run("spof", "missing.json", "--fail-on-spof").returncode == 2


def test_fail_on_spof_needs_something_to_judge(tmp_path: Path) -> None:
    known = '{"components": [{"id": "a", "needs": []}, {"id": "b", "needs": []}]}'
    path = write(tmp_path / "a.json", known)
    assert run("spof", path).returncode == 0
    assert fails("spof", path, "--fail-on-spof") == [
        "error: there is no target to judge: name one, or give a component demand"
    ]


def test_the_worst_comes_first(tmp_path: Path) -> None:
    parts = [
        {"id": "small", "demand": 1, "needs": ["a", "b"]},
        {"id": "a"},
        {"id": "b", "needs": ["c"]},
        {"id": "c"},
    ]
    path = write(tmp_path / "a.json", json.dumps({"components": parts}))
    assert prints("spof", path).splitlines()[-2] == f"next: topology blast {path} c"
    said = prints("spof", "-", stdin=path.read_bytes())
    assert said.splitlines()[-2:] == [
        "next: topology blast FILE c",
        "what first: topology remedy FILE --suggest",
    ]


def test_limit(tmp_path: Path) -> None:
    parts: list[Any] = [{"id": f"c{i}"} for i in range(9)]
    parts += [{"id": f"t{i}", "demand": 1, "needs": [p["id"] for p in parts]} for i in range(3)]
    path = write(tmp_path / "a.json", json.dumps({"components": parts}))
    said = prints("spof", path, "--limit", "4")
    assert said.count("  3 of 3 (100 %) targets fall: t0, t1, t2\n") == 4
    assert "… and 5 single points of failure more (--limit N shows more, --format json all)" in said
    assert "falls to 9 single failures" in prints("spof", path, "--by", "target")
    said = prints("spof", path, "--by", "target", "--limit", "10")
    assert "t1 falls to 9 single failures\n  c0  " in said
    assert "… and 17 findings more (--limit N shows more, --format json all)" in said
    rows = list(csv.DictReader(io.StringIO(prints("spof", path, "--format", "csv"))))
    assert [(row["target"], row["cause"]) for row in rows[:2]] == [("t0", "c0"), ("t0", "c1")]
    assert len(rows) == 27


def test_findings_are_grouped_by_cause_when_there_are_many(tmp_path: Path) -> None:
    """Beyond twenty, or when asked; every target of a cause is listed, by class."""
    parts: list[Any] = [{"id": "db"}, {"id": "web"}]
    parts += [{"id": f"t{i:02}", "demand": 1, "needs": ["db", "web"]} for i in range(10)]
    path = write(tmp_path / "a.json", json.dumps({"components": parts}))
    assert "targets fall: " not in prints("spof", path)
    listed = ", ".join(f"t{i:02}" for i in range(10))
    assert f"10 of 10 (100 %) targets fall: {listed}\n" in prints("spof", path, "--by", "cause")
    parts.append({"id": "t10", "demand": 1, "needs": ["db"]})
    path.write_text(json.dumps({"components": parts}))
    said = prints("spof", path)
    assert f"11 of 11 (100 %) targets fall: {listed}, t10\n" in said


def test_a_command_to_paste_is_quoted(tmp_path: Path) -> None:
    parts = [{"id": "t", "needs": ["a $b"]}, {"id": "a $b"}]
    path = write(tmp_path / "two words.json", json.dumps({"components": parts}))
    last = prints("spof", path).splitlines()[-2]
    assert last == f"next: topology blast '{path}' 'a $b'"
    parts = [{"id": "t", "needs": ["-x"]}, {"id": "-x"}]
    path = write(tmp_path / "b.json", json.dumps({"components": parts}))
    last = prints("spof", path).splitlines()[-2]
    assert last == f"next: topology blast -- {path} -x"
    done = prints(*last.split()[2:])
    assert done.endswith("-x (component): 2 of 2 (100 %) components down.\n")


# -- blast ----------------------------------------------------------------------------------------


def test_blast(fibres: Path) -> None:
    said = prints("blast", fibres, "duct")
    assert said.splitlines()[-1] == (
        "duct (shared risk, duct, hits 2 components): 5 of 6 (83.3 %) components down, "
        "900 of 900 payments/s (100 %) of demand lost."
    )
    assert "west  site\n" in said
    assert said == prints("blast", "duct", fibres)
    assert said == prints("blast", "duct", "-", stdin=fibres.read_bytes())
    assert said == prints("blast", "-", "duct", stdin=fibres.read_bytes())


def test_blast_as_json(fibres: Path) -> None:
    said = json.loads(prints("blast", fibres, "duct", "--format", "json"))
    because = said.pop("because")
    assert list(because) == said["down"]
    assert because["fibre-2"] == [{"step": "duct hits fibre-2 and 1 more"}]
    assert because["pay"][-1]["step"] == "pay has no alternative left"
    assert len(because["pay"][-1]["alternatives"]) == 2
    assert said == {
        "format": 1,
        "failed": ["duct"],
        "all_members": False,
        "down": ["east", "fibre-1", "fibre-2", "pay", "west"],
        "demand_lost": 900,
        "not_judged": None,
    }


def test_blast_of_several_at_once(fibres: Path) -> None:
    alone = prints("blast", fibres, "fibre-1")
    assert alone.endswith("of demand lost.\n")
    assert "pay  " not in alone
    both = prints("blast", fibres, "fibre-1", "fibre-2")
    assert both.splitlines()[-1].startswith("fibre-1 (fibre) and fibre-2 (fibre): 5 of 6 (83.3 %)")


def test_blast_of_members(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    web = {"id": "web", "count": 4, "quorum": 2}
    path.write_text(json.dumps({"components": [web, {"id": "shop", "needs": ["web"]}]}))
    some = "of the 4 members of web (component, 2 needed)"
    nothing, down = "nothing goes down.", "2 of 2 (100 %) components down."
    assert prints("blast", path, "web") == f"one {some}: {nothing}\n"
    assert prints("blast", path, "web", "web") == f"2 {some}: {nothing}\n"
    assert prints("blast", path, "web", "web", "web").endswith(f"3 {some}: {down}\n")
    said = prints("blast", path, "web", "--all-members").splitlines()[-1]
    assert said == f"all the 4 members of web (component, 2 needed): {down}"


def test_blast_leads_to_the_load_where_it_can_matter(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    shop = {"id": "shop", "demand": 1, "needs": [{"any": ["a", "-b"]}]}
    standbys = [{"id": "a"}, {"id": "-b", "capacity": 0.5}]
    path.write_text(json.dumps({"components": [shop, *standbys]}))
    *_, last = prints("blast", path, "a").splitlines()
    assert last == f"next: topology cascade {path} --fail=a"
    assert "shop at 50 %" in prints("cascade", path, "--fail=a")
    assert prints("blast", "--", path, "-b", "a").splitlines()[-1].endswith("--fail=-b --fail=a")
    assert "next:" not in prints("blast", path, "a", "--all-members")


def test_blast_of_what_does_not_exist(fibres: Path) -> None:
    unknown = "component or shared risk"
    assert fails("blast", fibres, "dct") == [
        f'error: {unknown} "dct" does not exist; did you mean "duct"?'
    ]
    for swapped in ([fibres, "a" * 300], ["a" * 300, fibres]):
        assert fails("blast", *swapped) == [
            f'error: {unknown} "{"a" * 60}"… (300 characters) does not exist'
        ]
    assert fails("blast", "x.json", "y") == ["error: x.json: no such file"]


# -- view, report, schema, models -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "suffix", "start"), [("view", "html", "<!"), ("report", "md", "# Two fibres")]
)
def test_what_is_written(
    fibres: Path, tmp_path: Path, command: str, suffix: str, start: str
) -> None:
    out = tmp_path / f"out.{suffix}"
    assert prints(command, fibres, "-o", out) == f"written  {out}\n"
    written = out.read_bytes()
    assert written.decode("utf-8").startswith(start)
    assert prints(command, fibres, "-o", "-").encode("utf-8") == written
    assert prints(command, fibres, "--output", out) == f"written  {out}\n"
    assert out.read_bytes() == written
    assert prints(command, fibres, "--for", "east", "-o", "-").encode("utf-8") != written
    wrong = tmp_path / "out.txt"
    rule = ".html, the form that is written"
    if command == "report":
        rule = "one of .csv, .html, .json, .md, .svg"
    assert fails(command, fibres, "-o", wrong) == [f"error: {wrong} must end in {rule}"]
    assert listing(tmp_path) == sorted([out.name, fibres.name])


def test_schema() -> None:
    assert json.loads(prints("schema")) == json_schema()


def test_models(tmp_path: Path) -> None:
    listed = prints("models", cwd=tmp_path).splitlines()
    assert [line.split()[0] for line in listed] == MODEL_NAMES
    text = prints("models", "visa", cwd=tmp_path)
    assert text == Path(VISA).read_text(encoding="utf-8").replace(
        '  "$schema": "../docs/topology.schema.json",\n', ""
    )
    assert fails("models", "vis") == ['error: there is no model "vis"; did you mean "visa"?']
    assert fails("models", "../models/visa")[0].startswith("error: there is no model")


def test_a_model_is_written_with_the_schema_that_it_names(tmp_path: Path) -> None:
    said = prints("models", "visa", "-o", "new.json", cwd=tmp_path)
    assert said == "written  new.json\nnext: topology spof new.json\n"
    written = json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    schema = tmp_path / written.pop("$schema")
    assert schema.read_text(encoding="utf-8") == prints("schema")
    assert written == json.loads(prints("models", "visa"))
    schema.write_text("mine", encoding="utf-8")
    prints("models", "visa", "-o", "new.json", cwd=tmp_path)
    assert schema.read_text(encoding="utf-8") == "mine"
    assert fails("models", "visa", "-o", "new.txt", cwd=tmp_path) == [
        "error: new.txt must end in .json, the form that is written"
    ]
    assert fails("models", "-o", "new.json", cwd=tmp_path)[0].startswith(
        "error: -o writes one model: name it; they are alipay-2015"
    )


# -- writing files --------------------------------------------------------------------------------


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_that_is_missing(fibres: Path, tmp_path: Path) -> None:
    out = tmp_path / "missing" / "x.md"
    assert fails("report", fibres, "-o", out) == [
        f"error: {out} cannot be written: {os.strerror(errno.ENOENT)}"
    ]
    assert listing(tmp_path) == [fibres.name]


@pytest.mark.parametrize("command", [["report"], ["view"], ["export", "dot"], ["import", "aralia"]])
def test_where_nothing_can_be_written_is_said_before_anything_is_read(
    command: list[str], tmp_path: Path
) -> None:
    suffix = "json" if command[0] == "import" else "html"
    out = tmp_path / "missing" / f"x.{suffix}"
    assert fails(*command, tmp_path / "no.json", "-o", out) == [
        f"error: {out} cannot be written: {os.strerror(errno.ENOENT)}"
    ]


def test_a_folder_where_a_file_should_be(fibres: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    out.mkdir()
    assert fails("report", fibres, "-o", out) == [
        f"error: {out} cannot be written: {os.strerror(errno.EISDIR)}"
    ]
    assert listing(out) == []


def test_a_file_where_a_folder_should_be(fibres: Path) -> None:
    out = fibres / "x.md"
    assert fails("report", fibres, "-o", out) == [
        f"error: {out} cannot be written: {os.strerror(errno.ENOTDIR)}"
    ]


def test_a_name_that_is_too_long(fibres: Path, tmp_path: Path) -> None:
    out = tmp_path / f"{'a' * 300}.md"
    assert fails("report", fibres, "-o", out) == [
        f"error: {out} cannot be written: {os.strerror(errno.ENAMETOOLONG)}"
    ]


def test_a_folder_that_takes_no_files(fibres: Path) -> None:
    (line,) = fails("report", fibres, "-o", "/proc/x.md")
    assert line.startswith("error: /proc/x.md cannot be written: ")


def test_a_file_that_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write(tmp_path / "x.md", "old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match=f"cannot be written: {os.strerror(errno.EACCES)}"):
        write_file(str(out), "new")
    assert out.read_text() == "old"
    assert listing(tmp_path) == ["x.md"]


def by_mode(path: str, mode: int) -> bool:
    """What the system says of a file to whoever owns it, and is not root."""
    return mode != os.W_OK or bool(Path(path).stat().st_mode & stat.S_IWUSR)


def test_what_is_read_only(fibres: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", by_mode)
    out = write(tmp_path / "x.md", "old")
    out.chmod(0o444)
    assert fails("report", fibres, "-o", out) == [
        f"error: {out} cannot be written: {os.strerror(errno.EACCES)}"
    ]
    assert out.read_text() == "old"
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert fails("report", fibres, "-o", folder / "y.md") == [
        f"error: {folder / 'y.md'} cannot be written: {os.strerror(errno.EACCES)}"
    ]


def test_a_file_is_replaced_and_keeps_its_mode(fibres: Path, tmp_path: Path) -> None:
    out = write(tmp_path / "x.md", "old")
    out.chmod(0o640)
    before = out.stat().st_ino
    prints("report", fibres, "-o", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert out.stat().st_ino != before, "a reader of the old file must not see half of the new"
    new = tmp_path / "new.md"
    prints("report", fibres, "-o", new)
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(new.stat().st_mode) == 0o666 & ~mask


def test_a_link_stays_a_link(fibres: Path, tmp_path: Path) -> None:
    out, link = tmp_path / "x.md", tmp_path / "link.md"
    link.symlink_to(out)
    prints("report", fibres, "-o", link)
    assert link.is_symlink()
    assert out.read_text(encoding="utf-8").startswith("# Two fibres")


def test_a_pipe_is_written_to_and_stays_a_pipe(fibres: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    os.mkfifo(out)
    with subprocess.Popen(["cat", out], stdout=subprocess.PIPE) as reader:
        prints("report", fibres, "-o", out)
        text = reader.communicate()[0]
    assert text.startswith(b"# Two fibres")
    assert stat.S_ISFIFO(out.stat().st_mode)


def test_nothing_is_left_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "x.md", "old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match=f"cannot be written: {os.strerror(errno.ENOSPC)}"):
        write_file(str(out), "new")
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_file(str(out), "new")
    assert listing(tmp_path) == ["x.md"]
    assert out.read_text() == "old"


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


# -- streams --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ('topology spof "$1" | true', 0),
        ('topology spof "$1" -f json | true', 0),
        ('topology spof "$1" --fail-on-spof | true', 1),
        ("topology schema | true", 0),
        ('topology view "$1" -o - | head -c 1', 0),
    ],
)
def test_a_reader_that_leaves_changes_no_exit_code(fibres: Path, command: str, code: int) -> None:
    done = shell(command, fibres)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("command", ["schema", "--help", 'spof "$1"', 'report "$1" -o -'])
def test_a_disk_that_is_full(fibres: Path, command: str) -> None:
    done = shell(f"topology {command} >/dev/full", fibres)
    assert done.returncode == 2
    assert done.stderr.endswith(f"{os.strerror(errno.ENOSPC)}\n")
    assert done.stderr.startswith("error: ")


def test_streams_that_are_closed(fibres: Path) -> None:
    done = shell("topology validate - <&-")
    assert (done.returncode, done.stderr) == (
        2,
        "error: standard input: cannot be read: it is closed\n",
    )
    assert shell('topology spof "$1" >&-', fibres).returncode == 0
    assert shell('topology spof "$1" --fail-on-spof >&- 2>&-', fibres).returncode == 1
    assert shell("topology validate missing.json 2>&-").returncode == 2


# -- terminals ------------------------------------------------------------------------------------


COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def test_colours_on_a_terminal(fibres: Path) -> None:
    shown = on_terminal("spof", fibres)
    assert "\x1b[1;31mduct\x1b[0m" in shown
    assert "\x1b[1mpay\x1b[0m" in shown
    assert "\x1b[1;32mvalid\x1b[0m" in on_terminal("validate", fibres)


@pytest.mark.parametrize("given", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_colours_where_they_are_not_wanted(fibres: Path, given: dict[str, str]) -> None:
    assert ESCAPE not in on_terminal("spof", fibres, **given)


@pytest.mark.parametrize(
    "arguments", [["spof"], ["blast", "duct"], ["validate"], ["report", "-o", "-"]], ids=str
)
def test_no_escape_codes_elsewhere(fibres: Path, arguments: list[str]) -> None:
    done = process(arguments[0], fibres, *arguments[1:], FORCE_COLOR="1")
    assert done.returncode == 0
    assert ESCAPE not in done.stdout + done.stderr


def once(work: Callable[..., Any]) -> Callable[..., Any]:
    """Does some work when it is first asked for, and gives the same from then on."""
    found: list[Any] = []

    def known(*given: Any) -> Any:
        found.extend([] if found else [work(*given)])
        return found[0]

    return known


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_lines_keep_to_the_columns(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However wide it is, the ranges come to the same: they are gone through once."""
    monkeypatch.setattr(over_ranges, "over_ranges", once(over_ranges.over_ranges))
    piped = prints("spof", model)
    for columns in (40, 80, 120):
        shown = COLOURS.sub("", prints("spof", model, terminal=True, COLUMNS=str(columns)))
        lines = [line for line in shown.splitlines() if ": topology " not in line]
        assert max(map(len, lines)) <= columns
        assert "".join(shown.split()) == "".join(piped.split())


def test_a_terminal_shows_what_is_said_to_one(fibres: Path) -> None:
    """A pseudo-terminal and what passes for one are told the same, colours and all."""
    for columns in (40, 80):
        shown = on_terminal("spof", fibres, columns=columns)
        assert shown == prints("spof", fibres, terminal=True, COLUMNS=str(columns))
        assert ESCAPE in shown


def test_a_process_says_what_is_said_without_one(fibres: Path, troubled: Path) -> None:
    for arguments in (
        ["--help"],
        ["spof", fibres, "--fail-on-spof"],
        ["blast", troubled, "db", "--format", "json"],
        ["validate", troubled, "x"],
        ["cascade", fibres],
    ):
        here, there = run(*arguments), process(*arguments)
        assert (here.returncode, here.stdout, here.stderr) == (
            there.returncode,
            there.stdout,
            there.stderr,
        )


def test_columns_that_are_no_number(fibres: Path) -> None:
    wide = prints("spof", fibres)
    for columns in ("²", "x", "-5", "0", ""):
        assert prints("spof", fibres, COLUMNS=columns) == wide
    assert prints("spof", fibres, COLUMNS="9" * 30) == wide


def test_folding() -> None:
    def fold(*spans: tuple[str, str], columns: int = 30) -> list[str]:
        lines = list(folded([list(spans)], columns))
        assert all(sum(map(columns_of, text(line))) <= columns for line in lines)
        return [text(line) for line in lines]

    def text(line: Sequence[tuple[str, str]]) -> str:
        return "".join(part for _, part in line)

    assert fold(("", "  one two three four five six seven")) == [
        "  one two three four five six",
        "  seven",
    ]
    assert fold(("bad", "  name"), ("dim", "  facts that are too long for it")) == [
        "  name",
        "    facts that are too long",
        "    for it",
    ]
    assert fold(("", "x" * 70)) == ["x" * 30, "x" * 30, "x" * 10]
    assert fold(("", "漢" * 20)) == ["漢" * 15, "漢" * 5]
    assert fold(("", ""), ("", "")) == [""]
    styled = folded([[("bad", "one two "), ("", "three four five six seven")]], 20)
    assert next(styled) == [("", ""), ("bad", "one two "), ("", "three four")]


def columns_of(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


# -- what a document must not do to a terminal ----------------------------------------------------

HOSTILE = "\x1b[31mred\x1b]0;title\x07\r\n\x9b2J\u202egnp\u2066\u200b\x00x"


def hostile(tmp_path: Path) -> Path:
    """A document with what moves cursors in every text that is not an id."""
    parts: list[dict[str, Any]] = [
        {"id": "shop", "name": HOSTILE, "kind": HOSTILE, "demand": 1, "needs": ["db"]},
        {"id": "db", "kind": HOSTILE, "description": HOSTILE, "needs": [{"reach": "net"}]},
        {"id": "net", "kind": HOSTILE, "location": HOSTILE, "tags": [HOSTILE]},
        {"id": "l", "kind": HOSTILE, "connects": ["db", "net"], "assumed": HOSTILE},
        {"id": "lost", "kind": HOSTILE, "demand": 1, "needs": [{"reach": "db"}]},
    ]
    document = {
        "name": HOSTILE,
        "load_unit": HOSTILE,
        "description": HOSTILE,
        "sources": [HOSTILE],
        "components": parts,
        "shared_risks": [{"id": "r", "kind": HOSTILE, "hits": {"tag": HOSTILE}}],
    }
    return write(tmp_path / "hostile.json", json.dumps(document))


def raw(text: str) -> set[str]:
    return {c for c in text if not c.isprintable() and c != "\n"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["spof"],
        ["spof", "--limit", "1"],
        ["spof", "--format", "json"],
        ["blast", "net"],
        ["blast", "r"],
        ["blast", "r", "--format", "json"],
        ["report", "-o", "-"],
    ],
    ids=" ".join,
)
def test_no_text_of_a_document_reaches_the_terminal_raw(
    tmp_path: Path, arguments: list[str]
) -> None:
    path = hostile(tmp_path)
    said = prints(arguments[0], path, *arguments[1:])
    assert raw(said) == set()
    shown = prints(arguments[0], path, *arguments[1:], terminal=True)
    assert raw(COLOURS.sub("", shown)) == set()


def test_json_means_the_same_when_escaped(tmp_path: Path) -> None:
    name = HOSTILE + "\U000e0001é😀"
    document = {"name": name, "components": [{"id": "a"}]}
    path = write(tmp_path / "a.json", json.dumps(document))
    said = prints("spof", path, "-f", "json")
    assert raw(said) == set()
    assert "é😀" in said
    assert json.loads(said)["topology"] == name


@pytest.mark.parametrize(
    "document",
    [
        {"components": [{"id": HOSTILE}]},
        {"components": [{"id": "a", "needs": [HOSTILE]}]},
        {"components": [{"id": "a", HOSTILE: 1}]},
        {"components": [{"id": "a", "fails": HOSTILE}]},
        {"components": [{"id": "a", "assumed": {HOSTILE: 5}}]},
        {"components": [{"id": "a"}], "crews": {HOSTILE: {}}},
        {HOSTILE: 1, "components": [{"id": "a"}]},
    ],
    ids=range(7),
)
def test_no_error_reaches_the_terminal_raw(tmp_path: Path, document: object) -> None:
    path = write(tmp_path / "a.json", json.dumps(document))
    for line in fails("validate", path):
        assert raw(line) == set()
    text = "".join(f"{key}\n" for key in (HOSTILE, "a: ["))
    path = write(tmp_path / "a.yaml", text)
    for line in fails("validate", path):
        assert raw(line) == set()


def test_no_name_of_a_file_reaches_the_terminal_raw(tmp_path: Path) -> None:
    name = "\x1b[31m\u202e.json"
    path = write(tmp_path / name, json.dumps(TWO_FIBRES))
    for arguments in (["validate", path], ["spof", path], ["report", path, "-o", f"{path}.md"]):
        assert raw(prints(*arguments)) == set()
    assert raw(fails("validate", f"{path}x")[0]) == set()
