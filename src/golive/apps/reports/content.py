"""The content of a report: written once as data, read again in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from golive.apps.reports.models import Report
from golive.apps.reports.period import Kind, Period
from golive.apps.reports.sentences.registry import SECTIONS, Sentence, in_order
from golive.apps.reports.standing import standing
from golive.foundation.duties.models import Signal
from golive.foundation.words import Words


def written(project: Any, period: Period) -> dict[str, Any]:
    """Every sentence of the period, and what the evidence says as a whole; JSON."""
    said = [s.to_json(d.name, d.section) for d in in_order(period.kind) for s in d.query(project, period)]
    return {
        "name": name_of(project, period),
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "until": period.until.isoformat(),
        "evidence": standing(project, period).to_json(),
        "contradictions": [s.to_json("contradictions") for s in contradictions(project, period)],
        "sentences": said,
    }


def contradictions(project: Any, period: Period) -> list[Sentence]:
    """What somebody typed and the records denied, at that time: it stands above everything else."""
    still = Q(ended_at=None) | Q(ended_at__gt=period.until)
    rows = Signal.objects.filter(still, project=project, kind=Signal.Kind.CONTRADICTION, seen_at__lte=period.until)
    return [Sentence(Words.from_json(s.text), s.url, tone="bad") for s in rows.order_by("seen_at", "id")]


def name_of(project: Any, period: Period) -> str:
    """A phase as it is called, a meeting by its day; "" of weeks and months, which are named by their keys."""
    if period.kind == Kind.PHASE:
        return str(next((p.name for p in project.phases.all() if p.key == period.key), period.key))
    return f"{period.key} · {period.day(period.end)}" if period.kind == Kind.STEERING else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in the reader's language; `rows` as (label, url), `more` beyond them."""

    text: str
    url: str
    tone: str
    rows: list[tuple[str, str]]
    more: int

    @property
    def count(self) -> int:
        return len(self.rows) + self.more


@dataclass(frozen=True, slots=True)
class Chapter:
    """`remark`: what the manager wrote to it, shown as his word and never among the figures."""

    name: str
    lines: list[Line]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A report in the language that is active now."""

    contradictions: list[Line]
    reasons: list[Line]
    figures: list[dict[str, str]]
    chapters: list[Chapter] = field(default_factory=list)


def chapters_of(report: Report) -> list[tuple[str, Any]]:
    """Key and name of those that have something to say."""
    spoken = {s["section"] for s in report.content["sentences"]}
    return [(key, label) for key, label in SECTIONS.items() if key in spoken]


def read(report: Report) -> Read:
    said = report.content["sentences"]
    figures = [
        {"name": str(Words.from_json(s["figure"][0])), "value": s["figure"][1], "tone": s["tone"], "url": s["url"]}
        for s in said
        if s["figure"]
    ]
    chapters = [
        Chapter(str(label), [_line(s) for s in said if s["section"] == key], report.remarks.get(key, ""))
        for key, label in chapters_of(report)
    ]
    reasons = [_line(s) for s in report.content["evidence"]["reasons"]]
    denied = [_line(s) for s in report.content["contradictions"]]
    return Read(denied, reasons, figures, chapters)


def _line(said: dict[str, Any]) -> Line:
    rows = [(str(Words.from_json(r["label"])), r["url"]) for r in said["rows"]]
    return Line(str(Words.from_json(said["words"])), said["url"], said["tone"], rows, said["more"])
