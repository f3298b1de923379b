"""Statistics against brute force and published values."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.mining.statistics import (
    bootstrap_mean,
    bootstrap_quantile,
    chi_square_2x2,
    cliffs_delta_interval,
    hodges_lehmann,
    holm,
    magnitude,
    mann_kendall,
    mann_whitney,
    quantile_difference,
    share_difference,
    two_proportions,
    van_elteren,
    wilson,
)

few = st.lists(st.integers(0, 9).map(float), min_size=2, max_size=12).map(np.array)


def test_wilson_and_newcombe_as_published():
    # Newcombe 1998, table I (81/263) and table II, example (a): 56/70 against 48/80.
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    gap = share_difference((48, 80), (56, 70))
    assert (round(gap.value, 4), round(gap.low, 4), round(gap.high, 4)) == (0.2, 0.0524, 0.3339)
    assert wilson(0, 20).low == 0 and wilson(20, 20).high == 1
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 0)


@given(few, few)
def test_ranks_by_brute_force(before, after):
    found = mann_whitney(before, after)
    pairs = list(product(before, after))
    u = sum((b > a) + 0.5 * (b == a) for a, b in pairs)
    assert found.u == u and found.delta == pytest.approx(2 * u / len(pairs) - 1)
    differences = sorted(b - a for a, b in pairs)
    assert hodges_lehmann(before, after).value == pytest.approx(np.median(differences), abs=1e-6)
    delta = cliffs_delta_interval(before, after)
    assert delta.value == pytest.approx(found.delta) and -1 <= delta.low <= delta.high <= 1
    assert van_elteren([(before, after)]).p == pytest.approx(found.p)


def test_mann_whitney_as_scipy_has_it():
    # scipy.stats.mannwhitneyu(y, x, use_continuity=False, method="asymptotic"), scipy 1.17.1
    x = np.array([1.1, 2.2, 2.2, 3.3, 4.4, 5.0, 5.0, 6.1])
    y = np.array([2.2, 3.9, 5.0, 6.5, 7.7, 8.0, 9.1, 9.9, 5.0])
    found = mann_whitney(x, y)
    assert found.u == 58.0 and found.p == pytest.approx(0.03273258049602695)


def test_other_p_values():
    # scipy.stats.chi2_contingency(…, correction=False)
    assert chi_square_2x2(10, 20, 30, 40) == pytest.approx((0.7936507936507936, 0.37299848361348686), rel=1e-9)
    assert chi_square_2x2(0, 0, 3, 4) == (0.0, 1.0)
    assert two_proportions((15, 100), (30, 100)) == pytest.approx(0.011085166380602708)
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    slope, p = mann_kendall(np.arange(10.0))
    assert slope == 1 and p == pytest.approx(8.3e-5, rel=0.02)
    assert mann_kendall(np.ones(10))[1] == 1
    assert [magnitude(d) for d in (0.1, -0.2, 0.4, -0.9)] == ["negligible", "small", "medium", "large"]


def test_the_bootstrap_of_a_median_equals_resampling():
    values = np.random.default_rng(3).lognormal(1, 1, 101)
    found = bootstrap_quantile(values, seed=1, repeats=20_000)
    rng = np.random.default_rng(9)
    drawn = np.median(values[rng.integers(0, 101, (20_000, 101))], axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.value == np.median(values)
    assert found.low == pytest.approx(low, rel=0.05) and found.high == pytest.approx(high, rel=0.05)
    even = bootstrap_quantile(values[:100], 0.9, repeats=20_000)
    drawn = np.quantile(values[:100][rng.integers(0, 100, (20_000, 100))], 0.9, axis=1)
    assert even.value == pytest.approx(np.quantile(values[:100], 0.9))
    assert (even.low, even.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), rel=0.1)


def test_clusters_widen_an_interval():
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(20), 50)
    values = rng.normal(0, 1, 20)[clusters] + rng.normal(0, 0.1, 1000)
    plain, clustered = bootstrap_quantile(values), bootstrap_quantile(values, clusters=clusters)
    assert clustered.high - clustered.low > 3 * (plain.high - plain.low)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_means_and_differences_hold_the_estimate(seed):
    values = np.random.default_rng(seed).exponential(5, 60)
    mean = bootstrap_mean(values, seed=seed)
    assert mean.low < mean.value < mean.high
    assert quantile_difference(values, values + 3, seed=seed).value == pytest.approx(3)
    assert bootstrap_mean(values, most=10).high > values.mean()


def test_intervals_cover_what_they_should():
    """Of 250 samples about 95 % of the intervals hold the true median."""
    rng, true = np.random.default_rng(5), float(np.exp(1))
    hits = 0
    for seed in range(250):
        found = bootstrap_quantile(rng.lognormal(1, 1, 80), seed=seed, repeats=500)
        hits += found.low <= true <= found.high
    assert 0.91 <= hits / 250 <= 0.985
