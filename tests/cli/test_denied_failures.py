"""`availability` and `cuts` of fault trees with not and xor, and availability between bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import fails, prints
from tests.support.repository import TREES
from topology.cutsets.formulas import implicants

DENIED = TREES / "denied.txt"
"""top = a and not b, or either b or c: by hand 0.2 x 0.7 + 0.8 x (1 - 0.7 x 0.9) = 0.436."""
PRIMES = ["a + not b", "a + not c", "b + not c", "c + not b"]


def answer(*arguments: str | Path) -> Any:
    return json.loads(prints(*arguments, "--format", "json"))


def test_the_probability_is_exact_and_called_so() -> None:
    said = prints("availability", DENIED)
    assert "top is up 56.4 % of the time" in said
    assert "not coherent" in said
    assert "A negative value" in said
    (target,) = answer("availability", DENIED)["targets"]
    assert target["unavailability"] == pytest.approx(0.436)
    assert (target["coherent"], target["exact"]) == (False, True)
    birnbaum = {entry["id"]: entry["birnbaum"] for entry in target["importance"]}
    assert birnbaum == pytest.approx({"a": 0.8 * 0.7, "b": 0.7 - 0.37, "c": 0.8 * 0.9 - 0.2})


def test_minimal_p_cuts_are_never_called_cut_sets() -> None:
    said = prints("cuts", DENIED)
    assert "minimal p-cuts: 3 of 1" in said
    assert "cut set" not in said.lower()
    (target,) = answer("cuts", DENIED)["targets"]
    assert target["kind"] == "minimal p-cuts"
    assert "cut_sets" not in target
    assert [one["literals"] for one in target["sets"]] == [["c"], ["b"], ["a"]]
    rows = prints("cuts", DENIED, "--format", "csv").splitlines()
    assert rows[1] == "top,minimal p-cuts,1,1,0.3,c"


def test_prime_implicants_on_request() -> None:
    (target,) = answer("cuts", DENIED, "--prime-implicants")["targets"]
    assert target["kind"] == "prime implicants"
    found = {frozenset(one["literals"]): one["probability"] for one in target["sets"]}
    assert set(found) == {frozenset(prime.split(" + ")) for prime in PRIMES}
    assert found[frozenset({"a", "not b"})] == pytest.approx(0.1 * 0.8)
    (some,) = answer("cuts", DENIED, "--prime-implicants", "--order", "1")["targets"]
    assert (some["total"], some["complete"], some["max_order"]) == (0, False, 1)


def test_all_else_refuses_such_a_tree_in_one_line() -> None:
    (said,) = fails("spof", DENIED)
    assert said.endswith(
        'denied.txt: line 3: gate "g1" uses `not`: only `cuts` and `availability` read fault trees'
        " that are not coherent"
    )
    (said,) = fails("cuts", TREES / "cooling.txt", "--prime-implicants")
    assert "which are listed without it" in said


def test_events_without_a_probability_are_not_guessed(tmp_path: Path) -> None:
    lacking = tmp_path / "lacking.txt"
    lacking.write_text("top := a & ~b\np(a) = 0.5\n", encoding="utf-8")
    (target,) = answer("availability", lacking)["targets"]
    assert target["unavailability"] is None
    assert target["why_unknown"] == "1 of its 2 basic events lacks a probability"
    supplied = ("--default", "*=unavailability 0.5")
    (target,) = answer("availability", lacking, *supplied)["targets"]
    assert (target["unavailability"], target["from_default"]) == (0.25, ["b"])
    (sets,) = answer("cuts", lacking)["targets"]
    assert sets["sets"] == [{"literals": ["a"], "probability": None}]


def test_alone_is_the_same_probability_without_sets() -> None:
    (alone,) = answer("availability", TREES / "cooling.txt", "--alone")["targets"]
    (whole,) = answer("availability", TREES / "cooling.txt")["targets"]
    assert alone["unavailability"] == pytest.approx(whole["unavailability"], rel=1e-12)
    assert alone["importance"] is None
    assert "probability" in prints("availability", TREES / "cooling.txt", "--alone")


def test_alone_is_refused_of_what_is_no_fault_tree(tmp_path: Path) -> None:
    file = tmp_path / "pay.json"
    file.write_text('{"components": [{"id": "pay", "needs": ["db"]}, {"id": "db"}]}')
    out = "without it the importances are worked out as well"
    for given, name in ((file, file), ("-", "standard input")):
        (said,) = fails("availability", given, "--alone")
        assert f"--alone is for files of fault trees, and {name} is none: {out}" in said


def test_p_cuts_that_are_not_all_known_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "tree.txt"
    tree.write_text("two\ntop := (a & ~b) | @(2, [c, d, e, f])\n")
    monkeypatch.setattr(implicants, "SMALL", -1)
    monkeypatch.setattr(implicants, "LARGE", -1)
    monkeypatch.setattr(implicants, "MAX_STEPS", 2)
    said = prints("cuts", tree)
    assert "minimal p-cuts of up to 1: 1 of 1\n" in said
    assert "larger ones are not known: there are too many" in said
    (target,) = answer("cuts", tree)["targets"]
    assert (target["complete"], target["max_order"]) == (False, 1)
    assert target["why_unknown"].startswith("there are too many")


BEGINS = {
    **{name: f"<{name}>" for name in ("iff", "imply", "nand", "nor", "xor")},
    "cardinality": '<cardinality min="1" max="1">',
}


@pytest.mark.parametrize("name", sorted(BEGINS))
def test_every_connective_of_the_format(name: str, tmp_path: Path) -> None:
    a, b = 0.75, 0.25
    expected = {
        "cardinality": a * (1 - b) + (1 - a) * b,
        "iff": a * b + (1 - a) * (1 - b),
        "imply": 1 - a * (1 - b),
        "nand": 1 - a * b,
        "nor": (1 - a) * (1 - b),
        "xor": a * (1 - b) + (1 - a) * b,
    }[name]
    parts = '<basic-event name="a"/><basic-event name="b"/>'
    events = "".join(
        f'<define-basic-event name="{one}"><float value="{q}"/></define-basic-event>'
        for one, q in (("a", a), ("b", b))
    )
    file = tmp_path / "tree.xml"
    gate = f'<define-gate name="top">{BEGINS[name]}{parts}</{name}></define-gate>'
    tree = f'<define-fault-tree name="t">{gate}</define-fault-tree>'
    file.write_text(f"<opsa-mef>{tree}<model-data>{events}</model-data></opsa-mef>")
    (target,) = answer("availability", file)["targets"]
    assert target["unavailability"] == pytest.approx(expected)


def test_where_the_diagram_is_too_large_there_are_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of three groups of which each is two of three: too much for three nodes."""
    monkeypatch.setattr("topology.cli.commands.cutsets.work_of", _little_work)
    names = [f"n{k}" for k in range(6)]
    needs = [
        {"at_least": 2, "of": [names[k], names[(k + 1) % 6], names[(k + 2) % 6]]} for k in range(6)
    ]
    gates = [{"id": f"g{k}", "fails": False, "needs": [need]} for k, need in enumerate(needs)]
    top = {"id": "top", "fails": False, "needs": [{"any": [gate["id"] for gate in gates]}]}
    leaves = [{"id": name, "fails": {"unavailability": 0.01}} for name in names]
    file = tmp_path / "wide.json"
    objective = {"of": "top", "availability": 0.5}
    file.write_text(json.dumps({"components": [top, *gates, *leaves], "objectives": [objective]}))
    (target,) = answer("availability", file)["targets"]
    found = target["unavailability_bounds"]
    assert target["unavailability"] is None
    assert target["exact"] is False
    assert 0 < found["lower"] <= found["upper"] < 1e-3
    said = prints("availability", file)
    assert "top is up between" in said
    assert "bounds, not exact" in said
    assert "objective 50 %: met" in said
    assert "1 target, 0 judged, 1 between bounds" in said


def _little_work(time_limit: str | None, unasked: int = 0) -> Any:
    from topology.cutsets.engine.work import Work

    del time_limit, unasked
    return Work(nodes=3)


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    lines = DENIED.read_text(encoding="utf-8").splitlines()
    turned = tmp_path / "turned.txt"
    turned.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    (one,), (other,) = (answer("availability", f)["targets"] for f in (DENIED, turned))
    assert one["unavailability"] == pytest.approx(other["unavailability"], rel=1e-12)
