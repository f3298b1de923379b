"""The catalogue of duties as data: read once from `catalogue/*.yaml`, refused as a whole when a row is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml
from django.utils.translation import get_language

from golive.engines.worktime import Rule, parse_rule
from golive.foundation.accounts.models import Party

VERSION = "2026.11"  # of the catalogue; raised when a row changes in meaning
PHASES = ("requirements", "selection", "implementation", "trial", "acceptance", "care")
STATE_CADENCES = frozenset({"once", "phase"})
PERIODIC = frozenset({"daily", "weekly", "monthly", "quarterly"})
CADENCES = STATE_CADENCES | PERIODIC | {"event", "after_go_live"}
COUNTS = {"S": 5, "M": 14, "B": 10, "I": 13, "V": 5, "C": 5, "T": 5, "E": 5, "Q": 6, "A": 8, "X": 4}
IDS = tuple(f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1))
SECTION = re.compile(r"[\w-]+\.md#[\w-]+")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?:\s|$)")


class CatalogueError(ValueError):
    """A row of the catalogue that cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same in Chinese and English; `str()` is in the reader's language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Term:
    """One cadence of a duty. `rule` in worktime's words; `days`: so many days after go-live."""

    cadence: str
    rule: Rule | None = None
    days: tuple[int, ...] = ()

    @property
    def is_state(self) -> bool:
        return self.cadence in STATE_CADENCES

    @property
    def is_periodic(self) -> bool:
        return self.cadence in PERIODIC

    @property
    def is_event(self) -> bool:
        return self.cadence == "event"


@dataclass(frozen=True, slots=True)
class Duty:
    """One row: `party` is accountable; `terms` say when it is owed (a report is weekly, its meeting monthly; the first
    is the main one); `phases` in which; `grace` in working hours; `by` "project", "department" or "person" (each of the party for himself); `escalation`:
    parties told one after another; `page`: URL name of the page on which it is performed ("" while there is none);
    `action`: the word on the button.

    `why`: what goes wrong when nobody does it. `raci`: the usual parties responsible (R: their members' facts count),
    consulted (C) and informed (I). `apart`: duties the same person must not hold too. `workload`: hours of effort each
    time it is owed. `handbook`: "file.md#section" of docs/handbook/zh-CN and docs/handbook/en."""

    id: str
    party: str
    title: Text
    how: Text
    evidence: Text
    action: Text
    terms: tuple[Term, ...]
    phases: tuple[str, ...]
    grace: int
    by: str
    escalation: tuple[str, ...]
    page: str
    why: Text
    raci: Mapping[str, tuple[str, ...]] = field(hash=False)
    apart: tuple[str, ...]
    workload: float
    handbook: Text

    @property
    def by_department(self) -> bool:
        return self.by == "department"

    @property
    def inside(self) -> bool:
        """Whether its evidence is only for the client's own people."""
        return self.party not in (Party.VENDOR, Party.CONSULTANT)


class _Duties(Mapping[str, Duty]):
    """The catalogue, read on first use."""

    def __getitem__(self, key: str) -> Duty:
        return load()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(load())

    def __len__(self) -> int:
        return len(load())


DUTIES = _Duties()


@lru_cache
def load() -> Mapping[str, Duty]:
    """All duties by id, in the order of the mission's list. CatalogueError when something is wrong."""
    found: dict[str, Duty] = {}
    for file in sorted(files(__package__).joinpath("catalogue").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            for row in yaml.safe_load(file.read_text("utf8")):
                duty = read(row)
                if duty.id in found:
                    raise CatalogueError(f"{duty.id} is written twice")
                found[duty.id] = duty
    if set(found) != set(IDS):
        raise CatalogueError(f"missing or unknown: {sorted(set(found) ^ set(IDS))}")
    check_apart(found)
    return MappingProxyType({key: found[key] for key in IDS})


def check_apart(duties: Mapping[str, Duty]) -> None:
    """What must be apart is so from both sides. CatalogueError names the pair that is not."""
    for duty in duties.values():
        for other in duty.apart:
            if other == duty.id or other not in duties:
                raise CatalogueError(f"{duty.id}: apart from {other}, which is no other duty")
            if duty.id not in duties[other].apart:
                raise CatalogueError(f"{other}: must be apart from {duty.id}, as {duty.id} is from it")


def read(row: dict[str, Any]) -> Duty:
    """One row, checked."""
    key = row.get("id", "?")
    try:
        duty = Duty(
            id=key,
            party=row.get("party", key[0]),
            **{name: _text(row[name]) for name in ("title", "how", "why", "evidence", "action", "handbook")},
            terms=read_terms(row["terms"]),
            phases=tuple(row.get("phases", ())),
            grace=int(row.get("grace", 8)),
            by=row.get("by", "project"),
            escalation=tuple(row.get("escalation", "MS")),
            page=row.get("page", ""),
            raci=MappingProxyType({letter: tuple(row["raci"][letter]) for letter in "RCI"}),
            apart=tuple(row.get("apart", ())),
            workload=float(row["workload"]),
        )
        _check(duty)
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{key}: {error}") from error
    return duty


def _text(pair: dict[str, str]) -> Text:
    text = Text(pair["zh"].strip(), pair["en"].strip())
    if not text.zh or not text.en:
        raise ValueError("both languages are needed")
    if HALF_WIDTH.search(text.zh):
        raise ValueError(f"half-width punctuation in {text.zh!r}")
    return text


def read_terms(rows: list[dict[str, Any]]) -> tuple[Term, ...]:
    """Cadences as they are written in the catalogue and in method templates. ValueError for one that cannot be."""
    terms = tuple(
        Term(row["cadence"], parse_rule(row["due"]) if row.get("due") else None, tuple(row.get("days", ())))
        for row in rows
    )
    for term in terms:
        if term.cadence not in CADENCES:
            raise ValueError(f"unknown cadence {term.cadence}")
        if not _rule_fits(term):
            raise ValueError(f"a rule that fits its cadence is needed: {term.cadence}")
    return terms


def _check(duty: Duty) -> None:
    parties = {p.value for p in Party}
    kinds = [t.cadence for t in duty.terms]
    letters = [party for given in duty.raci.values() for party in given]
    checks = {
        "unknown party": {duty.party, *duty.escalation} <= parties,
        "unknown phase": set(duty.phases) <= set(PHASES),
        "no or a repeated cadence": 0 < len(kinds) == len(set(kinds)),
        "by is project, department or person": duty.by in ("project", "department", "person"),
        "a duty owed once has one phase": "once" not in kinds or len(duty.phases) == 1,
        "a duty by phase needs phases": "phase" not in kinds or bool(duty.phases),
        "grace is not negative": duty.grace >= 0,
        "an escalation path": bool(duty.escalation),
        "unknown party in raci": set(letters) <= parties,
        "a party has one letter": len(letters) == len(set(letters)),
        "somebody is responsible": bool(duty.raci["R"]),
        "effort is more than nothing": duty.workload > 0,
        "handbook is file.md#section": all(SECTION.fullmatch(t) for t in (duty.handbook.zh, duty.handbook.en)),
    }
    for problem, fine in checks.items():
        if not fine:
            raise ValueError(problem)


def _rule_fits(term: Term) -> bool:
    if (term.cadence == "after_go_live") != bool(term.days):
        return False
    if term.is_periodic:
        return term.rule is not None and term.rule.kind == term.cadence
    return (term.rule is not None and term.rule.is_event) if term.is_event else term.rule is None
