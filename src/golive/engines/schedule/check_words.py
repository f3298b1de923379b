"""The points of the plan check in words: what each is called, what it asks, what to do. Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from golive.engines.schedule.check import Missing, Point, PointCode

Words = Mapping[str, str]

NAMES: Mapping[PointCode, Words] = {
    PointCode.LOGIC: {"en": "Missing logic", "zh": "缺少逻辑关系"},
    PointCode.LEADS: {"en": "Leads", "zh": "提前量"},
    PointCode.LAGS: {"en": "Lags", "zh": "延隔量"},
    PointCode.RELATIONSHIP_TYPES: {"en": "Finish-to-start links", "zh": "完成—开始关系"},
    PointCode.HARD_CONSTRAINTS: {"en": "Hard constraints", "zh": "硬约束"},
    PointCode.HIGH_FLOAT: {"en": "High float", "zh": "时差过大"},
    PointCode.NEGATIVE_FLOAT: {"en": "Negative float", "zh": "负时差"},
    PointCode.HIGH_DURATION: {"en": "Long durations", "zh": "工期过长"},
    PointCode.INVALID_DATES: {"en": "Invalid dates", "zh": "无效日期"},
    PointCode.RESOURCES: {"en": "Missing resources", "zh": "缺少资源"},
    PointCode.MISSED_TASKS: {"en": "Missed tasks", "zh": "误期任务"},
    PointCode.CRITICAL_PATH_TEST: {"en": "Critical path test", "zh": "关键路径测试"},
    PointCode.CPLI: {"en": "Critical path length index", "zh": "关键路径长度指数（CPLI）"},
    PointCode.BEI: {"en": "Baseline execution index", "zh": "基线执行指数（BEI）"},
}

ADVICE: Mapping[PointCode, Words] = {
    PointCode.LOGIC: {
        "en": "Give every task what it waits for and what waits for it; else its delay moves nothing.",
        "zh": "为每项任务补上前置和后续任务，否则它的延误不会反映到计划里。",
    },
    PointCode.LEADS: {
        "en": "Split the predecessor where the successor really begins, and link there.",
        "zh": "把前置任务在后续任务真正开始的位置拆开，再建立关系。",
    },
    PointCode.LAGS: {
        "en": "Make a task of every wait, with an owner: an approval, a delivery, a drying time.",
        "zh": "把等待改成有负责人的任务，例如审批、到货、静置。",
    },
    PointCode.RELATIONSHIP_TYPES: {
        "en": "Prefer finish-to-start: split tasks until one really follows the other.",
        "zh": "尽量使用完成—开始关系：把任务拆细，直到前后顺序真正成立。",
    },
    PointCode.HARD_CONSTRAINTS: {
        "en": "Use deadlines or “start no earlier than”; a hard date hides a delay instead of showing it.",
        "zh": "改用期限或“不得早于……开始”；硬约束会掩盖延误，而不是暴露延误。",
    },
    PointCode.HIGH_FLOAT: {
        "en": "Look for missing successors: hardly any task can really wait that long.",
        "zh": "检查是否漏了后续任务：很少有任务真的可以等这么久。",
    },
    PointCode.NEGATIVE_FLOAT: {
        "en": "The plan misses its own dates: shorten the path, or agree another date.",
        "zh": "计划已经赶不上自己的日期：压缩路径，或重新商定日期。",
    },
    PointCode.HIGH_DURATION: {
        "en": "Divide it: progress on a task of this length is seen too late.",
        "zh": "拆分任务：这么长的任务，偏差发现得太晚。",
    },
    PointCode.INVALID_DATES: {
        "en": "Report actual dates, and move what is not done after the data date.",
        "zh": "补报实际日期，把未完成的工作移到数据日期之后。",
    },
    PointCode.RESOURCES: {
        "en": "Say who does it, or what it costs.",
        "zh": "写明由谁来做，或花费多少。",
    },
    PointCode.MISSED_TASKS: {
        "en": "Ask why these were late before the next ones are: the cause is often the same.",
        "zh": "先弄清这些任务为什么误期，后面的任务往往是同一个原因。",
    },
    PointCode.CRITICAL_PATH_TEST: {
        "en": "A constraint or a missing link holds the finish: the plan cannot warn of a delay.",
        "zh": "有约束或缺失的关系固定了完工日期：计划无法对延误发出预警。",
    },
    PointCode.CPLI: {
        "en": "The rest must go faster than planned to keep the date: shorten the critical path.",
        "zh": "要保住日期，余下的工作必须比计划更快：压缩关键路径。",
    },
    PointCode.BEI: {
        "en": "Fewer tasks are done than the baseline promised: re-plan with those who do them.",
        "zh": "完成的任务少于基线承诺：与执行人一起重新安排。",
    },
}

UNJUDGED: Mapping[Missing, Words] = {
    Missing.NOTHING: {"en": "There is nothing to look at.", "zh": "没有可检查的对象。"},
    Missing.DATA_DATE: {"en": "It needs a data date.", "zh": "需要数据日期。"},
    Missing.BASELINE: {"en": "It needs a baseline.", "zh": "需要基线。"},
    Missing.CRITICAL: {"en": "No open task is on the critical path.", "zh": "没有未完成的任务处在关键路径上。"},
}


def advice(point: Point) -> Words:
    """What to do about a point that failed; why one could not be judged; nothing where all is well."""
    if point.missing is not None:
        return UNJUDGED[point.missing]
    return {"en": "", "zh": ""} if point.passed else ADVICE[point.code]
