"""Intervals have the true value as often as they say; indices are those of closed forms."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import pi, sin

import numpy as np
import pytest
from scipy.stats import binomtest

from tests.support.known_samples import coverage
from topology.findings.sampling import estimates
from topology.findings.sampling.design import Design
from topology.findings.sampling.indices import indices, is_of_one


def test_intervals_have_the_true_value_in_95_of_100() -> None:
    """The small one of what `python -m benchmarks` does with 10,000: within 4 errors of 95 %."""
    found = coverage(300, seed=11, sizes=(128,))
    for what, cases in found.cases.items():
        error = (0.95 * 0.05 / cases) ** 0.5
        assert abs(found.share(what) - 0.95) < 4 * error, what


def test_a_share_of_all_or_of_nothing_has_an_interval() -> None:
    """That of Wilson for as many throws of a coin as there are replicates, by another library."""
    for held in (True, False):
        entry = estimates.share(np.full((32, 4), held))
        coin = binomtest(32 if held else 0, 32).proportion_ci(method="wilson")
        low, high = (3 + coin.low) / 4 if held else 0.0, 1.0 if held else coin.high / 4
        assert (entry.value, entry.low, entry.high) == pytest.approx(
            (float(held), low, high), abs=1e-6
        )


def test_a_share_of_independent_draws_has_nearly_the_interval_of_wilson() -> None:
    """Replicates of random draws are no better than so many draws: the design effect is about 1."""
    random = np.random.default_rng(3)
    held = random.random((500, 20)) < 0.3
    entry = estimates.share(held)
    coin = binomtest(int(held.sum()), held.size).proportion_ci(method="wilson")
    assert entry.low == pytest.approx(coin.low, abs=2e-3)
    assert entry.high == pytest.approx(coin.high, abs=2e-3)


def test_an_even_share_has_a_narrower_one() -> None:
    random = np.random.default_rng(3)
    even = (random.permuted(np.tile(np.arange(16), (40, 1)), axis=1) + random.random((40, 16))) / 16
    sure, unsure = estimates.share(even < 0.3), estimates.share(random.random((40, 16)) < 0.3)
    assert sure.high - sure.low < (unsure.high - unsure.low) / 2


def test_quantiles_are_those_of_all_draws() -> None:
    values = np.random.default_rng(2).permutation(np.arange(640.0)).reshape(40, 16)
    levels = (0.05, 0.5, 0.95)
    for level, entry in zip(levels, estimates.quantiles(values, levels), strict=True):
        assert entry.value == np.quantile(values, level, method="inverted_cdf")
        assert entry.low <= entry.value <= entry.high


def test_what_is_for_ever_is_the_largest() -> None:
    values = np.full((40, 16), 7.0)
    values[:, :4] = np.inf
    low, high = estimates.quantiles(values, (0.5, 0.95))
    assert (low.value, low.high) == (7.0, 7.0)
    assert (high.low, high.value) == (np.inf, np.inf)


def in_parts(samples: int, replicates: int, points: int) -> np.ndarray:
    """Samples with one draw of each replicate in each of as many equal parts of 0 to 1."""
    random = np.random.default_rng(8)
    return (np.arange(points) + random.random((samples, replicates, points))) / points


@pytest.mark.parametrize("level", [0.05, 0.3, 0.5, 0.95])
def test_quantiles_of_one_range_have_the_true_value_in_95_of_100(level: float) -> None:
    entries = [
        estimates.quantiles(values, (level,), of_one=True)[0] for values in in_parts(1_500, 32, 4)
    ]
    hits = sum(entry.low <= level <= entry.high for entry in entries)
    assert abs(hits / len(entries) - 0.95) < 4 * (0.95 * 0.05 / len(entries)) ** 0.5


@pytest.mark.parametrize("level", [0.325, 0.4, 0.5, 0.75])
def test_the_ranks_of_a_quantile_of_one_range_are_those_of_all_throws(level: float) -> None:
    """Each way that eight coins can fall, one by one: the values are their own ranks."""
    replicates, points = 8, 4
    values = np.arange(replicates * points).reshape(points, replicates).T + 1.0
    (entry,) = estimates.quantiles(values, (level,), of_one=True)
    full, chance = divmod(level * points, 1.0)

    def likelihood(rank: float) -> float:
        """That the count and a fraction between 0 and 1 are no more than a rank."""
        return sum(
            chance**heads
            * (1 - chance) ** (replicates - heads)
            * min(1.0, max(0.0, rank - replicates * full - heads))
            for heads in map(sum, product((0, 1), repeat=replicates))
        )

    found = [likelihood(rank) for rank in (entry.low, entry.value, entry.high)]
    assert found == pytest.approx([0.025, 0.5, 0.975])


def test_a_median_of_one_range_lies_between_the_two_draws_in_the_middle() -> None:
    (values,) = in_parts(1, 32, 4)
    below, above = np.sort(values, axis=None)[63:65]
    (entry,) = estimates.quantiles(values, (0.5,), of_one=True)
    ends = [below + part * (above - below) for part in (0.025, 0.5, 0.975)]
    assert [entry.low, entry.value, entry.high] == pytest.approx(ends)


def test_whole_numbers_have_no_quantile_in_between() -> None:
    """Each part of the range may have a value of its own and all its draws in it."""
    values = np.tile(np.arange(1.0, 5.0), (32, 1))
    (entry,) = estimates.quantiles(values, (0.5,), of_one=True)
    assert {entry.low, entry.value, entry.high} <= {1.0, 2.0, 3.0}
    assert entry.low <= 2.0 <= entry.high


def test_a_second_range_of_little_weight_is_not_overlooked() -> None:
    """Each replicate counts nearly the same below the median, and yet not quite: of a figure with a
    median of 0.5 by symmetry, 95 of 100 intervals have it, here with 4 errors."""
    design, hits, samples = Design.of(128, 2), 0, 100
    for seed in range(samples):
        levels = np.stack([replicate.all_levels() for replicate in design.replicated(seed)])
        values = levels[..., 0] + 0.1 * (levels[..., 1] - 0.5)
        draws, crossed = values[:, :4], np.split(values[:, 5:], 2, axis=1)
        of_one = is_of_one(draws, crossed)
        assert not of_one
        (entry,) = estimates.quantiles(draws, (0.5,), of_one=of_one)
        hits += entry.low <= 0.5 <= entry.high
    assert hits / samples > 0.95 - 4 * (0.95 * 0.05 / samples) ** 0.5


# -- indices --------------------------------------------------------------------------------------


def estimated(figure: object, ranges: int, draws: int = 8_192) -> list[tuple[float, float]]:
    design = Design.of(draws, ranges)
    levels = np.stack([replicate.all_levels() for replicate in design.replicated(4)])
    values = np.apply_along_axis(figure, -1, levels)  # type: ignore[call-overload]
    points, rows = design.points, design.rows
    crossed = np.split(values[:, points + rows :], ranges, axis=1)
    found = indices(values[:, :points], values[:, points : points + rows], crossed)
    assert found is not None
    for index in found:
        for entry in (index.first, index.total):
            assert entry.low <= entry.value <= entry.high
    return [(index.first.value, index.total.value) for index in found]


def ishigami(levels: np.ndarray) -> float:
    x, y, z = (pi * (2 * level - 1) for level in levels.tolist())
    return sin(x) + 7 * sin(y) ** 2 + 0.1 * z**4 * sin(x)


def test_the_indices_of_ishigami() -> None:
    """Ishigami and Homma 1990, a = 7 and b = 0.1: the variance is that of closed form."""
    a, b = 7.0, 0.1
    variance = a * a / 8 + b * pi**4 / 5 + b * b * pi**8 / 18 + 0.5
    alone = (1 + b * pi**4 / 5) ** 2 / 2 / variance
    squares, both = a * a / 8 / variance, 8 * b * b * pi**8 / 225 / variance
    expected = [(alone, alone + both), (squares, squares), (0.0, both)]
    for found, exact in zip(estimated(ishigami, 3), expected, strict=True):
        assert found == pytest.approx(exact, abs=0.04)


def test_the_indices_of_a_product() -> None:
    """Of x y z, all uniform from 1 to 2: 1 + v = E(x^2) / E(x)^2 = 28 / 27 for each."""
    v = 1 / 27
    whole = (1 + v) ** 3 - 1
    for found in estimated(lambda levels: float(np.prod(1 + levels)), 3):
        assert found == pytest.approx((v / whole, v * (1 + v) ** 2 / whole), abs=0.03)


def test_one_range_alone_has_all_of_it() -> None:
    ((first, total),) = estimated(lambda levels: float(levels[0] ** 3), 1, 1_000)
    assert first == pytest.approx(1, abs=0.25)
    assert total == pytest.approx(1, abs=0.25)


def test_what_does_not_matter_has_nothing() -> None:
    found = estimated(lambda levels: float(levels[1]), 2, 1_000)
    assert found[0] == (0.0, 0.0)


def test_a_total_index_lies_between_0_and_2_with_all_of_its_interval() -> None:
    """And where one replicate alone has all that a range changes, it is next to nothing known."""
    draws = np.arange(128.0).reshape(32, 4)
    little, against = draws[:, :1].copy(), draws[:, :1].max() - draws[:, :1]
    little[3] += 50
    found = indices(draws, draws[:, 1:2], [little, against])
    assert found is not None
    for index in found:
        assert 0.0 <= index.total.low <= index.total.value <= index.total.high <= 2.0
    assert found[0].total.low == 0.0
    assert found[1].total.value > 1.5


def test_what_is_of_one_range_is_told_to_the_last_bit() -> None:
    draws = np.arange(128.0).reshape(32, 4)
    same, other, nearly = draws[:, :2], draws[:, 2:], draws[:, :2].copy()
    nearly[5, 1] = np.nextafter(nearly[5, 1], np.inf)
    assert is_of_one(draws, [same, other, same])
    assert not is_of_one(draws, [nearly, other, same])


def test_what_never_varies_has_no_indices() -> None:
    same = np.ones((40, 16))
    assert indices(same, same[:, :2], [same[:, :2]]) is None


def test_the_cases_are_of_all_sorts() -> None:
    """The closed forms that coverage is counted on: each in turn, in one to six dimensions."""
    from itertools import islice
    from random import Random

    from tests.support.known_samples import known_figures

    some = list(islice(known_figures(Random(1)), 400))
    assert set(Counter(known.name for known in some)) == {"largest", "power", "product", "sum"}
    assert {len(known.ranges) for known in some} == set(range(1, 7))
