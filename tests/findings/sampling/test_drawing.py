"""What is drawn from a range, and how: inverse distribution functions, balance of the points."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings.sampling.design import FEWEST, MOST, REPLICATES, Design
from topology.findings.sampling.distributions import drawn
from topology.values.ranged import Ranged, RangedFloat, RangedInt

LEVELS = (0.0, 0.01, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999)


def ranged(low: float, high: float, **more: Any) -> RangedFloat:
    return RangedFloat.parse({"low": low, "high": high, **more}, float, float)


def whole(low: int, high: int, **more: Any) -> RangedInt:
    return RangedInt.parse({"low": low, "high": high, **more}, int, int)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_the_shapes_are_those_of_scipy(level: float) -> None:
    """An implementation that shares no code with ours."""
    uniform, shaped = ranged(2, 6), ranged(2, 6, value=3, distribution="triangular")
    assert drawn(uniform, level) == pytest.approx(stats.uniform(2, 4).ppf(level))
    assert drawn(shaped, level) == pytest.approx(stats.triang(0.25, 2, 4).ppf(level))
    tailed = ranged(2, 8, distribution="lognormal")
    sigma = np.log(4) / 2 / stats.norm.ppf(0.95)
    assert drawn(tailed, level) == pytest.approx(stats.lognorm(sigma, scale=4).ppf(level))


def test_a_lognormal_value_lies_with_90_percent_between_its_ends() -> None:
    tailed = ranged(3, 48, distribution="lognormal")
    assert [drawn(tailed, level) for level in (0.05, 0.5, 0.95)] == pytest.approx([3, 12, 48])
    assert 0.0 < drawn(tailed, 0.0) < drawn(tailed, 1e-9) < 3


def test_a_share_is_never_over_one() -> None:
    doc = {
        "components": [{
            "id": "a", "needs": [],
            "fails": {"availability": {"low": 0.5, "high": 0.99, "distribution": "lognormal"}},
        }]
    }  # fmt: skip
    ((_, share),) = Topology.from_dict(doc).ranges()
    assert drawn(share, 0.999) == 1.0


@pytest.mark.parametrize("shape", ["lognormal", "triangular", "uniform"])
@given(st.integers(0, 40), st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_whole_numbers_stay_whole_and_in_bounds(
    shape: str, low: int, width: int, level: float
) -> None:
    low = max(1, low) if shape == "lognormal" else low
    value = drawn(whole(low, low + width, distribution=shape), level)
    assert type(value) is int
    assert value >= (1 if shape == "lognormal" else low)
    assert shape == "lognormal" or value <= low + width


def test_each_whole_number_of_a_uniform_range_is_as_likely() -> None:
    values = [drawn(whole(1, 4), (n + 0.5) / 1000) for n in range(1000)]
    assert [values.count(number) for number in (1, 2, 3, 4)] == [250] * 4


def mass_of_whole(low: int, mode: int, high: int, number: int) -> Fraction:
    """Of a triangle from half below to half above, what lies within a half of a number."""

    def below(x: Fraction) -> Fraction:
        first, last = low - Fraction(1, 2), high + Fraction(1, 2)
        if x <= mode:
            return (x - first) ** 2 / (last - first) / (mode - first)
        return 1 - (last - x) ** 2 / (last - first) / (last - mode)

    return below(number + Fraction(1, 2)) - below(number - Fraction(1, 2))


def test_whole_numbers_of_a_triangle_have_its_mass() -> None:
    shaped = whole(1, 5, value=2, distribution="triangular")
    values = [drawn(shaped, (n + 0.5) / 10_000) for n in range(10_000)]
    for number in range(1, 6):
        exact = float(mass_of_whole(1, 2, 5, number))
        assert values.count(number) / 10_000 == pytest.approx(exact, abs=2e-4)


# -- the document ---------------------------------------------------------------------------------


def problem(entry: dict[str, Any]) -> str:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict({"components": [{"id": "a", "demand": entry, "needs": []}]})
    (line,) = caught.value.lines()
    return line


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            {"low": 1, "high": 2, "distribution": "unifrom"},
            'has the distribution "unifrom", which must be one of uniform, triangular, '
            'lognormal; did you mean "uniform"?',
        ),
        (
            {"low": 1, "high": 2, "distribution": ["uniform"]},
            "has the distribution a list of 1, which must be one of uniform, triangular, lognormal",
        ),
        (
            {"low": 0, "high": 2, "distribution": "lognormal"},
            "must have a low above zero for a lognormal distribution",
        ),
    ],
)
def test_a_wrong_distribution_is_one_line(entry: dict[str, Any], said: str) -> None:
    assert problem(entry) == f'components[0] "a": demand is an object of {len(entry)}: {said}'


@pytest.mark.parametrize("shape", ["lognormal", "triangular", "uniform"])
def test_a_distribution_is_kept_in_the_document(shape: str) -> None:
    entry = {"low": 1.0, "high": 3.0, "distribution": shape}
    doc = {"components": [{"id": "a", "demand": entry, "needs": []}]}
    topology = Topology.from_dict(doc)
    assert topology.to_dict()["components"][0]["demand"] == entry
    assert Topology.from_dict(topology.to_dict()) == topology


# -- the points -----------------------------------------------------------------------------------


@given(st.integers(FEWEST, MOST), st.integers(1, 400))
def test_there_are_as_many_draws_as_asked_for_and_little_more(draws: int, ranges: int) -> None:
    design = Design.of(draws, ranges)
    assert draws <= design.draws < draws + design.points
    assert design.points <= draws / REPLICATES
    assert design.replicates >= REPLICATES
    for number in (design.points, design.rows):
        assert number & (number - 1) == 0
    assert design.rows == 1 or design.more_of_each <= design.points


def test_each_scrambling_has_one_point_in_each_part_of_each_range() -> None:
    """What a Sobol sequence is for: a net of 16 points, whatever the scrambling."""
    design = Design.of(1_000, 3)
    replicates = list(design.replicated(5))
    for replicate in replicates:
        for column in replicate.draws.T:
            assert sorted((column * design.points).astype(int)) == list(range(design.points))
        assert len(replicate.all_levels()) == design.points + design.more_of_each
    first, second = (replicate.draws for replicate in replicates[:2])
    assert not np.array_equal(first, second)


def test_a_crossed_row_has_one_column_of_the_others() -> None:
    (replicate, *_) = Design.of(1_000, 3).replicated(5)
    rows = len(replicate.others)
    for column, mixed in enumerate(replicate.crossed()):
        assert np.array_equal(mixed[:, column], replicate.others[:, column])
        rest = [other for other in range(3) if other != column]
        assert np.array_equal(mixed[:, rest], replicate.draws[:rows, rest])


def test_a_draw_over_all_scramblings_is_uniform() -> None:
    """The mean and the spread of each range, within five errors of independent draws."""
    draws = np.vstack([replicate.draws for replicate in Design.of(4_096, 2).replicated(1)])
    for column in draws.T:
        assert abs(column.mean() - 0.5) < 5 * sqrt(1 / 12 / 4_096)
        assert abs(column.var() - 1 / 12) < 5 * sqrt(1 / 180 / 4_096)


def test_ranges_know_their_shape() -> None:
    assert isinstance(ranged(1, 2), Ranged)
    assert ranged(1, 2).distribution is None
