"""The arithmetic of earned value: what follows from BAC, PV, EV and AC, and earned schedule.

Names and formulas as in the PMI Standard for Earned Value Management (2019). A quotient by zero is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Estimating(StrEnum):
    """How the cost at completion is estimated."""

    REST_AS_BUDGETED = "rest_as_budgeted"  # AC + BAC - EV: what went wrong will not go wrong again
    RATE_SO_FAR = "rate_so_far"  # BAC / CPI: it goes on as it went
    RATE_AND_PACE = "rate_and_pace"  # BAC / (CPI · SPI)
    REST_AT_RATE_AND_PACE = "rest_at_rate_and_pace"  # AC + (BAC - EV) / (CPI · SPI)
    BOTTOM_UP = "bottom_up"  # AC + what people say is still to spend


def ratio(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or not b else a / b


@dataclass(frozen=True, slots=True)
class Indicators:
    """Of a project, a summary or a task, at one date. AC None: nobody said what was spent.

    etc_bottom_up   what is still to spend, as estimated by those who do it
    """

    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal | None
    etc_bottom_up: Decimal | None = None

    @property
    def sv(self) -> Decimal:
        return self.ev - self.pv

    @property
    def cv(self) -> Decimal | None:
        return None if self.ac is None else self.ev - self.ac

    @property
    def spi(self) -> Decimal | None:
        return ratio(self.ev, self.pv)

    @property
    def cpi(self) -> Decimal | None:
        return ratio(self.ev, self.ac)

    @property
    def eac_family(self) -> dict[Estimating, Decimal | None]:
        ac, rest = self.ac, self.bac - self.ev
        # 1 / CPI and 1 / (CPI · SPI) as single divisions at the very end, so that a completed budget comes out exactly.
        per_cost = ac or None
        per_both = None if not ac or not self.pv else ac * self.pv
        further = ratio(None if per_both is None else rest * per_both, self.ev**2)
        return {
            Estimating.REST_AS_BUDGETED: None if ac is None else ac + rest,
            Estimating.RATE_SO_FAR: ratio(None if per_cost is None else self.bac * per_cost, self.ev),
            Estimating.RATE_AND_PACE: ratio(None if per_both is None else self.bac * per_both, self.ev**2),
            Estimating.REST_AT_RATE_AND_PACE: None if ac is None or further is None else ac + further,
            Estimating.BOTTOM_UP: None if ac is None or self.etc_bottom_up is None else ac + self.etc_bottom_up,
        }

    @property
    def method(self) -> Estimating:
        """Bottom-up where it is given, else by the rate so far."""
        return Estimating.RATE_SO_FAR if self.etc_bottom_up is None else Estimating.BOTTOM_UP

    @property
    def eac(self) -> Decimal | None:
        return self.eac_family[self.method]

    @property
    def etc(self) -> Decimal | None:
        return None if self.eac is None or self.ac is None else self.eac - self.ac

    @property
    def vac(self) -> Decimal | None:
        return None if self.eac is None else self.bac - self.eac

    @property
    def tcpi_bac(self) -> Decimal | None:
        """The rate at which the rest must be done to keep the budget; None when the budget is spent exactly."""
        return None if self.ac is None else ratio(self.bac - self.ev, self.bac - self.ac)

    @property
    def tcpi_eac(self) -> Decimal | None:
        return None if self.eac is None or self.ac is None else ratio(self.bac - self.ev, self.eac - self.ac)

    @property
    def percent_earned(self) -> Decimal | None:
        return ratio(self.ev * 100, self.bac)


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """In periods (of a plan: working days). `planned`: planned duration; `at`: actual time; `es`: by when the plan
    meant to have earned what is earned now."""

    planned: Decimal
    at: Decimal
    es: Decimal

    @property
    def sv(self) -> Decimal:
        return self.es - self.at

    @property
    def spi(self) -> Decimal | None:
        return ratio(self.es, self.at)

    @property
    def forecast(self) -> Decimal | None:
        """Periods from the start to the finish if it goes on at this pace: PD / SPI(t)."""
        return ratio(self.planned, self.spi)


def earned_schedule(pv_at: Callable[[Decimal], Decimal], ev: Decimal, planned: Decimal, at: Decimal) -> EarnedSchedule:
    """ES = C + (EV - PV_C) / (PV_C+1 - PV_C), C being the last whole period before the plan reaches EV (Lipke 2003).

    `pv_at` gives the planned value at the end of so many periods; it never falls. Where it stands still, the earlier
    time counts, so that nothing earned is no time earned. What is complete has earned its whole planned duration.
    """
    if ev <= 0:
        return EarnedSchedule(planned, at, Decimal(0))
    if ev >= pv_at(planned):
        return EarnedSchedule(planned, at, planned)
    low, high = 0, int(planned.to_integral_value("ROUND_CEILING"))
    while high - low > 1:  # the first whole period in which the plan reaches EV ends at `high`
        middle = (low + high) // 2
        low, high = (middle, high) if pv_at(Decimal(middle)) < ev else (low, middle)
    begin, end = Decimal(low), min(Decimal(high), planned)
    before, after = pv_at(begin), pv_at(end)
    return EarnedSchedule(planned, at, begin + (ev - before) / (after - before) * (end - begin))
