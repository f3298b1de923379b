"""Writes of reports: make it from the records, add what only a person can say, send it, read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.reports import announcing, content, queries
from golive.apps.reports.models import Reading, Report, Template
from golive.apps.reports.period import Kind, Period, period_of
from golive.apps.reports.permissions import may_read, may_write
from golive.apps.reports.sentences.registry import SECTIONS
from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.dispatch.queries import mail_server
from golive.foundation.documents import template
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.notify import sending
from golive.foundation.use_cases import use_case
from golive.foundation.words import Words, words

REMARK = 2000  # characters to a chapter


@use_case("reports.write", permission=may_write, label=_("Write a report"))
def write(actor: Any, project: Project, *, kind: str = Kind.WEEKLY, period: str = "") -> Report:
    """Make the draft of a period from its records, or make it again; what was typed stays."""
    found = _period(project, kind, period)
    report = Report.objects.select_for_update().filter(project=project, kind=kind, period=found.key).first()
    if report is not None:
        _must_be_draft(report)
    else:
        report = Report(project=project, kind=kind, period=found.key)
    report.content = content.written(project, found)
    report.made_at = clock.now()
    report.save()
    return report


@use_case("reports.edit", permission=may_write, label=_("Edit status and words"))
def edit(
    actor: Any,
    report: Report,
    *,
    status: str | None = None,
    note: str | None = None,
    remarks: dict[str, str] | None = None,
) -> Report:
    """What only a person can say: the status ("" is what the evidence says), a note, a word to a chapter. Figures cannot
    be edited."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    _must_be_draft(report)
    if status is not None:
        report.status = status
    if note is not None:
        report.note = note.strip()
    if remarks is not None:
        said = {key: text.strip()[:REMARK] for key, text in remarks.items() if key in SECTIONS}
        report.remarks = {key: text for key, text in (report.remarks | said).items() if text}
    report.full_clean(exclude=["project", "sent_by", "content", "remarks"], validate_unique=False)
    report.save()
    return report


@use_case("reports.send", permission=may_write, label=_("Send to the sponsor"))
def send(actor: Any, report: Report) -> Report:
    """Freeze what stands there, under its evidence code, and tell the sponsor."""
    report = Report.objects.select_for_update(of=("self",)).select_related("project").get(pk=report.pk)
    _must_be_draft(report)
    report.state, report.status = Report.State.SENT, report.shown_status
    report.sent_at, report.sent_by = clock.now(), actor
    report.content_hash = content_hash(report.sent_content())
    report.save()
    url = reverse("reports:reports-detail", kwargs={"project": report.project.code, "pk": report.pk})
    label = Words.of(Kind(report.kind).label)
    text = words("%(kind)s %(period)s is there to be read", kind=label, period=report.shown_period)
    for sponsor in access.people_as(report.project, Party.SPONSOR):
        sending.send(
            sponsor, kind="reports.sent", text=text, url=url, project=report.project, once=f"report:{report.pk}"
        )
    announcing.announce(report)
    return report


@use_case("reports.pass_on", permission=may_write, label=_("Send by mail and robots"))
def pass_on(actor: Any, report: Report, *, robots: Any = (), people: Any = ()) -> Report:
    """A sent report into groups, and with its PDF to readers; whoever had it already does not get it twice."""
    if report.state != Report.State.SENT:
        raise Refused("report_not_sent", _("This report has not been sent yet. Send it to the sponsor first."))
    groups = _chosen(queries.groups(report.project), robots, "robot_unknown", NO_ROBOT)
    readers = _chosen(queries.readers(report.project), people, "not_a_reader", NO_READER)
    if not groups and not readers:
        raise Refused("nobody_chosen", _("Nobody was chosen, so nothing was sent. Tick a group or a person."))
    if readers and mail_server() is None:
        raise Refused(
            "mail_not_set", _("No mail server is set for this installation. Nothing was sent. Ask the administrator.")
        )
    if without := [str(p) for p in readers if not p.email]:
        raise Refused("mail_no_address", NO_ADDRESS, people="、".join(without))
    made = [*announcing.to_groups(report, groups, actor), *announcing.to_readers(report, readers, actor)]
    if not made:
        raise Refused(
            "had_it_already",
            _("All of them have had this report. Nothing was sent. What failed can be sent again below."),
        )
    return report


def _chosen(offered: list[Any], chosen: Any, code: str, message: Any) -> list[Any]:
    keys = {row.pk for row in chosen}
    if not keys <= {row.pk for row in offered}:
        raise Refused(code, message)
    return [row for row in offered if row.pk in keys]


@use_case("reports.read", permission=may_read, label=_("I have read it"))
def read(actor: Any, report: Report) -> Reading:
    """Put one's name and the time under a report that was sent; a second time changes nothing."""
    if report.state != Report.State.SENT:
        raise Refused("report_not_sent", _("This report has not been sent yet. Nothing was recorded."))
    return Reading.objects.get_or_create(report=report, person=actor, defaults={"at": clock.now()})[0]


@use_case("reports.set_template", permission=may_write, label=_("Set the Word template"))
def set_template(actor: Any, project: Project, *, upload: Any) -> Template:
    """From now on the reports of this project are written into the company's own file. It is checked by filling it."""
    attachment = storage.take_upload(project, actor, upload, None)
    with storage.open_file(attachment) as file:
        found = template.checked(file.read(), attachment.name)
    _end_template(project)
    return Template.objects.create(project=project, file=attachment, fields=found, by=actor, at=clock.now())


@use_case("reports.end_template", permission=may_write, label=_("Write without the template"))
def end_template(actor: Any, project: Project) -> Project:
    _end_template(project)
    return project


def _end_template(project: Project) -> None:
    Template.objects.filter(project=project, ended_at=None).update(ended_at=clock.now())


def _period(project: Project, kind: str, key: str) -> Period:
    try:
        found = period_of(project, kind, key)
    except ValueError:
        raise Refused("period_unknown", UNKNOWN, period=key[:20]) from None
    except LookupError:
        raise Refused("period_none", NO_MEETING if kind == Kind.STEERING else NO_PHASE) from None
    if found.begin > clock.now():
        raise Refused("period_ahead", AHEAD, period=found.key)
    return found


def _must_be_draft(report: Report) -> None:
    if report.state == Report.State.SENT:
        raise Refused("report_sent", SENT, report=str(report))


NO_ROBOT = _("There is no such active robot in this project. Nothing was sent.")
NO_READER = _("Somebody chosen is no reader of this report: it is for the client's own people. Nothing was sent.")
NO_ADDRESS = _(
    "No mail address is known of %(people)s. Nothing was sent. The administrator enters it, or leave them out."
)
UNKNOWN = _("There is no period “%(period)s”. Weeks are written like 2026-W47, months like 2026-11.")
NO_MEETING = _("No meeting of the steering committee is planned. Plan one first: the pack is written for it.")
NO_PHASE = _("The project has no phases yet, so there is no phase to report on.")
AHEAD = _("%(period)s has not begun: it has no facts to report.")
SENT = _("The report %(report)s is sent and stays as it was sent. Say what is new in the next one.")
