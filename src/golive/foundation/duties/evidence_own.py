"""What the engine's own records prove: that what was escalated got an answer, that the matrix is issued and true, and that
everybody has read his part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from golive.foundation.audit.services import subject_key
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.lines import address
from golive.foundation.duties.matrix import issued
from golive.foundation.duties.models import Escalation, MatrixIssue
from golive.foundation.duties.noticing.matrix_faults import doubles, gaps
from golive.foundation.duties.noticing.picture import Picture
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, evidence, phases_of, words
from golive.foundation.duties.states import State
from golive.foundation.duties.telling.digest_words import title_of


@evidence("X2")
def escalations_are_answered(project: Any) -> Evidence:
    """及时解决: each escalation is answered by the person it was laid before, or what it is about gets done.

    Only those may answer whom the use case lets, so `closed_by` is left out. Escalations of this very duty are left
    out as well: an answer that is missing is escalated, and makes no further duty. What was met is known from the
    evaluation before, so an escalation that nobody answered is closed by the next one, as of the right time."""
    rows = Escalation.objects.filter(obligation__project=project).exclude(obligation__duty_id="X2")
    page = address("duties:escalations", project)
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.at,
                label=words("Answer the escalation of “%(duty)s”", duty=title_of(row.obligation, own=False)),
                url=f"{page}?state=all#e{row.pk}",
                person_id=row.to_id,
                closed_at=_closed_at(row),
            )
            for row in rows.select_related("obligation")
        ]
    )


def _closed_at(row: Escalation) -> datetime | None:
    """When it was answered, or when it ceased to be owed by that date."""
    owed = row.obligation
    alive = owed.state == State.OVERDUE and owed.due_at == row.due_for
    ends = [row.answered_at, None if alive else max(row.at, owed.met_at or owed.state_since)]
    return min((end for end in ends if end), default=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time in which what is done counts for a phase of a duty."""

    key: str
    since: datetime | None  # None: from the beginning of time
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def stretches(picture: Picture, duty_id: str) -> list[Stretch]:
    """Those of a duty owed by phase that have begun, as `windows` has them."""
    phases = picture.held.duties.get(duty_id, DUTIES[duty_id]).phases
    starts = [(p.key, picture.calendar.instant(p.start, 0)) for p in phases_of(picture.project) if p.key in phases]
    ends = [*(start for _key, start in starts[1:]), None][: len(starts)]
    found = [
        Stretch(key, start if n else None, end) for n, ((key, start), end) in enumerate(zip(starts, ends, strict=True))
    ]
    return [s for s in found if s.since is None or s.since <= picture.now]


@evidence("M2")
def matrix_is_issued_and_true(project: Any) -> Evidence:
    """团队管理: in each phase a matrix was issued that still says who is accountable, and nobody is missing or double."""
    picture, seats = issued.present(project)
    issues = list(MatrixIssue.objects.filter(project=project).order_by("number"))
    times = stretches(picture, "M2")
    missing = [Missing(f.text, url=f.page) for f in [*gaps(picture), *doubles(picture)]]
    missing += _not_issued(issues, times, picture)
    if issues and (not times or times[-1].holds(issues[-1].at)):
        changed = list(issued.differences(issues[-1].content, picture, seats))
        if changed:
            text = words("The matrix changed since version %(n)s: %(first)s", n=issues[-1].number, first=changed[0])
            if len(changed) > 1:
                text = words("%(text)s, and %(n)s changes more", text=text, n=len(changed) - 1)
            missing.append(Missing(text, url=_page(picture)))
    return Evidence(facts=[_issued(issue, times, picture) for issue in issues], missing=missing)


@evidence("X4")
def everybody_has_read_his_part(project: Any) -> Evidence:
    """各司其职: each member has acknowledged the matrix of the phase, and nothing is left without a person."""
    picture, _seats = issued.present(project)
    issues = list(MatrixIssue.objects.filter(project=project).order_by("number").prefetch_related("acknowledgements"))
    times = stretches(picture, "X4")
    facts, missing = [], [Missing(f.text, url=f.page) for f in gaps(picture)]
    missing += _not_issued(issues, times, picture)
    for issue in issues:
        read = {a.person_id: a.at for a in issue.acknowledgements.all()}
        facts.append(_issued(issue, times, picture))
        if len(read) > 1:
            told = words("%(read)s members have acknowledged version %(n)s", read=len(read), n=issue.number)
            facts.append(Fact(max(read.values()), issue.by_id, told, _page(picture), period=_phase(issue, times)))
    missing += _unread(issues, times, picture)
    return Evidence(facts=facts, missing=missing)


def _unread(issues: list[MatrixIssue], times: list[Stretch], picture: Picture) -> Iterator[Missing]:
    """Of the last version of each phase: who of its members has read neither it nor a later one."""
    for time in times or [Stretch("", None, None)]:
        mine = [i for i in issues if time.holds(i.at)]
        if not mine:
            continue
        last = mine[-1]
        read = {a.person_id for i in issues if i.number >= last.number for a in i.acknowledgements.all()}
        members = picture.by_person if last is issues[-1] else last.content["members"]
        for who in sorted(set(members) & set(picture.by_person) - read):
            text = words("Acknowledgement of version %(n)s by %(who)s", n=last.number, who=picture.names[who])
            yield Missing(text, url=_page(picture), period=time.key)


def _not_issued(issues: list[MatrixIssue], times: list[Stretch], picture: Picture) -> Iterator[Missing]:
    if not issues:
        yield Missing(words("An issued responsibility matrix"), url=_page(picture))
        return
    for time in times:
        if not any(time.holds(i.at) for i in issues):
            yield Missing(
                words("The responsibility matrix, issued anew for this phase"), url=_page(picture), period=time.key
            )


def _issued(issue: MatrixIssue, times: list[Stretch], picture: Picture) -> Fact:
    label = words("Responsibility matrix version %(n)s issued", n=issue.number)
    return Fact(issue.at, issue.by_id, label, _page(picture), period=_phase(issue, times))


def _phase(issue: MatrixIssue, times: Iterable[Stretch]) -> str:
    return next((t.key for t in times if t.holds(issue.at)), "")


def _page(picture: Picture) -> str:
    return address("duties:matrix", picture.project)
