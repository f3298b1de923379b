"""The content of a report: written once as data, read again in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from golive.apps.reports.models import WeeklyReport
from golive.apps.reports.sentences.registry import SECTIONS, in_order
from golive.apps.reports.standing import standing
from golive.apps.reports.week import Week
from golive.foundation.words import Words


def written(project: Any, week: Week) -> dict[str, Any]:
    """Every sentence of the week, and what the evidence says as a whole; JSON."""
    said = [s.to_json(d.name, d.section) for d in in_order() for s in d.query(project, week)]
    return {
        "monday": week.monday.isoformat(),
        "sunday": week.sunday.isoformat(),
        "until": week.until.isoformat(),
        "evidence": standing(project, week).to_json(),
        "sentences": said,
    }


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
class Read:
    """A report in the language that is active now."""

    reasons: list[Line]
    figures: list[dict[str, str]]
    sections: list[tuple[str, list[Line]]] = field(default_factory=list)


def read(report: WeeklyReport) -> Read:
    said = report.content["sentences"]
    figures = [
        {"name": str(Words.from_json(s["figure"][0])), "value": s["figure"][1], "tone": s["tone"], "url": s["url"]}
        for s in said
        if s["figure"]
    ]
    sections = [(str(label), [_line(s) for s in said if s["section"] == key]) for key, label in SECTIONS.items()]
    reasons = [_line(s) for s in report.content["evidence"]["reasons"]]
    return Read(reasons, figures, [(label, lines) for label, lines in sections if lines])


def _line(said: dict[str, Any]) -> Line:
    rows = [(str(Words.from_json(r["label"])), r["url"]) for r in said["rows"]]
    return Line(str(Words.from_json(said["words"])), said["url"], said["tone"], rows, said["more"])
