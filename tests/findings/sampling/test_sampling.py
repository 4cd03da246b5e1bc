"""A document drawn from its ranges: against closed forms, the same by its seed, nothing kept that
hangs on what was drawn."""

from __future__ import annotations

from math import inf, log
from statistics import NormalDist
from typing import Any

import pytest

from topology.document.document import Topology
from topology.errors import UsageError
from topology.findings.sampling.judging import Figure, Judge, Judged, Measure, Said
from topology.findings.sampling.sampling import FigureSpread, Sample, VerdictShare, sample

MTBF = {"low": "100 d", "high": "900 d", "distribution": "lognormal"}
MTTR = {"low": "2 h", "high": "10 h", "distribution": "lognormal"}


def chain(**objective: Any) -> Topology:
    """Only b fails: a is down as often and as long."""
    return Topology.from_dict(
        {
            "currency": "EUR",
            "components": [
                {"id": "a", "needs": ["b"], "fails": False, "loss_per_hour": 100},
                {"id": "b", "needs": [], "fails": {"mtbf": MTBF, "mttr": MTTR}},
            ],
            "objectives": [{"of": "a", **objective}],
        }
    )


def standby(rto: str = "60 min") -> Topology:
    """Late where detect and decide come to more than the rto, which is so for half of a square."""
    switch = {"detect": {"low": "0 min", "high": "60 min"}, "decide": DECIDE}
    return Topology.from_dict(
        {
            "components": [
                {"id": "a", "needs": [{"first_of": ["b", "c"], "switchover": switch}]},
                {"id": "b", "needs": [], "repair": {"time": "9 h"}},
                {"id": "c", "needs": [], "repair": {"time": "9 h"}},
            ],
            "objectives": [{"of": "a", "survives": 1, "rto": rto}],
            "scenarios": [
                {"id": "cut", "events": [{"at": "0 s", "fail": "b"}], "until": "12 h"},
            ],
        }
    )


DECIDE = {"low": "0 min", "high": "60 min"}


def figure(found: Sample, of: str, measure: Measure, where: str = "") -> FigureSpread:
    wanted = Figure(of, measure, where)
    (entry,) = (entry for entry in found.figures if entry.figure == wanted)
    return entry


def verdict(found: Sample, words: str) -> VerdictShare:
    (entry,) = (entry for entry in found.verdicts if entry.said.words == words)
    return entry


def test_the_spread_of_an_unavailability_is_that_of_its_closed_form() -> None:
    """Q = mttr / (mtbf + mttr), so its odds are lognormal, and quantiles follow."""
    found = sample(chain(availability=0.999), 256, seed=4)
    tail = NormalDist().inv_cdf(0.95)
    spreads = [log(9) / 2 / tail, log(5) / 2 / tail]
    middle = (log(2) + log(10)) / 2 - (log(2_400) + log(21_600)) / 2
    odds = NormalDist(middle, (spreads[0] ** 2 + spreads[1] ** 2) ** 0.5)
    down = figure(found, "a", Measure.UNAVAILABILITY)
    for level, entry in zip((0.05, 0.5, 0.95), down.quantiles, strict=True):
        exact = 1 / (1 + 2.718281828459045 ** -odds.inv_cdf(level))
        assert entry.low <= exact <= entry.high
        assert entry.value == pytest.approx(exact, rel=0.2)
    late = 1 - odds.cdf(log(0.001 / 0.999))
    entry = verdict(found, "a is up 99.9 % of the time: violated").share
    assert entry.low <= late <= entry.high
    minutes, loss = figure(found, "a", Measure.DOWNTIME), figure(found, "a", Measure.LOSS)
    for share, minute, money in zip(down.quantiles, minutes.quantiles, loss.quantiles, strict=True):
        assert minute.value == pytest.approx(share.value * 525_600)
        assert money.value == pytest.approx(share.value * 8_760 * 100)


def test_how_often_it_fails_hangs_on_the_mtbf_alone_nearly() -> None:
    found = sample(chain(), 128, seed=2)
    mtbf, mttr = figure(found, "a", Measure.FAILURES).indices or ()
    assert mtbf.total.value > 0.6
    assert abs(mttr.total.value) < 0.1
    places = [entry.place for entry in found.inputs]
    assert places == ["b.fails.mtbf", "b.fails.mttr"]
    assert found.most_telling[0][0].place == "b.fails.mtbf"


@pytest.fixture(scope="module")
def late() -> Sample:
    return sample(standby(), 128, seed=1)


def test_the_share_of_a_verdict_is_that_of_its_volume(late: Sample) -> None:
    """Half of the square; of the indicator of a half each side has 1/3 alone and 2/3 in all."""
    for words in ("a falls to b (slow)", "a is back within 1 h: violated"):
        entry = verdict(late, words)
        assert entry.share.low <= 0.5 <= entry.share.high
        for index in entry.indices or ():
            assert index.first.low <= 1 / 3 <= index.first.high
            assert index.total.low <= 2 / 3 <= index.total.high
    told, held = (verdict(late, f"a is back within 1 h: {word}") for word in ("violated", "holds"))
    assert told.share.value + held.share.value == pytest.approx(1)
    assert told.group == verdict(late, "a falls to b (slow)").group != held.group


def test_a_scenario_has_its_figures(late: Sample) -> None:
    """The sum of two uniform values from 0 to 60 min: 5 % of it lie below 60 sqrt(0.1) min."""
    out = figure(late, "a", Measure.OUTAGE, "cut")
    exact = 3_600 * 0.1**0.5, 3_600.0, 7_200 - 3_600 * 0.1**0.5
    for entry, value in zip(out.quantiles, exact, strict=True):
        assert entry.low <= value <= entry.high
    assert out.mean is not None
    assert out.mean.low <= 3_600 <= out.mean.high
    (said,) = {entry.said for entry in late.verdicts if entry.said.about == "cut"}
    assert said == Said("cut", "a is out for longer than its rto")


def test_a_seed_is_all_that_matters() -> None:
    assert sample(chain(), 128, seed=3) == sample(chain(), 128, seed=3)
    one, two = (figure(sample(chain(), 128, seed=s), "a", Measure.DOWNTIME) for s in (3, 4))
    assert one.quantiles != two.quantiles


def test_a_document_that_contradicts_itself_says_so() -> None:
    """200 failures a year cannot last 2 days each; some draws have as much."""
    doc = {
        "components": [
            {"id": "a", "needs": ["b"], "fails": False},
            {
                "id": "b",
                "needs": [],
                "fails": {"per_year": {"low": 100, "high": 300, "value": 150}, "mttr": "2 d"},
            },
        ]
    }
    found = sample(Topology.from_dict(doc), 128)
    entry = verdict(found, "the document contradicts itself")
    assert entry.said.about == "the document"
    assert entry.share.low <= (300 - 182.5) / 200 <= entry.share.high
    down = figure(found, "a", Measure.DOWNTIME)
    assert 0 < down.known < found.design.draws
    assert (down.quantiles, down.mean, down.indices) == ((), None, None)


def test_a_document_without_a_range_is_told_what_to_do() -> None:
    with pytest.raises(UsageError) as caught:
        sample(Topology.from_dict({"components": [{"id": "a", "needs": []}]}))
    assert caught.value.lines() == (
        "no value of the document is a range, so there is nothing to draw; write one as "
        '{"low": …, "high": …} where it is not known exactly',
    )


def test_when_time_is_up_whole_scramblings_count() -> None:
    calls = iter(range(10**9))
    found = sample(chain(), 128, expired=lambda: next(calls) > 150)
    assert found.out_of_time
    assert 8 <= found.design.replicates < 32
    with pytest.raises(UsageError, match="time was up in scrambling 1 of 32"):
        sample(chain(), 128, expired=lambda: True)


# -- what is kept from one draw for the next ------------------------------------------------------


def anew(topology: Topology, values: tuple[float, ...]) -> Judged:
    return Judge(topology)(values)


@pytest.mark.parametrize("make", [chain, standby], ids=["chain", "standby"])
def test_what_is_kept_changes_no_answer(make: Any) -> None:
    """In any order, the same as by a judge that has judged nothing before."""
    topology = make(**({"survives": 2, "availability": 0.999} if make is chain else {}))
    judge, half = Judge(topology), (0.2, 0.9)
    ends = [(ranged.low, ranged.high) for _, ranged in judge.ranges]
    corners = [
        tuple(low + part * (high - low) for part, (low, high) in zip(parts, ends, strict=True))
        for parts in [(x, y) for x in half for y in half] * 2
    ]
    for values in corners:
        assert judge(values) == anew(topology, values)


def test_only_frequencies_leave_single_failures_as_they_are() -> None:
    judge = Judge(chain())
    assert judge.key((1.0, 2.0)) == (2.0,)


def test_what_never_comes_back_is_for_ever() -> None:
    doc = {
        "components": [
            {"id": "a", "needs": ["b"], "fails": False},
            {
                "id": "b",
                "needs": [],
                "repair": {"time": {"low": "1 h", "high": "2 h"}, "needs": ["a"]},
            },
        ]
    }
    found = sample(Topology.from_dict(doc), 128)
    out = figure(found, "a", Measure.WORST_OUTAGE)
    assert [entry.value for entry in out.quantiles] == [inf] * 3
    assert (out.mean, out.indices, out.varies) == (None, None, False)
