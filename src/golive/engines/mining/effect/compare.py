"""Two cohorts, all measures, one correction, and the sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace

from golive.engines.mining.analyse.config import Config
from golive.engines.mining.effect.cohorts import (
    GAP_DAYS,
    Between,
    Cohort,
    CohortError,
    Window,
    cohort,
    windows_around,
)
from golive.engines.mining.effect.judge import (
    LEAST,
    Effect,
    Verdict,
    gone,
    judge_durations,
    judge_shares,
    verdict_of,
)
from golive.engines.mining.effect.target import Target
from golive.engines.mining.effect.words import headline, notes, sentence
from golive.engines.mining.findings.finding import Text
from golive.engines.mining.findings.propose import propose
from golive.engines.mining.log import EventLog
from golive.engines.mining.statistics import holm
from golive.engines.worktime import Calendar

# Measures of which more is better.
_MORE = ("touchless",)


@dataclass(frozen=True)
class Comparison:
    """`effects`: the span that was asked for, then the duration of cases first. `texts`: a sentence for each; `notes`: what limits the comparison.
    `crude`: the duration of all finished cases, without gap and guard, to see what those change.
    """

    before: Cohort
    after: Cohort
    effects: tuple[Effect, ...]
    texts: tuple[Text, ...]
    headline: Text
    notes: tuple[Text, ...]
    crude: Effect | None = None

    @property
    def verdict(self) -> Verdict:
        """Of the duration of cases, the measure that the rest explains; or of the first measure with a target."""
        return next((e.verdict for e in self.effects if e.target is not None), self.effects[0].verdict)


@dataclass(frozen=True)
class Question:
    """How to compare. `targets`: measure → target, measures as in `Effect.measure`. `config_after`: where the later log
    names its activities otherwise. `between`: the span between two steps is what was promised (target "span"); it is told first.
    """

    config: Config | None = None
    calendar: Calendar | None = None
    targets: dict[str, Target] | None = None
    strata: tuple[str, ...] = ()
    cluster: str | None = None
    seed: int = 1
    guard: bool = True
    config_after: Config | None = None
    between: Between | None = None


def compare_split(
    log: EventLog,
    cut_us: int,
    question: Question | None = None,
    gap_days: float = GAP_DAYS,
    length_days: float | None = None,
    until_us: int | None = None,
) -> Comparison:
    """One log, before a moment and after the gap that follows it. CohortError when a side has too few cases.

    `until_us`: the later side ends there, such as 90 days after go-live.
    """
    asked = question or Question()
    config = asked.config or propose(log)
    first, second = _until(windows_around(cut_us, gap_days, length_days), until_us)
    given = (asked.calendar, asked.strata, asked.cluster, asked.guard, False, asked.between)
    wide = _until(windows_around(cut_us, 0, length_days), until_us)
    every = [cohort(log, config, window, asked.calendar, guard=False, only_durations=True).durations for window in wide]
    crude = judge_durations("duration", every[0], every[1], seed=asked.seed)
    return _compared(
        cohort(log, config, first, *given), cohort(log, asked.config_after or config, second, *given), asked, crude
    )


def _until(windows: tuple[Window, Window], end_us: int | None) -> tuple[Window, Window]:
    first, second = windows
    return first, second if end_us is None else Window(second.low, end_us)


def compare(
    before: EventLog,
    after: EventLog,
    question: Question | None = None,
    windows: tuple[Window, Window] = (Window(), Window()),
) -> Comparison:
    """Two logs, such as that of the legacy system and that of the new ERP, each with the proposal of its own names.

    `windows`: which begins of cases count on each side, such as before go-live and after the days of settling in.
    """
    asked = question or Question()
    given = (asked.calendar, asked.strata, asked.cluster, asked.guard, False, asked.between)
    first = cohort(before, asked.config or propose(before), windows[0], *given)
    later = asked.config_after or asked.config or propose(after)
    return _compared(first, cohort(after, later, windows[1], *given), asked)


def _compared(before: Cohort, after: Cohort, asked: Question, crude: Effect | None = None) -> Comparison:
    for side, code in ((before, "nothing_before"), (after, "nothing_after")):
        if side.cases < LEAST:
            raise CohortError(code, str(side.cases))
    targets = asked.targets or {}
    strata = (before.strata, after.strata) if asked.strata else None
    clusters = (before.clusters, after.clusters) if asked.cluster else None
    effects = []
    if asked.between and before.span is not None and after.span is not None:
        key = f"span: {asked.between[0][0]} → {asked.between[1][0]}"
        effects.append(judge_durations(key, before.span, after.span, target=targets.get("span"), seed=asked.seed))
    effects.append(
        judge_durations(
            "duration",
            before.durations,
            after.durations,
            strata=strata,
            clusters=clusters,
            target=targets.get("duration"),
            seed=asked.seed,
        )
    )
    for name in before.numbers:
        if name in after.numbers:
            effects.append(
                judge_durations(
                    name, before.numbers[name], after.numbers[name], target=targets.get(name), seed=asked.seed
                )
            )
    for name in before.waits:
        if name in after.waits:
            key, ours, theirs = f"wait: {name}", before.waits[name], after.waits[name]
            if not len(theirs) and len(ours) >= LEAST:
                effects.append(gone(key, ours))
                continue
            effects.append(judge_durations(key, ours, theirs, target=targets.get(key), seed=asked.seed))
    for name in before.flags:
        if name in after.flags:
            effects.append(
                judge_shares(
                    name,
                    before.flags[name],
                    after.flags[name],
                    target=targets.get(name),
                    lower_is_better=name not in _MORE,
                )
            )
    judged = _concluded(effects)
    return Comparison(
        before,
        after,
        tuple(judged),
        tuple(sentence(effect, asked.calendar is not None) for effect in judged),
        headline(judged, asked.calendar is not None),
        notes(before, after, judged, crude),
        crude,
    )


def _concluded(effects: list[Effect]) -> list[Effect]:
    """Holm over the measures that could be judged, then the verdicts."""
    known = [i for i, effect in enumerate(effects) if effect.difference is not None]
    out = list(effects)
    for i, p in zip(known, holm([effects[i].p for i in known]), strict=True):
        corrected = replace(effects[i], p_holm=p)
        out[i] = replace(corrected, verdict=verdict_of(corrected))
    return out
