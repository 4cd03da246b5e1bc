"""What each option does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.options.choices import Choice, choices
from topology.remedy import claims
from topology.remedy.alone import alone
from topology.remedy.answer import Alone, Failure
from topology.remedy.judging import Judge

Doc = dict[str, Any]


def found(
    *options: Doc,
    defaults: dict[str, FailureData] | None = None,
    beside: Sequence[Choice] = (),
    **objective: Any,
) -> list[Alone]:
    plain: Doc = {
        "format": 1,
        "name": "Two centres",
        "currency": "USD",
        "components": [
            {"id": "pay", "fails": False, "demand": 90, "loss_per_hour": 1000, "needs": [
                {"first_of": ["east", "west"], "switchover": {"activate": "5 min"}}]},
            {"id": "east", "needs": ["duct"], "capacity": 100, "repair": {"time": "1 h"},
             "fails": {"mtbf": "1 y", "mttr": "1 h"}},
            {"id": "west", "needs": ["duct"], "capacity": 100, "repair": {"time": "1 h"},
             "fails": {"mtbf": "1 y", "mttr": "1 h"}},
            {"id": "duct", "needs": [], "repair": {"time": "2 h"},
             "fails": {"mtbf": "2 y", "mttr": "2 h"}},
            {"id": "other", "kind": "fibre", "needs": [], "fails": {"mtbf": "1 y", "mttr": "1 h"}},
        ],
        "objectives": [{"of": "pay", "survives": 1, "rto": "3 h", **objective}],
        "options": [{"id": f"o{n}", "cost": 1, **option} for n, option in enumerate(options)],
    }  # fmt: skip
    topology = Topology.from_dict(plain)
    return list(alone(Judge(topology, [*beside, *choices(topology)]), defaults))


APART: Doc = {"change": {"west": {"needs": ["other"]}}}


def test_what_an_option_removes_and_gains_a_year() -> None:
    (apart,) = found(APART)
    assert apart.removes == (Failure(0, "pay", "survives", "duct"),)
    assert apart.worsens == ()
    assert apart.gain_per_year is not None
    # The duct alone is down 2 h in 2 years and 2 h, at 1,000 an hour; what is left is far less.
    assert apart.gain_per_year == pytest.approx(1000, rel=0.05)


def test_without_data_nobody_knows_what_it_gains() -> None:
    (new,) = found({"change": {"west": {"needs": []}, "duct": {"fails": None}}})
    assert new.removes
    assert new.gain_per_year is None


def test_a_new_single_point_of_failure_is_told_with_its_class() -> None:
    (small,) = found({"change": {"west": {"capacity": 40}}})
    assert small.removes == ()
    assert "pay falls to east (overload)" in small.worsens


def test_a_longer_outage_after_the_same_failure_is_told_with_both_times() -> None:
    (late,) = found({"change": {"duct": {"repair": {"time": "2.5 h"}, "fails": None}}})
    assert late.worsens == ("pay is out 2 h 30 min after duct instead of 2 h",)


def test_a_clause_that_held_is_told_as_check_does() -> None:
    (late,) = found({"change": {"duct": {"repair": {"time": "4 h"}, "fails": None}}})
    assert late.worsens[0].startswith("pay is back within 3 h: violated")


def test_an_outage_that_is_not_known_to_end_is_longer() -> None:
    (lost,) = found({"change": {"duct": {"repair": None, "fails": None}}})
    assert any("nobody knows how long" in said for said in lost.worsens)


def test_what_comes_to_no_document_removes_nothing_and_says_why() -> None:
    broken, apart = found(
        APART, beside=[Choice("broken", 1, change={"west": {"needs": ["nobody"]}})]
    )
    assert (broken.removes, broken.gain_per_year) == ((), None)
    assert "nobody" in broken.worsens[0]
    assert apart.removes


@pytest.mark.parametrize(
    ("number", "said"), [(1, "o0 makes worse"), (2, "o0, o1 make worse")], ids=["one", "two"]
)
def test_what_makes_worse_is_told_of_one_and_of_several(number: int, said: str) -> None:
    failure = SimpleNamespace(cause="db", about="web")
    witness = SimpleNamespace(chosen=range(number), failure=failure)
    judging = SimpleNamespace(choices=[SimpleNamespace(id=f"o{n}") for n in range(number)])
    found: Any = SimpleNamespace(tried=SimpleNamespace(witness=witness, judging=judging))
    assert f"; {said} what fewer of them do not: web falls to db" in claims._witness(found)
