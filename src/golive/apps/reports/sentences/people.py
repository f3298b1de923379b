"""Who was trained, and how users were helped."""

from __future__ import annotations

from typing import Any

from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.apps.reports.week import Week
from golive.apps.support.models import Ticket
from golive.apps.support.registers import TICKETS
from golive.apps.training import queries as training
from golive.apps.training.registers import COURSES
from golive.foundation.words import words


@sentence("training", section="people", order=10)
def trained(project: Any, week: Week) -> list[Sentence]:
    rows = training.learners(project)
    if not rows:
        return []
    passed = [r for r in rows if week.by_then(r.passed_at)]
    new = [r for r in passed if week.has(r.passed_at)]
    text = words(
        "%(n)s of %(all)s course places are passed, %(new)s of them this week.",
        n=len(passed),
        all=len(rows),
        new=len(new),
    )
    links = [Row(f"{r.person} · {r.course.title}", COURSES.url("detail", project, r.course.pk)) for r in new]
    return [Sentence(text, COURSES.url("", project), links)]


@sentence("support", section="people", order=20)
def helped(project: Any, week: Week) -> list[Sentence]:
    rows = list(Ticket.objects.filter(project=project, reported_at__lte=week.until).order_by("number"))
    if not rows:
        return []
    new = [t for t in rows if week.has(t.reported_at)]
    answered = [t for t in rows if week.has(t.answered_at)]
    late = [t for t in rows if t.due_at < week.until and not week.by_then(t.answered_at)]
    text = words(
        "Tickets reported this week: %(new)s, answered: %(answered)s, past their answer time: %(late)s.",
        new=len(new),
        answered=len(answered),
        late=len(late),
    )
    links = [Row(str(t), TICKETS.url("detail", project, t.pk)) for t in {t.pk: t for t in [*late, *new]}.values()]
    return [Sentence(text, TICKETS.url("", project), links, "warn" if late else "")]
