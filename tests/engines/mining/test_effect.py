"""Before and after: the published log, no false successes, guards and strata."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from golive.engines.mining.effect import (
    CohortError,
    Question,
    Target,
    TargetError,
    Verdict,
    compare,
    compare_split,
    judge_durations,
    judge_shares,
    read_targets,
)
from golive.engines.mining.effect.judge import verdict_of
from golive.engines.mining.findings import Config
from tests.engines.mining.made_logs import BEGIN, approvals, log_of

NEW_YEAR = int(datetime(2018, 1, 1, tzinfo=UTC).timestamp() * 1e6)


def test_the_pilot_and_the_university(domestic_log):
    found = compare_split(domestic_log, NEW_YEAR, Question(guard=False), gap_days=0)
    guarded = compare_split(domestic_log, NEW_YEAR, gap_days=0)
    duration = found.effects[0]
    assert (duration.n_before, duration.n_after) == (2141, 7771)
    assert (round(duration.before, 2), round(duration.after, 2)) == (7.10, 7.99)
    assert round(duration.delta.value, 3) == 0.113 and duration.magnitude == "negligible"
    assert duration.p == pytest.approx(8e-16, rel=0.2)
    assert (round(duration.p90_before, 2), round(duration.p90_after, 2)) == (19.25, 18.86)
    assert duration.difference.low > 0.3 and duration.difference.high < 1.1
    assert duration.verdict is not Verdict.IMPROVED and found.verdict is not Verdict.IMPROVED
    assert "可忽略" in found.headline.zh and "no success" in found.headline.en
    # Cases that began at the end of the data are seen only if they were quick.
    assert guarded.after.too_late > 0 and guarded.crude.delta.value == duration.delta.value


@pytest.mark.parametrize("kind", ["durations", "shares"])
def test_no_effect_gives_hardly_any_verdict(kind):
    """Both groups from one distribution: at most one false alarm in twenty, with room for chance."""
    rng, alarms = np.random.default_rng(11), 0
    for seed in range(200):
        if kind == "durations":
            a, b = rng.lognormal(1, 1, 120), rng.lognormal(1, 1, 200)
            effect = judge_durations("duration", a, b, seed=seed)
        else:
            effect = judge_shares("rejected", rng.random(150) < 0.2, rng.random(300) < 0.2)
        alarms += verdict_of(effect) in (Verdict.IMPROVED, Verdict.WORSE)
    assert alarms <= 0.05 * 200 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_a_proven_gain_below_the_target_is_no_success():
    rng = np.random.default_rng(2)
    before, after = rng.lognormal(2, 0.5, 500), rng.lognormal(1.5, 0.5, 500)
    free = judge_durations("duration", before, after)
    assert verdict_of(free) is Verdict.IMPROVED
    missed = judge_durations("duration", before, after, target=Target(at_most=3.0))
    assert missed.target_met is False and verdict_of(missed) is Verdict.NO_PROVEN_CHANGE
    met = judge_durations("duration", before, after, target=Target(change_percent=-30))
    assert met.target_met and verdict_of(met) is Verdict.IMPROVED
    assert verdict_of(judge_durations("duration", after, before, target=Target(at_most=99))) is Verdict.WORSE


def test_a_target_met_by_chance_is_no_success():
    rng = np.random.default_rng(4)
    before, after = rng.lognormal(2, 1, 40), rng.lognormal(1.9, 1, 40)
    effect = judge_durations("duration", before, after, target=Target(at_most=100))
    assert effect.target_met and verdict_of(effect) is Verdict.NO_PROVEN_CHANGE


def test_a_change_of_mix_does_not_pass_for_success():
    """Each site gets slower, yet more cases come from the quick one: the crude median falls (Simpson)."""
    rng = np.random.default_rng(6)

    def site(quick, slow, factor):
        values = np.concatenate([rng.normal(2, 0.2, quick), rng.normal(10, 0.5, slow)]) * factor
        return values, ["quick"] * quick + ["slow"] * slow

    before, strata_before = site(100, 300, 1.0)
    after, strata_after = site(300, 100, 1.2)
    crude = judge_durations("duration", before, after)
    assert crude.difference.high < 0 and verdict_of(crude) is Verdict.IMPROVED
    fair = judge_durations("duration", before, after, strata=(strata_before, strata_after))
    assert fair.paradox and fair.adjusted.low > 0 and verdict_of(fair) is Verdict.WORSE


def test_many_measures_are_corrected_together():
    cases = approvals(400, 40)
    with log_of(cases, every=3) as log:
        found = compare_split(log, int((BEGIN.timestamp() + 600 * 3600) * 1e6), gap_days=0)
    assert len(found.effects) > 4
    assert all(effect.p_holm >= effect.p for effect in found.effects)


def test_a_dropped_level_is_seen_in_two_logs():
    before = approvals(300, 6)
    after = [
        [(a, h - (29 if a != "Ask" else 0), w) for a, h, w in case if "经理" not in a] for case in approvals(300, 0)
    ]
    with log_of(before) as old, log_of(after) as new:
        found = compare(old, new, Question(targets={"duration": Target(at_most=1.0)}))
    assert found.verdict is Verdict.IMPROVED and found.effects[0].target_met
    assert found.before.cases == 300 - found.before.too_late
    levels = next(e for e in found.effects if e.measure == "levels")
    assert (levels.before, levels.after) == (2, 1)


def test_the_gap_and_too_few_cases():
    with log_of(approvals(200, 0), every=24) as log:
        cut = int((BEGIN.timestamp() + 100 * 86400) * 1e6)
        wide = compare_split(log, cut, gap_days=28)
        assert wide.after.cases < 75 and wide.before.cases > 95
        with pytest.raises(CohortError) as refused:
            compare_split(log, cut, gap_days=99)
        assert refused.value.code == "nothing_after"
        with pytest.raises(CohortError):
            compare_split(log, cut, Question(strata=("nowhere",)))


def test_strata_and_clusters_come_from_attributes():
    site = [f"s{i % 4}" for i in range(300)]
    with log_of(approvals(300, 0), site=site) as log:
        asked = Question(Config(), strata=("site",), cluster="site")
        found = compare_split(log, int((BEGIN.timestamp() + 150 * 7 * 3600) * 1e6), asked, gap_days=0)
    assert found.effects[0].adjusted is not None and found.effects[0].adjusted.value == 0
    assert found.verdict is Verdict.NO_PROVEN_CHANGE


def test_targets_as_people_write_them():
    assert read_targets({"duration": {"at_most": 3}}) == {"duration": Target(at_most=3.0)}
    for wrong in ({"duration": 3}, {"duration": {"most": 3}}, {"duration": {"at_most": "x"}}):
        with pytest.raises(TargetError):
            read_targets(wrong)
