"""What a study says, in two languages."""

from __future__ import annotations

from golive.engines.mining.findings.finding import Text
from golive.engines.mining.simulation.study import Calibration, Measure, Study

MEASURES = {
    "cycle_mean": Text("平均历时", "mean duration"),
    "cycle_median": Text("中位历时", "median duration"),
    "cycle_p90": Text("最慢十分之一的历时下限", "duration exceeded by one case in ten"),
    "work_minutes": Text("每个案例的办理时间", "work in a case"),
    "queue_minutes": Text("每个案例排队等人的时间", "time a case queues for people"),
    "cost": Text("每个案例的人工成本", "cost of work in a case"),
}
_GRADES = {
    "good": Text("模拟与日志吻合", "The simulation reproduces the log"),
    "fair": Text("模拟与日志大致吻合", "The simulation roughly reproduces the log"),
    "poor": Text(
        "模拟与日志不吻合，结果只作参考", "The simulation does not reproduce the log; take its results as a hint only"
    ),
}


def _unit(study: Study, name: str) -> Text:
    if name.startswith("cycle"):
        return Text(" 天", " days")
    if name == "cost":
        return Text(f" {study.scenario.currency} ", f" {study.scenario.currency}")
    return Text(" 分钟", " minutes")


def measure_sentence(study: Study, measure: Measure) -> Text:
    gap, unit, name = measure.difference, _unit(study, measure.name), MEASURES[measure.name]
    values = {
        "name": name,
        "Name": Text(name.zh, name.en[0].upper() + name.en[1:]),
        "a": f"{measure.as_is.value:,.2f}",
        "b": f"{measure.to_be.value:,.2f}",
        "gap": f"{gap.value:+,.2f}",
        "low": f"{gap.low:+,.2f}",
        "high": f"{gap.high:+,.2f}",
        "unit": unit,
    }
    if not gap.value and not gap.low and not gap.high:
        return Text("{name}不变：{a}{unit}。", "No change in {name}: {a}{unit}.").filled(**values)
    if not gap.excludes(0):
        return Text(
            "{name}没有可证明的变化：{a}{unit} → {b}{unit}（差 {gap}，95% 区间 {low} 至 {high}）。",
            "No proven change in {name}: {a}{unit} to {b}{unit} (difference {gap}, 95 % interval {low} to {high}).",
        ).filled(**values)
    return Text(
        "{name}由 {a}{unit}变为 {b}{unit}（差 {gap}，95% 区间 {low} 至 {high}）。",
        "{Name}: {a}{unit} become {b}{unit} (difference {gap}, 95 % interval {low} to {high}).",
    ).filled(**values)


def calibration_sentence(found: Calibration) -> Text:
    grade = _GRADES[found.grade]
    log, runs, worst = found.log, found.simulated, 100 * found.worst
    return Text(
        f"{grade.zh}：平均历时日志 {log['mean']:.2f} 天、模拟 {runs['mean']:.2f} 天；中位日志 {log['median']:.2f} 天、模拟 {runs['median']:.2f} 天；最大误差 {worst:.0f}%。",
        f"{grade.en}: mean {log['mean']:.2f} days in the log, {runs['mean']:.2f} simulated; median {log['median']:.2f} and "
        f"{runs['median']:.2f}; largest error {worst:.0f} %.",
    )


def sentences(study: Study) -> list[Text]:
    """Duration first, then work and cost where there is any, then steps that happen more or less often, then pools."""
    out = [
        measure_sentence(study, m)
        for m in study.measures
        if m.name.startswith("cycle") or m.as_is.value or m.to_be.value
    ]
    for name, (before, after) in study.executions.items():
        if abs(after - before) > max(0.05 * before, 0.005):
            out.append(Text(
                f"“{name}”每百个案例由 {100 * before:.0f} 次变为 {100 * after:.0f} 次。",
                f"“{name}” is done {100 * after:.0f} times in 100 cases instead of {100 * before:.0f}.",
            ))  # fmt: skip
    for name, (before, after) in study.busy.items():
        out.append(Text(
            f"“{name}”的忙碌率由 {100 * before:.0f}% 变为 {100 * after:.0f}%。",
            f"“{name}” is busy {100 * after:.0f} % of the time instead of {100 * before:.0f} %.",
        ))  # fmt: skip
    return out
