"""What was agreed in the charter: a measure and the value or change at which it counts as reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


class TargetError(ValueError):
    """`code`: unknown_key, wrong_value; `detail`: which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Target:
    """One of: `at_most` / `at_least` (a value after), `change` (after - before), `change_percent` (of before).

    Days for durations and waits, shares from 0 to 1 for rates. Negative changes are wanted where less is better.
    """

    at_most: float | None = None
    at_least: float | None = None
    change: float | None = None
    change_percent: float | None = None

    def met(self, before: float, after: float) -> bool:
        """Everything that was set has been reached."""
        gap = after - before
        checks = [
            self.at_most is None or after <= self.at_most,
            self.at_least is None or after >= self.at_least,
            self.change is None or (gap <= self.change if self.change < 0 else gap >= self.change),
        ]
        if self.change_percent is not None:
            wanted = before * self.change_percent / 100
            checks.append(gap <= wanted if wanted < 0 else gap >= wanted)
        return all(checks)


def read_targets(document: Mapping[str, Any] | None) -> dict[str, Target]:
    """Measure → target, from a mapping as people write it. TargetError for what cannot be understood."""
    known = {f.name for f in fields(Target)}
    out: dict[str, Target] = {}
    for measure, given in (document or {}).items():
        if not isinstance(given, Mapping) or not given:
            raise TargetError("wrong_value", str(measure))
        unknown = set(given) - known
        if unknown:
            raise TargetError("unknown_key", f"{measure}: {', '.join(sorted(map(str, unknown)))}")
        try:
            out[str(measure)] = Target(**{str(k): float(v) for k, v in given.items()})
        except (TypeError, ValueError) as error:
            raise TargetError("wrong_value", str(measure)) from error
    return out
