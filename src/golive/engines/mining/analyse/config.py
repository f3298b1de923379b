"""What a log cannot say by itself: which steps are approvals, who is a robot, what must happen, what an hour costs.

Everything may be left out; `propose.propose` fills what it can from the log, people correct it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Approval:
    """A level of approval: the activities that approve and those that reject."""

    name: str
    approve: tuple[str, ...]
    reject: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two activities in a relation that the rule using it names."""

    first: str
    second: str


@dataclass(frozen=True)
class Config:
    """`repeats`: activities that may rightly happen several times in a case. `systems`: resources that are no people;
    `collective`: resources that stand for many or for nobody. `mandatory`: what a finished case must have; `ends`: the
    activities that finish a case. `external`: dates in the world, such as the start of a trip, for which nobody in the
    process can be blamed: waiting for them is not counted. `order`: first must come before second. `separate`: not by the same person.
    `late`: first (a change) must not come after second. `amount`: numeric attribute of a case. `payment`: the activity
    that pays, `duplicate_by`: attributes that together name a payment. `cost_per_hour`: of work, in `currency`;
    `minutes_per_step`: of work where no begin is known. `cost_per_day`: of a case that waits a day. `sla_days`: promised
    duration of a case. `least`: observations below which nothing is said.
    """

    approvals: tuple[Approval, ...] = ()
    repeats: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    collective: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    order: tuple[Pair, ...] = ()
    separate: tuple[Pair, ...] = ()
    late: tuple[Pair, ...] = ()
    amount: str | None = None
    payment: str | None = None
    duplicate_by: tuple[str, ...] = ()
    attributes: tuple[str, ...] | None = None
    cost_per_hour: float | None = None
    cost_per_day: float | None = None
    currency: str = "CNY"
    minutes_per_step: float = 10.0
    sla_days: float | None = None
    least: int = 30
    owners: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        out = asdict(self)
        out["owners"] = dict(self.owners)
        for name in ("order", "separate", "late"):
            out[name] = [[pair.first, pair.second] for pair in getattr(self, name)]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in out.items()}


class ConfigError(ValueError):
    """`code`: unknown_key, wrong_value; `detail`: which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


_PAIRS = ("order", "separate", "late")
_LISTS = ("repeats", "systems", "collective", "mandatory", "ends", "external", "duplicate_by", "attributes")
_NUMBERS = ("cost_per_hour", "cost_per_day", "minutes_per_step", "sla_days", "least")


def read_config(document: Mapping[str, Any] | None, base: Config | None = None) -> Config:
    """What the document says, the rest from `base` (what was proposed). ConfigError for what cannot be understood."""
    known = {f.name for f in fields(Config)}
    given: dict[str, Any] = {}
    if document is not None and not isinstance(document, Mapping):
        raise ConfigError("wrong_value", "a mapping of names to values is expected")
    for name, value in (document or {}).items():
        if name not in known:
            raise ConfigError("unknown_key", str(name))
        try:
            given[name] = _value(name, value)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise ConfigError("wrong_value", str(name)) from error
    return replace(base or Config(), **given)


def _value(name: str, value: Any) -> Any:
    if name == "approvals":
        return tuple(_approval(item) for item in value)
    if name in _PAIRS:
        return tuple(Pair(str(first), str(second)) for first, second in value)
    if name in _LISTS:
        if value is None:
            return None if name == "attributes" else ()
        if isinstance(value, str):
            raise ValueError(name)
        return tuple(map(str, value))
    if name in _NUMBERS:
        number = None if value is None else float(value)
        if number is not None and number < 0:
            raise ValueError(name)
        return int(number or 1) if name == "least" else number
    if name == "owners":
        return tuple((str(k), str(v)) for k, v in value.items())
    return None if value is None else str(value)


def _approval(item: Mapping[str, Any]) -> Approval:
    approve, reject = item.get("approve", ()), item.get("reject", ())
    if isinstance(approve, str):
        approve = [approve]
    if isinstance(reject, str):
        reject = [reject]
    return Approval(str(item["name"]), tuple(map(str, approve)), tuple(map(str, reject)))
