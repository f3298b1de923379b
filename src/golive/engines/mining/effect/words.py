"""What the comparison says, in two languages."""

from __future__ import annotations

from golive.engines.mining.effect.cohorts import Cohort
from golive.engines.mining.effect.judge import Effect, Verdict
from golive.engines.mining.findings.finding import Text

_MEASURES = {
    "duration": Text("案例历时", "duration of a case"),
    "events": Text("每个案例的步骤数", "steps of a case"),
    "levels": Text("每个案例的审批级数", "levels of approval of a case"),
    "rework": Text("有返工的案例占比", "share of cases with rework"),
    "rejected": Text("被驳回过的案例占比", "share of cases rejected at least once"),
    "touchless": Text("全程无人工的案例占比", "share of cases without manual work"),
    "four_eyes": Text("职责未分离的案例占比", "share of cases with two duties in one hand"),
}
_DAYS = ("span: ", "duration", "wait: ")
VERDICTS = {
    Verdict.IMPROVED: Text("已改善", "improved"),
    Verdict.WORSE: Text("变差", "worse"),
    Verdict.NO_PROVEN_CHANGE: Text("没有可证明的变化", "no proven change"),
    Verdict.TOO_FEW: Text("案例太少，不作判断", "too few cases to judge"),
    Verdict.GONE: Text("环节已取消", "step no longer taken"),
}
_SIZES = {
    "negligible": Text("效应可忽略", "negligible effect"),
    "small": Text("效应小", "small effect"),
    "medium": Text("效应中等", "medium effect"),
    "large": Text("效应大", "large effect"),
}


def measure_words(measure: str) -> Text:
    if measure.startswith("wait: "):
        name = measure.removeprefix("wait: ")
        return Text(f"等待“{name}”审批的时间", f"wait for the decision of “{name}”")
    if measure.startswith("span: "):
        first, _arrow, second = measure.removeprefix("span: ").partition(" → ")
        return Text(f"从“{first}”到“{second}”的时间", f"time from “{first}” to “{second}”")
    return _MEASURES.get(measure, Text(measure, measure))


def _value(effect: Effect, value: float, business: bool, signed: bool = False) -> Text:
    sign = "+" if signed else ""
    if effect.kind == "share":
        points = Text(" 个百分点", " points") if signed else Text("%", " %")
        return Text(f"{100 * value:{sign}.1f}{points.zh}", f"{100 * value:{sign}.1f}{points.en}")
    if effect.measure.startswith(_DAYS):
        unit = Text("个工作日", "working days") if business else Text("天", "days")
        return Text(f"{value:{sign}.2f} {unit.zh}", f"{value:{sign}.2f} {unit.en}")
    step = {"events": " 步", "levels": " 级"}.get(effect.measure, " ")
    return Text(f"{value:{sign}.1f}{step}", f"{value:{sign}.1f}")


_SAID = Text(
    "{measure}：{middle}由 {before}变为 {after}，差 {gap}（95% 区间 {low}至 {high}），{size}。结论：{verdict}{why}。",
    "{measure}: {middle}{before} before, {after} after, difference {gap} (95 % interval {low} to {high}), {size}. Verdict: "
    "{verdict}{why}.",
)


def sentence(effect: Effect, business: bool = False) -> Text:
    name = measure_words(effect.measure)
    name = Text(name.zh, name.en[0].upper() + name.en[1:])
    if effect.verdict is Verdict.GONE and effect.before is not None:
        was = Text(
            "{measure}：以前 {n} 次，中位 {before}；现在没有这个环节了。",
            "{measure}: {n} times before, median {before}; the step is no longer taken.",
        )
        return was.filled(measure=name, n=effect.n_before, before=_value(effect, effect.before, business))
    gap = effect.decisive
    if gap is None or effect.before is None or effect.after is None:
        few = Text(
            "{measure}：前 {n} 个、后 {m} 个，太少，不作判断。",
            "{measure}: {n} before and {m} after are too few to judge.",
        )
        return few.filled(measure=name, n=effect.n_before, m=effect.n_after)
    size = _SIZES[effect.magnitude]
    if effect.kind == "continuous" and effect.delta is not None:
        size = Text(f"{size.zh}（δ = {effect.delta.value:.3f}）", f"{size.en} (δ = {effect.delta.value:.3f})")
    return _SAID.filled(
        measure=name,
        middle=Text("中位", "median ") if effect.kind == "continuous" else Text("", ""),
        before=_value(effect, effect.before, business),
        after=_value(effect, effect.after, business),
        gap=_value(effect, gap.value, business, True),
        low=_value(effect, gap.low, business, True),
        high=_value(effect, gap.high, business, True),
        size=size,
        verdict=VERDICTS[effect.verdict],
        why=_why(effect),
    )


def _why(effect: Effect) -> Text:
    gap = effect.decisive
    if gap is None:
        return Text("", "")
    better = (gap.value < 0) == effect.lower_is_better
    sure = gap.excludes(0) and effect.p_holm < 0.05
    if effect.verdict is Verdict.NO_PROVEN_CHANGE and sure and better:
        if effect.target is not None:
            return Text("：有变化，但没有达到约定的目标", ": it moved, but the target agreed was not met")
        return Text("：差别可以证明，但小到没有意义", ": a difference is proven, but too small to matter")
    if effect.verdict is Verdict.NO_PROVEN_CHANGE and gap.excludes(0) and not sure:
        return Text(
            "：一次看这么多指标，这样的差别可能是偶然", ": with so many measures, such a difference may be chance"
        )
    if effect.verdict is Verdict.WORSE and effect.magnitude == "negligible" and effect.kind == "continuous":
        return Text("，但幅度可忽略；不能算成功", ", though by a negligible amount; no success")
    if effect.verdict is Verdict.IMPROVED and effect.target is None:
        return Text("（章程中没有约定目标）", " (no target had been agreed)")
    if effect.verdict is Verdict.IMPROVED:
        return Text("，达到约定的目标", ", and the target agreed was met")
    return Text("", "")


def headline(effects: list[Effect], business: bool = False) -> Text:
    """The verdict on the duration, and how the other measures went."""
    main = sentence(effects[0], business)
    counts = {v: sum(e.verdict is v for e in effects[1:]) for v in Verdict}
    rest = Text(
        "其他 {n} 项指标中 {up} 项改善、{down} 项变差、{same} 项没有可证明的变化。",
        "Other measures: {up} improved, {down} worse, {same} without proven change.",
    ).filled(
        n=len(effects) - 1 - counts[Verdict.TOO_FEW] - counts[Verdict.GONE], up=counts[Verdict.IMPROVED], down=counts[Verdict.WORSE],
        same=counts[Verdict.NO_PROVEN_CHANGE],
    )  # fmt: skip
    return Text(main.zh + rest.zh, f"{main.en} {rest.en}")


def notes(before: Cohort, after: Cohort, effects: list[Effect], crude: Effect | None = None) -> tuple[Text, ...]:
    """What a careful reader must know."""
    out = [
        Text(
            f"比较的是前 {before.cases:,} 个、后 {after.cases:,} 个已办结的案例，按开始日期分组。",
            f"Compared are {before.cases:,} finished cases before and {after.cases:,} after, by the date of their begin.",
        ),
        Text(
            "前后对比说明相关，不证明原因：同期的组织、业务量或人员变化也会起作用。",
            "Before and after shows an association, not a cause: organisation, volume or people may have changed as well.",
        ),
    ]
    if before.too_late or after.too_late:
        out.append(Text(
            f"开始得太晚、来不及在数据期内办完的案例没有计入（前 {before.too_late:,} 个、后 {after.too_late:,} 个），否则只会看到其中快的。",
            f"Left out: cases that began too late to finish within the data ({before.too_late:,} before, {after.too_late:,} "
            "after), of which only the quick ones would be seen.",
        ))  # fmt: skip
    if crude is not None and crude.before is not None and crude.after is not None and crude.delta is not None:
        out.append(Text(
            f"若把所有已办结的案例都算上（不留稳定期、不剔除太晚开始的），中位历时由 {crude.before:.2f} 天变为 {crude.after:.2f} 天（前 {crude.n_before:,} 个、后 {crude.n_after:,} 个，δ = {crude.delta.value:.3f}）。",
            f"With all finished cases (no gap, none left out) the median duration goes from {crude.before:.2f} to "
            f"{crude.after:.2f} days ({crude.n_before:,} and {crude.n_after:,} cases, δ = {crude.delta.value:.3f}).",
        ))  # fmt: skip
    shares = [side.unfinished / max(side.unfinished + side.cases, 1) for side in (before, after)]
    if max(shares) > 0.02:
        out.append(Text(
            f"没有办结而未计入的案例：前 {before.unfinished:,} 个（{100 * shares[0]:.1f}%）、后 {after.unfinished:,} 个（{100 * shares[1]:.1f}%）。",
            f"Not finished and left out: {before.unfinished:,} before ({100 * shares[0]:.1f} %), {after.unfinished:,} after "
            f"({100 * shares[1]:.1f} %).",
        ))  # fmt: skip
    if any(effect.paradox for effect in effects):
        out.append(Text(
            "各类案例的占比变了：按改变前的构成折算后，差别的方向相反；结论以折算后为准。",
            "The mix of cases changed: held as it was before, the difference turns round; the verdict rests on that.",
        ))  # fmt: skip
    volume = (after.cases / max(after.weeks, 1e-9)) / max(before.cases / max(before.weeks, 1e-9), 1e-9)
    if before.weeks >= 4 and after.weeks >= 4 and not 0.67 < volume < 1.5:
        out.append(Text(
            f"业务量变为原来的 {volume:.1f} 倍，比较时请留意。",
            f"The number of cases a week is {volume:.1f} times what it was; mind this when comparing.",
        ))  # fmt: skip
    return tuple(out)
