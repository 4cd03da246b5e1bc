"""The objectives of documents as tests: what is collected, what fails, and beside whom."""

from __future__ import annotations

import json
import os
import textwrap
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.support.surroundings import surroundings
from topology import Study, Topology
from topology.findings.objectives.judged import Judged
from topology.findings.objectives.verdicts import asked

pytest_plugins = ("pytester",)

PARTS: list[Any] = [
    {"id": "pay", "demand": 1, "needs": ["db", {"any": ["web-1", "web-2"]}]},
    {"id": "news", "demand": 1, "needs": [{"any": ["web-1", "web-2"]}]},
    {"id": "db", "kind": "database", "needs": [], "repair": {"time": "3 h"}},
    {"id": "web-1", "kind": "web", "needs": []},
    {"id": "web-2", "kind": "web", "needs": []},
]
GOALS: list[Any] = [{"of": "pay", "survives": 1, "rto": "2 h"}, {"of": "news", "survives": 1}]
PAY, NEWS = "pay survives 1 failure, is back within 2 h", "news survives 1 failure"
ORDINARY = "def test_other(): pass\n"


def document(goals: list[Any] = GOALS, **more: Any) -> str:
    return json.dumps({"name": "Shop", "components": PARTS, "objectives": goals, **more})


@pytest.fixture(autouse=True)
def _around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the run that this is a test of."""
    kept = surroundings(COLUMNS="200", NO_COLOR="1")
    for name in set(os.environ) - set(kept):
        monkeypatch.delenv(name)
    for name, value in kept.items():
        monkeypatch.setenv(name, value)


class Suite:
    """A suite of somebody else, run in this process."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.folder = pytester.path
        self.write("shop.json", document())

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        without = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")
        done = self.pytester.runpytest_inprocess(*without, *arguments)
        return int(done.ret), done.stdout.str() + "\n" + done.stderr.str()

    def collected(self, *arguments: str) -> list[str]:
        code, said = self.run("--collect-only", "-q", *arguments)
        assert code == 0, said
        return said.partition("\n\n")[0].splitlines()


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Suite:
    return Suite(pytester)


# -- what is collected ----------------------------------------------------------------------------


def test_one_test_for_each_verdict(suite: Suite) -> None:
    assert suite.collected("--topology", "shop.json") == [f"shop.json::{PAY}", f"shop.json::{NEWS}"]


def test_beside_ordinary_tests(suite: Suite) -> None:
    suite.write("test_a.py", ORDINARY)
    ours = [f"shop.json::{PAY}", f"shop.json::{NEWS}"]
    assert suite.collected("--topology", "shop.json") == ["test_a.py::test_other", *ours]
    assert suite.collected("--topology", "shop.json", "test_a.py")[1:] == ours
    assert suite.collected() == ["test_a.py::test_other"], "a document that is not named is none"
    code, said = suite.run("--topology", "shop.json")
    assert (code, "1 failed, 2 passed" in said) == (1, True), said


def test_several_files_and_patterns_each_once(suite: Suite) -> None:
    for name in ("b/shop.json", "a/shop.json", "a/deep/other.json", "odd [1].json"):
        suite.write(name, document(GOALS[1:]))
    ids = [f"{name}::{NEWS}" for name in ("a/shop.json", "b/shop.json", "odd [1].json")]
    assert suite.collected("--topology", "*/shop.json", "--topology", "odd [1].json") == ids
    assert suite.collected("--topology", "b/shop.json", "--topology", "./*/../b/*.json") == ids[1:2]
    assert len(suite.collected("--topology", "**/*.json")) == 6


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\ntopology =\n  shop.json\n  */shop.json\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\ntopology = ["shop.json", "*/shop.json"]\n'),
        ("pyproject.toml", '[tool.pytest.ini_options]\ntopology_document = "*shop.json"\n'),
    ],
)
def test_the_ini_file_names_files_too(suite: Suite, name: str, text: str) -> None:
    suite.write(name, text)
    suite.write("a/shop.json", document(GOALS[1:]))
    expected = [f"shop.json::{PAY}", f"shop.json::{NEWS}"]
    expected += [f"a/shop.json::{NEWS}"] if "/" in text else []
    assert suite.collected() == expected
    assert suite.collected("--topology", "a/shop.json") == [f"a/shop.json::{NEWS}"]


def test_one_can_be_chosen(suite: Suite) -> None:
    suite.write("test_a.py", ORDINARY)
    for chosen in (
        ("-k", "news", "--topology", "shop.json"),
        (f"shop.json::{NEWS}", "--topology", "shop.json"),
        ("--topology", "shop.json", f"./shop.json::{NEWS}"),
        ("--deselect", f"shop.json::{PAY}", "--topology", "shop.json", "shop.json"),
    ):
        assert suite.collected(*chosen) == [f"shop.json::{NEWS}"]
    assert suite.run(f"shop.json::{NEWS}")[0] == 4, "it is a document where it is said to be one"


def test_a_file_outside_of_the_root(suite: Suite) -> None:
    suite.write("deep/pytest.ini", "[pytest]\n")
    suite.pytester.chdir()
    chosen = ("--rootdir", "deep", "-c", "deep/pytest.ini", "--topology", "shop.json", "deep")
    assert suite.collected(*chosen) == [f"../shop.json::{PAY}", f"../shop.json::{NEWS}"]


def test_a_selection_a_list_and_all(suite: Suite) -> None:
    goals = [
        {"of": {"kind": "web"}, "survives": 1},
        {"of": ["news", "db"], "rto": "5 h"},
        {"of": "all", "survives": 2},
        {"of": {"kind": "nothing"}, "survives": 1},
        {"of": "pay", "level": 0.5},
    ]
    suite.write("shop.json", document(goals))
    assert suite.collected("--topology", "shop.json") == [
        "shop.json::web-1 survives 1 failure",
        "shop.json::web-2 survives 1 failure",
        "shop.json::db is back within 5 h",
        "shop.json::news is back within 5 h",
        *[f"shop.json::{of} survives 2 failures" for of in ("db", "news", "pay", "web-1", "web-2")],
        "shop.json::kind nothing survives 1 failure",
        "shop.json::pay works",
    ]


def test_names_are_printable_short_and_different(suite: Suite) -> None:
    ids = ["a::b", "a[b", "[x]::[y]", "x" * 500, "x" * 501, "é ü", "a::b"]
    parts = [{"id": name, "needs": []} for name in dict.fromkeys(ids)]
    wild = {"of": {"kind": "\x1b[31m\u202e\n"}, "survives": 1}
    goals = [*({"of": name, "survives": 1} for name in ids), wild]
    suite.write("shop.json", json.dumps({"components": parts, "objectives": goals}))
    found = suite.collected("--topology", "shop.json")
    assert len(set(found)) == len(goals)
    assert all(line.isprintable() and len(line) <= 250 for line in found)
    assert found[0] == "shop.json::a:\\u003ab survives 1 failure"
    assert found[6] == "shop.json::a:\\u003ab survives 1 failure (2)"
    for one in found:
        assert suite.collected("--topology", "shop.json", one) == [one]
    code, said = suite.run("--topology", "shop.json", "-p", "no:terminal", "-p", "no:xdist")
    assert code == 1, said


def test_what_is_asked_is_what_is_judged() -> None:
    goals = [
        {"of": {"kind": "web"}, "survives": 1, "availability": 0.9},
        {"of": "all", "survives": 2},
        {"of": {"kind": "nothing"}, "survives": 1},
        {"of": "pay", "survives": 0},
        {"of": ["pay", "db"], "max_downtime_per_year": "5 h"},
    ]
    topology = Topology.from_dict(json.loads(document(goals)))
    judged = Judged.of(topology)
    told = list(asked(topology))
    assert [(a.number, a.about) for a in told] == [(v.number, v.about) for v in judged.verdicts]
    for one, verdict in zip(told, judged.verdicts, strict=True):
        assert list(one.clauses) == [clause.asks for clause in verdict.clauses]
    study = [(v.number, v.target, v.holds) for v in Study.of(topology).verdicts]
    assert [(v.number, v.target, v.holds) for v in judged.verdicts] == study


# -- what fails, and how --------------------------------------------------------------------------


def test_a_failure_is_the_verdict_as_a_finding(suite: Suite) -> None:
    code, said = suite.run("--topology", "shop.json", "-q")
    assert code == 1
    lines = said.splitlines()
    first = lines.index("pay survives 1 failure: violated, falls to db")
    assert lines[first + 1 : first + 5] == [
        "pay is back within 2 h: violated, after 3 h, when db fails",
        "  db (database) is a single point of failure of pay",
        "    db fails → pay needs db",
        "    back after 3 h, later than its rto of 2 h",
    ]
    assert "Traceback" not in said
    assert "pytest_plugin" not in said
    assert "1 failed, 1 passed" in said


def test_the_first_failure_can_be_the_last(suite: Suite) -> None:
    code, said = suite.run("--topology", "shop.json", "-x")
    assert (code, "1 failed in" in said) == (1, True), said


def test_junit(suite: Suite) -> None:
    suite.run("--topology", "shop.json", "--junitxml", "out.xml")
    root = ElementTree.parse(suite.folder / "out.xml").getroot()
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert list(cases) == [PAY, NEWS]
    assert {case.attrib["classname"] for case in cases.values()} == {"shop.json"}
    failed = cases[PAY].find("failure")
    assert failed is not None
    assert "  db (database) is a single point of failure of pay\n" in str(failed.text)
    assert cases[NEWS].find("failure") is None


def test_what_is_not_known_fails_unless_it_is_allowed(suite: Suite) -> None:
    suite.write("shop.json", document([{"of": "pay", "availability": 0.9}]))
    code, said = suite.run("--topology", "shop.json")
    assert code == 1
    assert "pay is up 90 % of the time: not known, " in said
    assert suite.run("--topology", "shop.json", "--topology-allow-unknown")[0] == 0
    suite.write("pytest.ini", "[pytest]\ntopology_allow_unknown = true\n")
    assert suite.run("--topology", "shop.json")[0] == 0
    suite.write("shop.json", document(GOALS))
    assert suite.run("--topology", "shop.json")[0] == 1, "what is violated is not allowed"


def test_dates(suite: Suite) -> None:
    borne = [{"id": "db", "reason": "being split", "until": "2028-02-29"}]
    suite.write("shop.json", document([{"of": "pay", "survives": 1, "accepted": borne}]))
    for date, code in ("2028-02-29", 0), ("2028-03-01", 1), ("2020-01-01", 0):
        assert suite.run("--topology", "shop.json", "--topology-today", date)[0] == code
    code, said = suite.run("--topology", "shop.json", "-rA")
    assert code == 0
    assert "no date is checked: --topology-today DATE does" in said
    assert "accepted: db until 2028-02-29, date not checked" in said
    told = suite.run("--topology", "shop.json", "--topology-today", "2028-02-01", "-rA")[1]
    assert "checked" not in told
    code, said = suite.run("--topology-today", "2027-02-29")
    assert code == 4
    assert '--topology-today "2027-02-29": must be a date, YYYY-MM-DD' in said


def test_a_file_that_cannot_be_read_is_one_error_in_one_line(suite: Suite) -> None:
    suite.write("test_a.py", ORDINARY)
    suite.write("wrong.json", '{"components": [{"id": "a", "needs": ["b"]}]}')
    for source, begins in [
        ("missing.json", "missing.json: no such file"),
        ("nothing/*.json", "nothing/*.json: no such file"),
        ("wrong.json", 'wrong.json: line 1 column 17: components[0] "a": needs "b", which does'),
        (".", ".: is a folder"),
    ]:
        code, said = suite.run("--topology", source, "--topology", "shop.json", "-q")
        assert code == 2
        assert sum(line.startswith(begins) for line in said.splitlines()) == 1, said
        assert "1 error in" in said
        assert "Traceback" not in said
        ways = ("--continue-on-collection-errors", "--topology", source, "--topology", "shop.json")
        assert "1 failed, 2 passed, 1 error" in suite.run(*ways)[1]


def test_a_document_is_judged_once_and_not_when_collected(suite: Suite) -> None:
    suite.write(
        "conftest.py",
        """
        from topology.findings.objectives.judged import Judged
        of = Judged.of.__func__
        def counted(cls, *given, **named):
            print("judged now")
            return of(cls, *given, **named)
        Judged.of = classmethod(counted)
        def pytest_unconfigure():
            Judged.of = classmethod(of)
        """,
    )
    assert suite.run("--topology", "shop.json", "-s")[1].count("judged now") == 1
    assert suite.run("--topology", "shop.json", "--collect-only")[1].count("judged now") == 0
    assert suite.run("--topology", "shop.json", "-s", "-k", "nothing")[1].count("judged now") == 0


def test_what_cannot_be_judged_is_told_of_each(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from topology.errors import ResourceError

    def no_room(*_: Any, **__: Any) -> None:
        raise ResourceError("loads over time need more address space")

    monkeypatch.setattr(Judged, "of", no_room)
    code, said = suite.run("--topology", "shop.json", "-q")
    assert code == 1
    assert said.splitlines().count("loads over time need more address space") == 2
    assert "Traceback" not in said


def test_a_document_without_objectives_says_so(suite: Suite) -> None:
    suite.write("shop.json", document([]))
    code, said = suite.run("--topology", "shop.json", "-q")
    assert code == 5
    assert "shop.json has no objectives: nothing of it is judged" in said


def test_how_much_is_known_is_told(suite: Suite) -> None:
    parts = [{"id": "a", "needs": ["b"]}, {"id": "b"}]
    goals = [{"of": "a", "survives": 2}]
    suite.write("shop.json", json.dumps({"components": parts, "objectives": goals}))
    said = suite.run("--topology", "shop.json", "-rA")[1]
    assert "judged as far as is known: 1 of 1 component says nothing of what it needs" in said


def test_five_hundred_objectives(suite: Suite) -> None:
    goals = [{"of": name, "survives": n} for n in range(1, 126) for name in ("web-1", "web-2")]
    goals += [{"of": "news", "survives": 1, "rto": f"{n} min"} for n in range(1, 251)]
    suite.write("shop.json", document(goals))
    assert len(set(suite.collected("--topology", "shop.json"))) == 500
    code, said = suite.run("--topology", "shop.json", "-q")
    assert (code, "500 passed" in said) == (0, True), said[-500:]


def test_all_workers_have_the_same(suite: Suite) -> None:
    suite.write("test_a.py", ORDINARY)
    suite.write("a/shop.json", document([{"of": "a::b[", "survives": 1}], components=[
        {"id": "a::b[", "needs": []}]))  # fmt: skip
    chosen = ("--topology", "shop.json", "--topology", "a/shop.json")
    plain = suite.run(*chosen, "-q")[1]
    assert "1 failed, 3 passed" in plain
    code, said = suite.run(*chosen, "-n", "2", "-v")
    assert code == 1, said
    assert "1 failed, 3 passed" in said
    for name in (PAY, NEWS):
        done = [line for line in said.splitlines() if f"ED shop.json::{name} " in line]
        assert len([line for line in done if line.startswith("[gw")]) == 1, said
    assert "  db (database) is a single point of failure of pay" in said.splitlines()


# -- whoever else calls something so --------------------------------------------------------------

TAKES = "def test_mine(topology): assert topology == 'mine'\n"
OURS = "def test_ours(topology_document): assert topology_document.name == 'Shop'\n"


def test_a_fixture_of_the_suite_wins(suite: Suite) -> None:
    own = "import pytest\n@pytest.fixture\ndef topology(): return 'mine'\n"
    suite.write("shop.json", document(GOALS[1:]))
    suite.write("conftest.py", own)
    suite.write("test_a.py", TAKES + OURS)
    code, said = suite.run("--topology", "shop.json")
    assert (code, "3 passed" in said) == (0, True), said


@pytest.mark.parametrize("where", ["parser", "parser.getgroup('topology')"])
def test_an_option_of_the_suite_wins(suite: Suite, where: str) -> None:
    suite.write("shop.json", document(GOALS[1:]))
    suite.write(
        "conftest.py",
        f"""
        import pytest
        def pytest_addoption(parser):
            {where}.addoption("--topology", action="store", default="star")
            parser.addini("topology", "whether", type="bool")
        @pytest.fixture
        def topology(request):
            assert request.config.getini("topology") is True
            return request.config.getoption("--topology")
        """,
    )
    suite.write("pytest.ini", "[pytest]\ntopology = yes\n")
    suite.write("test_a.py", TAKES + OURS)
    chosen = ("--topology", "mine", "--topology-document", "shop.json")
    code, said = suite.run(*chosen)
    assert (code, "3 passed" in said) == (0, True), said
    assert suite.collected("--topology", "shop.json")[2:] == []


def test_a_flag_of_the_suite_wins(suite: Suite) -> None:
    suite.write(
        "checks/conftest.py",
        """
        def pytest_addoption(parser):
            parser.addoption("--topology", action="store_true")
        """,
    )
    suite.write(
        "checks/test_a.py", "def test_mine(request): assert request.config.getoption('topology')\n"
    )
    code, said = suite.run("--topology", "checks")
    assert (code, "1 passed" in said) == (0, True), said


def test_an_option_of_another_plugin_wins(suite: Suite) -> None:
    suite.write("shop.json", document(GOALS[1:]))
    suite.write(
        "theirs.py",
        """
        import pytest
        def pytest_addoption(parser):
            parser.addoption("--topology", dest="topology", default="star")
        @pytest.fixture
        def theirs(request):
            return request.config.option.topology
        """,
    )
    suite.write("test_a.py", "def test_mine(theirs): assert theirs == 'mine'\n")
    suite.pytester.syspathinsert()
    chosen = ("-p", "theirs", "--topology", "mine", "--topology-document", "shop.json")
    code, said = suite.run(*chosen)
    assert (code, "2 passed" in said) == (0, True), said


def test_the_file_is_no_path_of_tests(suite: Suite) -> None:
    """The first conftest files are those of the suite, wherever the document lies."""
    suite.write("models/shop.json", document(GOALS[1:]))
    suite.write("models/conftest.py", "raise Exception('not of the suite')\n")
    suite.write("tests/conftest.py", 'def pytest_addoption(parser): parser.addoption("--mine")\n')
    suite.write("tests/test_a.py", ORDINARY)
    suite.write("pytest.ini", "[pytest]\ntestpaths = tests\n")
    code, said = suite.run("--topology", "models/shop.json", "--mine", "x")
    assert (code, "2 passed" in said) == (0, True), said


def test_the_fixtures_need_one_document(suite: Suite) -> None:
    suite.write("a/shop.json", document(GOALS[1:]))
    suite.write("shop.json", document(GOALS[1:]))
    suite.write("test_a.py", OURS + "def test_it(topology): assert topology.name == 'Shop'\n")
    assert "3 passed" in suite.run("--topology", "shop.json")[1]
    said = suite.run("--topology", "shop.json", "--topology", "a/shop.json")[1]
    for name in ("topology", "topology_document"):
        assert f"the fixture `{name}` needs one document, not shop.json, a/shop.json" in said
    assert "Traceback" not in said


def test_both_are_documented(suite: Suite) -> None:
    said = suite.run("--fixtures")[1]
    assert "topology_document [session scope]" in said
    assert "The topology named by `--topology FILE`, or by `topology` in the ini-file." in said


# -- assertions in tests --------------------------------------------------------------------------

ASSERTING = """
    import topology as t

    SHOP = "shop.json"

    def test_a(): t.assert_no_spof(SHOP)
    def test_b(): t.assert_survives(SHOP, failures=2)
    def test_c(): t.assert_recovers(SHOP, scenario="fire", within="1 h")
    def test_d(): t.assert_capacity(SHOP, "web-1", when="db")
    def test_e(): t.assert_holds(SHOP)
"""
FIRE: list[Any] = [{"id": "fire", "events": [{"at": "0 s", "fail": "db"}]}]


def test_the_lines_of_the_assertions_are_not_told(suite: Suite) -> None:
    suite.write("shop.json", document(scenarios=FIRE))
    suite.write("test_a.py", ASSERTING)
    code, said = suite.run("-q")
    assert (code, "5 failed" in said) == (1, True), said
    assert said.count("AssertionError: Shop: ") == 10, "once each, and once each in the summary"
    assert "telling.py" not in said
    assert "raise failure" not in said
    assert "found = " not in said


def test_unittest_tells_none_of_them_either(suite: Suite) -> None:
    suite.write("shop.json", document(scenarios=FIRE))
    methods = ASSERTING.replace("def test_", "    def test_").replace("()", "(self)")
    case = methods.replace("        def", "    class Shop(unittest.TestCase):\n        def", 1)
    suite.write("asserting.py", case.replace("import topology", "import unittest, topology"))
    done = suite.pytester.runpython_c("import unittest; unittest.main('asserting')")
    said = done.stderr.str()
    assert "FAILED (failures=5)" in said
    assert said.count("\nAssertionError: Shop: ") == 5
    assert "findings" not in said.replace("1 finding", "")
