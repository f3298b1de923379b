"""A report in a few lines: for the project's groups what every member may see, by mail what its readers may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from golive.apps.reports.models import Light, Report
from golive.apps.reports.period import Kind
from golive.apps.reports.sentences.registry import SENTENCES
from golive.apps.reports.standing import light
from golive.foundation.dispatch.audience import everybody_inside
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.outbox import robots_for, to_people, to_robots
from golive.foundation.words import Words, words

DENIED, REASONS, FIGURES = 5, 4, 6  # lines of each


def topic_of(kind: str) -> str:
    return f"reports.{kind}"


def page_of(report: Report) -> str:
    return reverse("reports:reports-detail", kwargs={"project": report.project.code, "pk": report.pk})


def announce(report: Report) -> list[Dispatch]:
    """To the robots that get reports of this kind."""
    robots = robots_for(report.project, topic_of(report.kind))
    return to_groups(report, robots, report.sent_by) if robots else []


def to_groups(report: Report, robots: Any, by: Any) -> list[Dispatch]:
    """Each group once. Where people of other firms may be in it, only what they may see here as well."""
    whole = everybody_inside(report.project)
    lines = list(_whole(report) if whole else _open(report))
    return to_robots(
        robots,
        topic_of(report.kind),
        title=title_of(report, whole=whole),
        lines=lines,
        url=page_of(report),
        about=report,
        once=f"report:{report.pk}",
        by=by,
    )


def to_readers(report: Report, people: Any, by: Any) -> list[Dispatch]:
    """By mail with the PDF, each once. `people` may read the report."""
    return to_people(
        people,
        topic_of(report.kind),
        project=report.project,
        title=title_of(report, whole=True),
        lines=list(_whole(report)),
        url=page_of(report),
        about=report,
        once=f"report:{report.pk}",
        by=by,
        paper={"make": "reports.pdf", "pk": report.pk},
    )


def title_of(report: Report, *, whole: bool) -> Words:
    """A meeting of the committee is known to those who are invited."""
    kind = Words.of(Kind(report.kind).label)
    if report.kind == Kind.STEERING and not whole:
        return words("%(kind)s has been issued", kind=kind)
    return words("%(kind)s %(period)s has been issued", kind=kind, period=report.shown_period)


def _whole(report: Report) -> Iterator[Words]:
    """What was typed and is denied comes first, as on the page."""
    content = report.content
    for said in content["contradictions"][:DENIED]:
        yield words("Typed, and denied by the records: %(what)s", what=Words.from_json(said["words"]))
    shown, proven = Words.of(Light(report.shown_status).label), Words.of(Light(report.proven).label)
    if report.contradicts:
        yield words("Entered as %(typed)s, but the evidence says %(proven)s:", typed=shown, proven=proven)
    else:
        yield words("Overall status: %(light)s", light=shown)
    yield from (Words.from_json(said["words"]) for said in content["evidence"]["reasons"][:REASONS])
    yield from _figures(content["sentences"])


def _open(report: Report) -> Iterator[Words]:
    """As the portfolio shows the project to somebody of another firm."""
    reasons = [said for said in report.content["evidence"]["reasons"] if said.get("open")]
    judged = light([said["tone"] for said in reasons])
    yield words("By plan and duties: %(light)s", light=Words.of(Light(judged).label))
    yield from (Words.from_json(said["words"]) for said in reasons[:REASONS])
    yield from _figures(
        s for s in report.content["sentences"] if s["query"] in SENTENCES and SENTENCES[s["query"]].open
    )


def _figures(sentences: Any) -> Iterator[Words]:
    found = [said["figure"] for said in sentences if said["figure"]]
    yield from (
        words("%(what)s: %(value)s", what=Words.from_json(name), value=value) for name, value in found[:FIGURES]
    )
