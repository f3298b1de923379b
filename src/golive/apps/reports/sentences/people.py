"""Who was trained, and how users were helped."""

from __future__ import annotations

from typing import Any

from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import WITHIN, Row, Sentence, sentence
from golive.apps.support.models import Ticket
from golive.apps.support.registers import TICKETS
from golive.apps.training import queries as training
from golive.apps.training.registers import COURSES
from golive.foundation.words import words


@sentence("training", section="people", order=10, kinds=WITHIN, open=True)
def trained(project: Any, period: Period) -> list[Sentence]:
    rows = training.learners(project)
    if not rows:
        return []
    passed = [r for r in rows if period.by_then(r.passed_at)]
    new = [r for r in passed if period.has(r.passed_at)]
    text = words(
        "%(n)s of %(all)s course places are passed, %(new)s of them %(this)s.",
        this=period.said.this,
        n=len(passed),
        all=len(rows),
        new=len(new),
    )
    links = [Row(f"{r.person} · {r.course.title}", COURSES.url("detail", project, r.course.pk)) for r in new]
    return [Sentence(text, COURSES.url("", project), links)]


@sentence("support", section="people", order=20, kinds=WITHIN)
def helped(project: Any, period: Period) -> list[Sentence]:
    rows = list(Ticket.objects.filter(project=project, reported_at__lte=period.until).order_by("number"))
    if not rows:
        return []
    new = [t for t in rows if period.has(t.reported_at)]
    answered = [t for t in rows if period.has(t.answered_at)]
    late = [t for t in rows if t.due_at < period.until and not period.by_then(t.answered_at)]
    text = words(
        "Tickets reported %(this)s: %(new)s, answered: %(answered)s, past their answer time: %(late)s.",
        this=period.said.this,
        new=len(new),
        answered=len(answered),
        late=len(late),
    )
    links = [Row(str(t), TICKETS.url("detail", project, t.pk)) for t in {t.pk: t for t in [*late, *new]}.values()]
    return [Sentence(text, TICKETS.url("", project), links, "warn" if late else "")]
