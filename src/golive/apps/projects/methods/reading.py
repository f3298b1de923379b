"""From YAML to a `Method`, checked: words in both languages, known phases, parties and duties, no task after itself."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from golive.apps.projects.methods import (
    Deliverable,
    DutyChoice,
    Method,
    MethodError,
    MethodGate,
    MethodPhase,
    MethodTask,
    Words,
)
from golive.foundation.accounts.models import Party
from golive.foundation.duties.catalogue import DUTIES, HALF_WIDTH, PHASES, read_terms

PARTIES = frozenset(p.value for p in Party)


def read(key: str, raw: dict[str, Any]) -> Method:
    """One template. MethodError says what in it is wrong."""
    try:
        made = Method(
            id=key,
            name=_words(raw["name"]),
            audience=_words(raw["for"]),
            go_live=raw["go_live"],
            phases=tuple(_phase(name, row) for name, row in raw["phases"].items()),
            tasks=tuple(_task(name, phase, row) for phase, rows in raw["tasks"].items() for name, row in rows.items()),
            duties=_duties(raw["duties"], raw.get("tailored", {})),
            gates=tuple(
                MethodGate(phase, _words(row["name"]), tuple(row["duties"])) for phase, row in raw["gates"].items()
            ),
            deliverables=tuple(
                Deliverable(phase, _words([zh, en]), party)
                for phase, rows in raw["deliverables"].items()
                for zh, en, party in rows
            ),
        )
        _check_phases(made)
        _check_tasks(made)
        _check_duties(made)
        _check_deliverables(made)
    except (KeyError, TypeError, ValueError) as error:
        raise MethodError(f"method {key}: {error}") from error
    return made


def _words(pair: list[str]) -> Words:
    zh, en = pair
    if not zh or not en or HALF_WIDTH.search(zh):
        raise ValueError(f"two languages and full-width punctuation are needed: {pair}")
    return Words(zh, en)


def _phase(key: str, row: dict[str, Any]) -> MethodPhase:
    return MethodPhase(
        key,
        _words(row["name"]),
        row.get("start", 1.0),
        row.get("end", 1.0),
        row.get("start_after", 0),
        row.get("end_after", 0),
        row.get("part_of", ""),
    )


def _task(key: str, phase: str, row: list[Any]) -> MethodTask:
    zh, en, days, party, after, *rest = row
    return MethodTask(key, phase, _words([zh, en]), days, party, tuple(after), _words(rest[0]) if rest else None)


def _duties(rows: list[list[str]], tailored: dict[str, dict[str, Any]]) -> MappingProxyType[str, DutyChoice]:
    chosen = [duty_id for row in rows for duty_id in row]
    if len(chosen) != len(set(chosen)):
        raise ValueError("a duty is chosen twice")
    if lost := set(tailored) - set(chosen):
        raise ValueError(f"tailored but not chosen: {sorted(lost)}")
    return MappingProxyType({duty_id: _choice(tailored.get(duty_id, {})) for duty_id in chosen})


def _choice(row: dict[str, Any]) -> DutyChoice:
    if unknown := set(row) - {"terms", "phases"}:
        raise ValueError(f"a duty cannot be tailored by {sorted(unknown)}")
    return DutyChoice(read_terms(row.get("terms", [])), tuple(row.get("phases", ())))


def _check_phases(method: Method) -> None:
    keys = [p.key for p in method.phases]
    for number, phase in enumerate(method.phases):
        if phase.kind not in PHASES or (phase.part_of and phase.key in PHASES):
            raise ValueError(f"phase {phase.key} is neither of the catalogue nor part of such a phase")
        if phase.part_of and phase.part_of not in keys[number + 1 :]:
            raise ValueError(f"phase {phase.key} does not come before {phase.part_of}, of which it is a part")
        if (phase.start, phase.start_after) >= (phase.end, phase.end_after):
            raise ValueError(f"phase {phase.key} ends before it starts")


def _check_tasks(method: Method) -> None:
    keys = {p.key for p in method.phases}
    known = {t.id for t in method.tasks}
    if len(known) != len(method.tasks):
        raise ValueError("two tasks have one id")
    before: dict[str, set[str]] = {}
    for task in method.tasks:
        before[task.id] = {follower.split()[0] for follower in task.after}
        if lost := before[task.id] - known:
            raise ValueError(f"task {task.id} follows unknown {sorted(lost)}")
        if task.phase not in keys or task.party not in PARTIES or task.days < 0:
            raise ValueError(f"task {task.id} has an unknown phase or party, or less than no duration")
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        raise ValueError(f"tasks follow each other in a circle: {error.args[1]}") from error
    if not any(t.id == method.go_live and t.days == 0 for t in method.tasks):
        raise ValueError(f"the go-live {method.go_live} is no milestone")


def _check_duties(method: Method) -> None:
    """Each chosen duty exists, keeps a cadence that can be reckoned, and has a phase in which it is owed."""
    kinds = {p.kind for p in method.phases}
    for duty_id, choice in method.duties.items():
        if duty_id not in DUTIES:
            raise ValueError(f"there is no duty {duty_id}")
        duty = choice.applied(DUTIES[duty_id])
        if not set(choice.phases) <= kinds or (duty.phases and not kinds & set(duty.phases)):
            raise ValueError(f"{duty_id} is owed in no phase of the method")
    for gate in method.gates:
        if gate.phase not in {p.key for p in method.phases} or not set(gate.duties) <= set(method.duties):
            raise ValueError(f"gate {gate.phase} has an unknown phase, or asks for a duty that is not chosen")


def _check_deliverables(method: Method) -> None:
    keys = {p.key for p in method.phases}
    for row in method.deliverables:
        if row.phase not in keys or row.party not in PARTIES:
            raise ValueError(f"deliverable {row.name.en} has an unknown phase or party")
