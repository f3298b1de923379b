"""What the alignments found, gathered: which step was left out, added or done at another place, in how many cases,
and how much longer those cases took.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from golive.engines.mining.conformance.alignments import Alignment, Conformance
from golive.engines.mining.statistics import Interval, quantile_difference, wilson

LEAST = 30  # cases on both sides before time is compared


class DeviationKind(StrEnum):
    LEFT_OUT = "left_out"  # the model wants it, the log has it not
    ADDED = "added"  # the log has it, the model not, here
    ELSEWHERE = "elsewhere"  # both in one case: done earlier or later than the model wants
    UNKNOWN = "unknown"  # the model does not know the activity at all


@dataclass(frozen=True)
class Deviation:
    """`after`: the commonest step before it. `extra_days`: median of cases with it less that of cases without any."""

    kind: DeviationKind
    activity: str
    after: str | None
    cases: int
    times: int
    share: Interval
    extra_days: Interval | None
    total_days: float
    variants: tuple[tuple[str, ...], ...]
    zh: str
    en: str


def deviations(
    conformance: Conformance,
    variants: Mapping[tuple[str, ...], int],
    durations: Mapping[tuple[str, ...], npt.NDArray[np.float64]] | None = None,
    seed: int = 1,
) -> list[Deviation]:
    """Largest first: by days lost in all, then by cases. `durations`: of the cases of each variant, in days."""
    counted: dict[tuple[DeviationKind, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
    places: dict[tuple[DeviationKind, str], Counter[str]] = defaultdict(Counter)
    known = conformance.net.labels()
    for trace, alignment in conformance.alignments.items():
        if not alignment.cost:
            continue
        for (kind, activity), times, after in _of_trace(trace, alignment, conformance, known):
            counted[kind, activity][trace] += times
            if after is not None:
                places[kind, activity][after] += variants[trace] * times
    straight = _joined(durations, [t for t, a in conformance.alignments.items() if not a.cost])
    out = []
    for (kind, activity), traces in counted.items():
        cases = sum(variants[trace] for trace in traces)
        extra = _extra(_joined(durations, list(traces)), straight, seed)
        usual = places[kind, activity].most_common(1)
        out.append(
            _deviation(
                kind,
                activity,
                usual[0][0] if usual else None,
                cases,
                sum(n * variants[trace] for trace, n in traces.items()),
                wilson(cases, conformance.aligned_cases),
                extra,
                tuple(traces),
            )
        )
    return sorted(out, key=lambda d: (-max(d.total_days, 0.0), -d.cases, d.activity))


def _of_trace(
    trace: tuple[str, ...], alignment: Alignment, conformance: Conformance, known: set[str]
) -> list[tuple[tuple[DeviationKind, str], int, str | None]]:
    """(kind and activity, how often, the step before) of one trace."""
    added: dict[str, list[str | None]] = defaultdict(list)
    missing: dict[str, list[str | None]] = defaultdict(list)
    before: str | None = None
    for move in alignment.moves:
        label = None if move.transition is None else conformance.net.transitions[move.transition].label
        if move.event is None:
            if label is not None:
                missing[label].append(before)
            continue
        if move.transition is None:
            added[trace[move.event]].append(before)
        before = trace[move.event]
    out: list[tuple[tuple[DeviationKind, str], int, str | None]] = []
    for activity in dict.fromkeys([*added, *missing]):
        more, less = added.get(activity, []), missing.get(activity, [])
        both = min(len(more), len(less))
        if both:
            out.append(((DeviationKind.ELSEWHERE, activity), both, more[0]))
        if len(more) > both:
            kind = DeviationKind.ADDED if activity in known else DeviationKind.UNKNOWN
            out.append(((kind, activity), len(more) - both, more[both]))
        if len(less) > both:
            out.append(((DeviationKind.LEFT_OUT, activity), len(less) - both, less[both]))
    return out


def _joined(
    durations: Mapping[tuple[str, ...], npt.NDArray[np.float64]] | None, traces: list[tuple[str, ...]]
) -> npt.NDArray[np.float64]:
    parts = [durations[trace] for trace in traces if trace in durations] if durations else []
    return np.concatenate(parts) if parts else np.zeros(0)


def _extra(with_it: npt.NDArray[np.float64], without: npt.NDArray[np.float64], seed: int) -> Interval | None:
    if min(len(with_it), len(without)) < LEAST:
        return None
    return quantile_difference(without, with_it, seed=seed)


_ZH = {
    DeviationKind.LEFT_OUT: "{cases} 件（{share:.1f}%）没有做“{activity}”{after}",
    DeviationKind.ADDED: "{cases} 件（{share:.1f}%）多做了“{activity}”{after}，共多出 {times} 次",
    DeviationKind.ELSEWHERE: "{cases} 件（{share:.1f}%）没有按规定的顺序做“{activity}”{after}",
    DeviationKind.UNKNOWN: "{cases} 件（{share:.1f}%）做了模型里没有的“{activity}”{after}，共 {times} 次",
}
_EN = {
    DeviationKind.LEFT_OUT: "{cases} cases ({share:.1f} %) left out “{activity}”{after}",
    DeviationKind.ADDED: "{cases} cases ({share:.1f} %) did “{activity}” more often than the model allows{after}: {times} times in all",
    DeviationKind.ELSEWHERE: "{cases} cases ({share:.1f} %) did “{activity}” out of order{after}",
    DeviationKind.UNKNOWN: "{cases} cases ({share:.1f} %) did “{activity}”, which the model does not know{after}: {times} times in all",
}


def _deviation(
    kind: DeviationKind,
    activity: str,
    after: str | None,
    cases: int,
    times: int,
    share: Interval,
    extra: Interval | None,
    traces: tuple[tuple[str, ...], ...],
) -> Deviation:
    values = {"cases": f"{cases:,}", "share": 100 * share.value, "activity": activity, "times": f"{times:,}"}
    zh = _ZH[kind].format(**values, after=f"（多在“{after}”之后）" if after else "")
    en = _EN[kind].format(**values, after=f", mostly after “{after}”" if after else "")
    total = 0.0
    if extra is None:
        zh, en = zh + "。", en + "."
    elif extra.excludes(0):
        total = cases * extra.value
        word = ("长", "longer") if extra.value > 0 else ("短", "shorter")
        zh += f"；中位数时长比完全符合的案例{word[0]} {abs(extra.value):.1f} 天。"
        en += f"; their median duration is {abs(extra.value):.1f} days {word[1]} than that of cases that follow the model."
    else:
        zh += "；时长与完全符合的案例没有可证明的差别。"
        en += "; no proven difference in duration from cases that follow the model."
    return Deviation(kind, activity, after, cases, times, share, extra, total, traces, zh, en)
