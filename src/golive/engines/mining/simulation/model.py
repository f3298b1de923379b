"""What a simulation needs to know of a process, beyond its net: how long, by whom, how often which way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from golive.engines.mining.model.net import PetriNet
from golive.engines.worktime import Calendar, always_on

Values = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Values]  # so many values


def constant(value: float) -> Draw:
    return lambda rng, n: np.full(n, float(value))


def exponential(mean: float) -> Draw:
    return lambda rng, n: rng.exponential(mean, n)


def empirical(values: Values, factor: float = 1.0) -> Draw:
    """Drawn from what was observed, with replacement; nothing observed is zero."""
    if not len(values):
        return constant(0.0)
    return lambda rng, n: values[rng.integers(0, len(values), n)] * factor


@dataclass(frozen=True)
class Step:
    """An activity. `delay`: minutes of working time until somebody could begin, for reasons other than a busy pool;
    `service`: minutes of work; `pool`: who does it, None for nobody who could be busy. `below`: cases with an amount
    below it skip the step. `silent`: nothing happens any more.
    """

    delay: Draw = field(default_factory=lambda: constant(0.0))
    service: Draw = field(default_factory=lambda: constant(0.0))
    pool: str | None = None
    below: float | None = None
    silent: bool = False


@dataclass(frozen=True)
class Pool:
    name: str
    capacity: int
    calendar: Calendar | None = None  # None: the model's


@dataclass(frozen=True)
class Model:
    """`weights`: of each transition, relative to those it competes with. `arrivals`: minutes (UTC, since 1970) at which
    the cases of one run begin, ascending, for (generator, cases). `amounts`: of cases, empty if unknown.
    """

    net: PetriNet
    weights: tuple[float, ...]
    steps: dict[str, Step]
    arrivals: Draw
    calendar: Calendar = field(default_factory=always_on)
    pools: dict[str, Pool] = field(default_factory=dict)
    amounts: Values = field(default_factory=lambda: np.zeros(0))


class SimulationError(ValueError):
    """`code`: what is wrong; `detail`: where. Codes: unknown_key, wrong_value, unknown_step, unknown_pool, no_amounts,
    no_cases, no_capacity, endless.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
