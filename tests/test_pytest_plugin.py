"""The plugin in a scratch project of its own, and the assertion by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.surroundings import surroundings
from topology import Topology, assert_no_spof
from topology.errors import DocumentError, UnknownIdError, UsageError

SHOP: dict[str, Any] = {
    "name": "Shop",
    "components": [
        {"id": "shop", "demand": 1, "needs": ["db", {"any": ["web-1", "web-2"]}]},
        {"id": "db", "kind": "database", "needs": []},
        {"id": "web-1", "needs": []},
        {"id": "web-2", "needs": []},
    ],
}
SOUND: dict[str, Any] = {
    "name": "Sound",
    "components": [
        {"id": "shop", "demand": 1, "needs": [{"any": ["web-1", "web-2"]}]},
        {"id": "web-1", "needs": []},
        {"id": "web-2", "needs": []},
    ],
}

# -- the plugin -----------------------------------------------------------------------------------


class Project:
    """A suite of somebody else, with packages that are called as our folders are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for package in ("models", "reports"):
            (folder / package).mkdir()
            self.write(f"{package}/__init__.py", f"OURS = {package!r}\n")
        self.write("shop.json", json.dumps(SHOP))
        self.write("sound.json", json.dumps(SOUND))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *arguments: str, cwd: str = ".") -> tuple[int, str]:
        plugins = ("cacheprovider", "xdist", "xdist.looponfail", "hypothesispytest")
        without = [word for name in plugins for word in ("-p", f"no:{name}")]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *without, *arguments],
            cwd=self.folder / cwd,
            env=surroundings(COLUMNS="200", NO_COLOR="1"),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


FIXTURE = """
from topology import assert_no_spof

def test_mine(topology):
    assert_no_spof(topology)
"""


def test_the_assertion_beside_packages_of_the_same_names(project: Project) -> None:
    project.write(
        "test_shop.py",
        """
        import models, reports
        from topology import load, assert_no_spof

        def test_packages_are_ours():
            assert (models.OURS, reports.OURS) == ("models", "reports")

        def test_sound():
            assert_no_spof(load("sound.json"))

        def test_borne():
            assert_no_spof(load("shop.json"), "shop", except_={"db": "replaced in May"})
        """.replace("\n        ", "\n"),
    )
    code, said = project.run()
    assert "3 passed" in said
    assert code == 0


def test_a_failure_is_the_finding_and_no_diff(project: Project) -> None:
    project.write("test_shop.py", FIXTURE)
    code, said = project.run("--topology", "shop.json")
    assert code == 1
    lines = [line[2:].strip() for line in said.splitlines() if line.startswith("E ")]
    assert lines == [
        "AssertionError: Shop: 1 finding",
        "db (database) is a single point of failure of shop",
        "db fails → shop needs db",
        "not known when back: db has no repair time",
    ]
    assert "topology/assertions.py" not in said
    assert "def assert_no_spof" not in said


def test_the_option(project: Project) -> None:
    project.write("test_shop.py", FIXTURE)
    project.write("deeper/test_shop.py", FIXTURE)
    assert project.run("--topology", "sound.json", "test_shop.py")[0] == 0
    assert project.run("--topology=../sound.json", "test_shop.py", cwd="deeper")[0] == 0
    code, said = project.run("--help")
    assert code == 0
    assert "--topology=FILE" in said
    assert "--topology-document=FILE" in said
    assert "topology (linelist):" in said
    assert "topology_document (linelist):" in said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\ntopology = sound.json\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\ntopology = "sound.json"\n'),
    ],
)
def test_the_ini_file(project: Project, name: str, text: str) -> None:
    project.write(name, text)
    project.write("deeper/test_shop.py", FIXTURE)
    assert project.run()[0] == 0
    assert project.run(cwd="deeper")[0] == 0, "the path is relative to the ini-file"
    assert project.run("--rootdir", "deeper", "deeper")[0] == 0
    assert project.run("--topology", "shop.json")[0] == 1, "the option comes first"


def test_the_fixture_is_loaded_once(project: Project) -> None:
    twice = FIXTURE + "\ndef test_again(topology, seen=[]):\n    pass\n"
    project.write("test_a.py", twice)
    project.write(
        "conftest.py",
        """
        import topology.document.document as document
        loaded = []
        load = document.load
        document.load = lambda source: loaded.append(source) or load(source)
        def pytest_sessionfinish():
            print("loaded", len(loaded))
        """.replace("\n        ", "\n"),
    )
    code, said = project.run("--topology", "sound.json", "-s")
    assert code == 0
    assert "loaded 1" in said


def test_a_document_that_is_missing_or_wrong_is_said_in_one_line(project: Project) -> None:
    project.write("test_shop.py", FIXTURE)
    project.write("wrong.json", '{"components": [{"id": "a", "needs": ["b"]}]}')
    for source, line in [
        ("missing.json", "missing.json: no such file"),
        (
            "wrong.json",
            'wrong.json: line 1 column 17: components[0] "a": needs "b", which does not exist',
        ),
    ]:
        for ways, exit_code in ((), 2), (("--continue-on-collection-errors",), 1):
            code, said = project.run("--topology", source, *ways)
            assert code == exit_code
            assert line in said.splitlines()
            assert "Traceback" not in said
            assert "def topology" not in said


def test_no_document_at_all(project: Project) -> None:
    project.write("test_shop.py", FIXTURE)
    code, said = project.run()
    assert code == 1
    needs = "the fixture `topology` needs --topology FILE, or topology = FILE in the ini-file"
    assert needs in said.splitlines()
    assert "def topology" not in said


def test_a_suite_without_the_fixture_pays_nothing(project: Project) -> None:
    project.write(
        "test_other.py",
        """
        import sys

        def test_other():
            heavy = {"pydantic_core", "pydantic", "networkx", "rustworkx", "numpy", "yaml", "click"}
            assert not heavy & sys.modules.keys()
            ours = {name for name in sys.modules if name.split(".")[0] == "topology"}
            light = {"topology.errors", "topology.showing"}
            assert ours - light == {"topology", "topology.pytest_plugin"}
        """.replace("\n        ", "\n"),
    )
    code, said = project.run()
    assert (code, "1 passed" in said) == (0, True), said


def test_the_plugin_can_be_left_out(project: Project) -> None:
    project.write("test_shop.py", FIXTURE)
    code, said = project.run("-p", "no:topology")
    assert code == 1
    assert "fixture 'topology' not found" in said


# -- the assertion --------------------------------------------------------------------------------


def shop(**changes: Any) -> Topology:
    return Topology.from_dict({**SHOP, **changes})


def failure(topology: Topology, *targets: str, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_no_spof(topology, *targets, **options)
    return str(caught.value)


def test_what_is_sound_passes() -> None:
    sound = Topology.from_dict(SOUND)
    assert_no_spof(sound)
    assert_no_spof(sound, "shop", "web-1")


def test_a_finding_fails() -> None:
    assert failure(shop()) == (
        "Shop: 1 finding\n"
        "  db (database) is a single point of failure of shop\n"
        "    db fails → shop needs db\n"
        "    not known when back: db has no repair time"
    )


def test_a_finding_says_when_its_target_is_back() -> None:
    doc = {**SHOP, "components": [dict(part) for part in SHOP["components"]]}
    next(part for part in doc["components"] if part["id"] == "db")["repair"] = {"time": "2 h"}
    said = failure(Topology.from_dict({**doc, "objectives": [{"of": "shop", "rto": "1 h"}]}))
    assert said.endswith("\n    back after 2 h, later than its rto of 1 h")
    never = [{"id": "a", "demand": 1, "needs": ["b"]}, {"id": "b", "needs": ["c"]},
             {"id": "c", "needs": ["b"], "repair": {"time": "1 h"}}]  # fmt: skip
    assert "\n    never back" in failure(Topology.from_dict({"components": never}))


def test_targets_can_be_named() -> None:
    assert_no_spof(shop(), "db", "web-1")
    assert "single point of failure of shop" in failure(shop(), "db", "shop")
    with pytest.raises(UnknownIdError, match='"shp" does not exist; did you mean "shop"'):
        assert_no_spof(shop(), "shp")


def test_exceptions() -> None:
    assert_no_spof(shop(), except_={"db": "replaced in May"})
    both = {"db": "replaced in May", "web-1": "old"}
    assert failure(shop(), except_=both) == (
        "Shop: 1 exception without need\n  the exception for web-1 is no longer needed (old)"
    )
    assert failure(shop(), except_={"web-2": "b", "web-1": "a"}) == (
        "Shop: 1 finding, 2 exceptions without need\n"
        "  db (database) is a single point of failure of shop\n"
        "    db fails → shop needs db\n"
        "    not known when back: db has no repair time\n"
        "  the exception for web-1 is no longer needed (a)\n"
        "  the exception for web-2 is no longer needed (b)"
    )


def test_a_shared_risk_is_a_finding_and_can_be_borne() -> None:
    risky = shop(
        shared_risks=[{"id": "deploy", "kind": "operator-action", "hits": ["web-1", "db"]}]
    )
    assert "deploy (shared risk, operator-action) is a single point" in failure(risky)
    assert_no_spof(risky, except_={"db": "x", "deploy": "y"})


@pytest.mark.parametrize("why", ["", " ", "\n", None, 5])
def test_an_exception_needs_a_reason(why: Any) -> None:
    with pytest.raises(UsageError, match='except_ gives no reason for "db"'):
        assert_no_spof(shop(), except_={"db": why})


def test_an_exception_for_what_does_not_exist() -> None:
    with pytest.raises(
        UsageError, match='names "web1", which does not exist; did you mean "web-1"'
    ):
        assert_no_spof(shop(), except_={"web1": "x"})


def test_a_target_that_is_never_up_fails_and_cannot_be_borne() -> None:
    parts = [*SHOP["components"], {"id": "lost", "demand": 1, "needs": [{"reach": "db"}]}]
    lost = shop(components=parts)
    said = failure(lost, except_={"db": "x"})
    assert said == (
        "Shop: 1 finding\n  lost does not work even with nothing failed\n    lost has no path to db"
    )
    assert "the exception for lost is no longer needed" in failure(
        lost, except_={"db": "x", "lost": "y"}
    )


def test_nothing_to_judge_is_a_mistake() -> None:
    alone = Topology.from_dict({"components": [{"id": "a", "needs": []}]})
    with pytest.raises(UsageError, match="there is no target to judge"):
        assert_no_spof(alone)
    assert_no_spof(alone, "a")


def test_a_failure_is_printable() -> None:
    wild = "\x1b[31m\u202e"
    parts = [{"id": "a", "needs": ["b"]}, {"id": "b", "kind": wild}]
    said = failure(Topology.from_dict({"name": wild, "components": parts}))
    assert all(line.isprintable() for line in said.splitlines())
    assert said.startswith("\\u001b[31m\\u202e: 1 finding")


def test_many_findings_are_many() -> None:
    parts: list[Any] = [{"id": f"c{i}"} for i in range(3)]
    parts.append({"id": "t", "needs": ["c0", "c1", "c2"]})
    said = failure(Topology.from_dict({"name": "many", "components": parts}))
    assert said.splitlines()[0] == "many: 3 findings"
    assert said.count("is a single point of failure of t") == 3


def test_what_is_given_is_checked() -> None:
    with pytest.raises(UsageError, match="except_ maps ids to reasons"):
        assert_no_spof(shop(), except_=["db"])  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="give each by itself"):
        assert_no_spof(shop(), ["shop", "db"])  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="must be a topology or a path"):
        assert_no_spof(SHOP)  # type: ignore[arg-type]


def test_a_path_will_do(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(SHOP), encoding="utf-8")
    for given in (path, str(path)):
        with pytest.raises(AssertionError, match="Shop: 1 finding"):
            assert_no_spof(given)
    with pytest.raises(DocumentError, match="no such file"):
        assert_no_spof(tmp_path / "missing.json")
