"""Total cost of ownership over some years, plain and discounted. Money in fen (integers), rates as Decimal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

YEARS = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """`fen` is paid in year `first` and, where `last` is later, again in every year up to it, growing by `growth` each
    year (0.03: three per cent). Year 0 is the purchase, year 1 the first year of use."""

    kind: str
    fen: int
    first: int = 0
    last: int = 0
    growth: Decimal = Decimal(0)


@dataclass(frozen=True)
class Ownership:
    """`years[y]`: fen of year y, from 0; `kinds`: kind → fen over all years; `present`: discounted to year 0."""

    years: tuple[int, ...]
    kinds: dict[str, int]
    present: int

    @property
    def total(self) -> int:
        return sum(self.years)


def ownership(costs: Iterable[Cost], *, years: int = YEARS, rate: Decimal = Decimal(0)) -> Ownership:
    """What a product costs until the end of year `years`. What falls after it is not counted. Each year's amount of each
    cost is rounded to the fen (half to even) before it is added, so that the parts sum to the whole."""
    if years < 1 or rate <= -1:
        raise ValueError("years must be 1 or more, the rate above -100 %")
    of_year, of_kind = [0] * (years + 1), dict[str, int]()
    for cost in costs:
        for year in range(max(cost.first, 0), min(max(cost.last, cost.first), years) + 1):
            fen = _round(cost.fen * (1 + cost.growth) ** (year - cost.first))
            of_year[year] += fen
            of_kind[cost.kind] = of_kind.get(cost.kind, 0) + fen
    present = _round(sum((Decimal(fen) / (1 + rate) ** y for y, fen in enumerate(of_year)), Decimal(0)))
    return Ownership(tuple(of_year), of_kind, present)


def _round(value: Decimal) -> int:
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_EVEN))
