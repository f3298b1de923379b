"""Multi-skill problems of iMOPSE (Myszkowski et al. 2015), files `.def`: every task needs one person with a skill."""

from __future__ import annotations

import re
from pathlib import Path

from golive.engines.schedule.levelling.problem import Activity, LevellingError, Order, Pool, Problem, Skill

_SKILL = re.compile(r"(\w+):\s*(\d+)")


def read_imopse(path: Path) -> Problem:
    """LevellingError "not_imopse" with the line that cannot be read, and those of `Problem`."""
    try:
        lines = path.read_text("latin-1").splitlines()
    except OSError as error:
        raise LevellingError("unreadable", detail=error.strerror or "") from error
    people = [_person(line) for line in _rows(lines, "ResourceID")]
    tasks = [_task(line) for line in _rows(lines, "TaskID")]
    orders = tuple(Order(pred, task.id) for task, preds in tasks for pred in preds)
    return Problem(tuple(task for task, _ in tasks), tuple(people), orders, path.stem)


def _rows(lines: list[str], title: str) -> list[str]:
    """The lines below a heading, up to the next rule."""
    at = next((i for i, line in enumerate(lines) if line.startswith(title)), None)
    if at is None:
        raise LevellingError("not_imopse", detail=title)
    rows: list[str] = []
    for line in lines[at + 1 :]:
        if line.startswith("==="):
            break
        if line.strip():
            rows.append(line)
    if not rows:
        raise LevellingError("not_imopse", detail=title)
    return rows


def _person(line: str) -> Pool:
    try:
        number, _salary, *_ = line.split()
        return Pool(int(number), number, skills={name: int(level) for name, level in _SKILL.findall(line)})
    except ValueError as error:
        raise LevellingError("not_imopse", detail=line.strip()) from error


def _task(line: str) -> tuple[Activity, list[int]]:
    skills = tuple(Skill(name, int(level)) for name, level in _SKILL.findall(line))
    try:
        number, duration, *preds = (int(word) for word in _SKILL.sub("", line).split())
    except ValueError as error:
        raise LevellingError("not_imopse", detail=line.strip()) from error
    return Activity(number, duration, skills=skills), preds
