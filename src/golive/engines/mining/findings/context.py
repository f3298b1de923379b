"""Facts of a log as findings say them: spans in words, what work and waiting cost."""

from __future__ import annotations

from golive.engines.mining.analyse.facts import HOUR_US, Facts
from golive.engines.mining.findings.finding import Text


class Context(Facts):
    """Facts as people say them."""

    def span(self, days: float) -> Text:
        """A duration as people say it."""
        hours = days * self.day_us / HOUR_US
        if days >= 0.1:
            digits = 2 if days < 10 else 1
            unit = ("个工作日", "working days") if self.business else ("天", "days")
            return Text(f"{days:.{digits}f} {unit[0]}", f"{days:.{digits}f} {unit[1]}")
        if hours >= 1:
            return Text(f"{hours:.1f} 小时", f"{hours:.1f} hours")
        minutes = round(hours * 60)
        if not minutes:
            return Text("不到一分钟", "less than a minute")
        return Text(f"{minutes} 分钟", f"{minutes} minute" + ("s" if minutes > 1 else ""))

    def total(self, days: float) -> Text:
        unit = ("个工作日", "working days") if self.business else ("天", "days")
        return Text(f"{days:,.0f} {unit[0]}", f"{days:,.0f} {unit[1]}")

    def labour(self, executions: float, minutes: float | None = None) -> float | None:
        """What so many executions of a step cost, or None without a price."""
        if self.config.cost_per_hour is None:
            return None
        per = self.config.minutes_per_step if minutes is None else minutes
        return executions * per / 60 * self.config.cost_per_hour

    def waiting(self, days: float) -> float | None:
        return None if self.config.cost_per_day is None else days * self.config.cost_per_day

    def money(self, *parts: float | None) -> float | None:
        known = [part for part in parts if part is not None]
        return sum(known) if known else None
