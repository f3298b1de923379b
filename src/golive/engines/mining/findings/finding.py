"""What a finding is: a sentence for a manager in two languages, and everything that backs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from golive.engines.mining.analyse.facts import Evidence
from golive.engines.mining.statistics import Interval


class Text(NamedTuple):
    zh: str
    en: str

    def filled(self, **values: object) -> Text:
        """Both languages filled; a value that is a Text gives each its own."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))


class Kind(StrEnum):
    ACT = "act"  # something to change
    CONTROL = "control"  # a rule of control was broken
    KEEP = "keep"  # looked at and found to earn its place
    KNOW = "know"  # good to know, nothing to decide yet


class Owner(StrEnum):
    PROCESS = "process_owner"
    SPONSOR = "sponsor"
    CONTROL = "internal_control"
    IT = "it"
    LINE = "line_manager"


OWNERS = {
    Owner.PROCESS: Text("流程负责人", "process owner"),
    Owner.SPONSOR: Text("项目发起人", "sponsor"),
    Owner.CONTROL: Text("内控", "internal control"),
    Owner.IT: Text("信息部门", "IT"),
    Owner.LINE: Text("部门经理", "line manager"),
}


@dataclass(frozen=True)
class Finding:
    """`n`: observations behind it. `interval`: 95 % of the figure named `interval_of`. `days`: days of cases at stake in
    the period of the log, `money` likewise, None where the configuration gives no price. `effect`: share of all case
    time (or its like for a broken rule), by which findings are ranked.
    """

    rule: str
    kind: Kind
    subject: str
    text: Text
    action: Text
    owner: Owner
    n: int
    evidence: Evidence
    effect: float
    figures: dict[str, float | int | str | None] = field(default_factory=dict)
    interval: Interval | None = None
    interval_of: str = ""
    days: float | None = None
    money: float | None = None


def percent(share: float) -> str:
    """At least two meaningful digits, so that 0.6 % does not become 1 %."""
    value = 100 * share
    if value >= 99.95:
        return "100%" if share == 1 else ">99.9%"
    return f"{value:.1f}%" if value >= 10 or value == 0 else f"{value:.2f}%"


def count(number: float) -> str:
    return f"{number:,.0f}"
