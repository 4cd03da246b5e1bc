"""Objectives, and what is accepted, in a file beside a document, as tests."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_pytest_items import GOALS, NEWS, PAY, Suite, _around, document, suite

__all__ = ["_around", "suite"]  # fixtures
pytest_plugins = ("pytester",)
BESIDE = "--topology-objectives"


def test_objectives_may_stand_in_a_file_beside(suite: Suite) -> None:
    suite.write("bare.json", document([]))
    suite.write("own.json", json.dumps({"objectives": GOALS}))
    code, said = suite.run("--topology", "bare.json", BESIDE, "own.json", "-v")
    assert code == 1
    assert f"bare.json::{PAY} FAILED" in said
    assert f"bare.json::{NEWS} PASSED" in said
    suite.write("pytest.ini", "[pytest]\ntopology = bare.json\ntopology_objectives = own.json\n")
    assert suite.run()[0] == 1
    suite.write("test_own.py", "def test_own(topology): assert len(topology.objectives) == 2\n")
    assert suite.run("test_own.py", "-k", "test_own")[0] == 0


def test_what_is_accepted_may_stand_there_too(suite: Suite) -> None:
    borne = {"id": "db", "reason": "rare", "until": "2027-01-31"}
    suite.write("own.json", json.dumps({"objectives": [], "accepted": [borne]}))
    asked = ("--topology", "shop.json", BESIDE, "own.json", "--topology-today")
    assert suite.run(*asked, "2027-01-31")[0] == 0
    assert suite.run(*asked, "2027-02-01")[0] == 1


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (None, "own.json: no such file"),
        ({"objectives": [{"of": "pya"}]}, '"pya"'),
        (
            {"accepted": [{"id": "bd", "reason": "rare", "until": "2027-01-31"}]},
            'own.json: "bd" is accepted, and does not exist',
        ),
    ],
)
def test_a_file_beside_that_is_wrong_is_an_error_in_a_line(
    suite: Suite, own: Any, said: str
) -> None:
    if own is not None:
        suite.write("own.json", json.dumps(own))
    code, found = suite.run("--topology", "shop.json", BESIDE, "own.json")
    assert code == 2
    assert said in found
    assert "Traceback" not in found
