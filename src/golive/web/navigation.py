"""The side menu: one line a page, in the order people work. A line shows only where its page exists
and its reader may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.pages import READS


@dataclass(frozen=True, slots=True)
class Item:
    label: Any
    page: str  # URL name
    icon: str
    reads: str  # the permission of the page
    leads: bool = False  # lit for the pages of its app that have no line of their own


@dataclass(frozen=True, slots=True)
class Group:
    title: Any
    items: tuple[Item, ...]


GROUPS = (
    Group(
        _("Workbench"),
        (
            Item(_("My duties"), "web:mine", "checklist", "web.mine"),
            Item(_("What others owe me"), "duties:owed", "hourglass", "duties.owed"),
            Item(_("Escalations"), "duties:escalations", "clock-exclamation", "duties.escalations"),
            Item(_("Project portfolio"), "web:portfolio", "grid-dots", "web.portfolio"),
        ),
    ),
    Group(
        _("Who owes what"),
        (
            Item(_("Responsibility matrix"), "duties:matrix", "users", "duties.matrix", leads=True),
            Item(_("What was noticed"), "duties:signals", "scale", "duties.signals"),
            Item(_("Absences and stand-ins"), "duties:covers", "arrows-exchange", "duties.covers"),
            Item(_("Board of the parties"), "duties:parties", "layout-dashboard", "duties.parties"),
            Item(_("What is owed"), "duties:obligations", "list-details", "duties.obligations"),
            Item(_("The next 30 days"), "duties:forecast", "calendar-event", "duties.forecast"),
            Item(_("Figures of duties"), "duties:figures", "chart-line", "duties.figures"),
            Item(_("Tailoring of duties"), "duties:tailoring", "columns-3", "duties.tailoring"),
        ),
    ),
    Group(
        _("Preparation"),
        (
            Item(_("Objectives"), "governance:objectives", "target", "governance.objectives"),
            Item(_("Project charter"), "governance:charters", "file-certificate", "governance.charters"),
            Item(_("Parties and people"), "projects:people", "users-group", "projects.people"),
            Item(_("Stakeholders"), "governance:stakeholders", "sitemap", "governance.stakeholders"),
            Item(_("Communication plan"), "governance:channels", "speakerphone", "governance.channels"),
            Item(_("Vendor selection"), "selection:selections", "scale", "selection.selections", leads=True),
            Item(_("Contracts"), "selection:contracts", "file-text", "selection.contracts"),
            Item(_("Payment milestones"), "selection:milestones", "coin", "selection.milestones"),
            Item(_("Procurement"), "selection:items", "server", "selection.items"),
        ),
    ),
    Group(
        _("Steering"),
        (
            Item(_("Decisions"), "governance:decisions", "gavel", "governance.decisions"),
            Item(_("Action items"), "governance:actions", "clipboard-list", "governance.actions"),
            Item(_("Meetings"), "governance:meetings", "users-group", "governance.meetings"),
            Item(_("Phases and gates"), "governance:gates", "flag", "governance.gates"),
            Item(_("Monthly reviews"), "governance:reviews", "clipboard-check", "governance.reviews"),
            Item(_("Reports"), "reports:reports", "report-analytics", "reports.reports"),
            Item(_("Change requests"), "control:changes", "arrows-exchange", "control.changes"),
            Item(_("Risks"), "control:risks", "alert-triangle", "control.risks"),
            Item(_("Issues"), "control:issues", "message-circle", "control.issues"),
        ),
    ),
    Group(
        _("Plan and money"),
        (
            Item(_("Plan and progress"), "plan:gantt", "calendar-stats", "plan.gantt"),
            Item(_("Resources"), "plan:resources", "users", "plan.resources"),
            Item(_("Costs"), "plan:cost_sheet", "coin", "plan.cost_sheet"),
            Item(_("Earned value"), "plan:earned_value", "chart-line", "plan.earned_value"),
            Item(_("How sure go-live is"), "plan:risk", "scale", "plan.risk"),
            Item(_("Deviations"), "plan:deviations", "clock-exclamation", "plan.deviations"),
            Item(_("Plan check"), "plan:check", "clipboard-check", "plan.check"),
        ),
    ),
    Group(
        _("Team"),
        (
            Item(_("Load of the people"), "plan:people", "users", "plan.people"),
            Item(_("Skill gaps"), "team:gaps", "school", "team.gaps"),
            Item(_("Open positions"), "team:positions", "briefcase", "team.positions"),
            Item(_("Letters of responsibility"), "team:letters", "file-certificate", "team.letters"),
            Item(_("Appraisals and thanks"), "team:appraisals", "medal", "team.appraisals"),
        ),
    ),
    Group(
        _("Solution and data"),
        (
            Item(_("Process diagnosis"), "diagnosis:logs", "route-2", "diagnosis.logs"),
            Item(_("Requirements"), "requirements:requirements", "file-text", "requirements.requirements"),
            Item(_("Deliverables"), "quality:deliverables", "packages", "quality.deliverables"),
            Item(_("Quality plan"), "quality:plan", "clipboard-check", "quality.plan"),
            Item(_("Data migration"), "migration:objects", "database-import", "migration.objects"),
            Item(_("Training"), "training:courses", "school", "training.courses"),
        ),
    ),
    Group(
        _("Operation"),
        (
            Item(_("Service desk"), "support:tickets", "headset", "support.tickets"),
            Item(_("Systems and backups"), "systems:environments", "server", "systems.environments"),
        ),
    ),
    Group(
        _("Administration"),
        (
            Item(_("Group robots"), "dispatch:robots", "speakerphone", "dispatch.robots"),
            Item(_("Background jobs"), "jobs:jobs", "player-play", "jobs.jobs"),
            Item(_("Audit trail"), "audit:trail", "history", "audit.trail"),
        ),
    ),
)


def menu(request: Any, project: Any) -> list[dict[str, Any]]:
    """The groups that the reader may open in the project, with the current page marked."""
    if project is None:
        return []
    here, groups = request.path, []
    for group in GROUPS:
        items = []
        for item in group.items:
            url = address(item.page, project)
            if url and READS.get(item.reads, lambda *_a: False)(request.user, project):
                items.append(
                    {"label": item.label, "url": url, "icon": item.icon, "active": here == url, "leads": item.leads}
                )
        if items:
            groups.append({"title": group.title, "items": items})
    _mark_nearest(groups, here)
    return groups


def address(page: str, project: Any) -> str:
    """The page in the project; a page over all projects has no project in its address."""
    for kwargs in ({"project": project.code}, {}):
        try:
            return reverse(page, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""


def _mark_nearest(groups: list[dict[str, Any]], here: str) -> None:
    """A detail page lights the menu line whose address it continues, else the first line of its app."""
    items = [i for g in groups for i in g["items"]]
    if any(i["active"] for i in items):
        return
    app = "/".join(here.split("/")[:4]) + "/"  # /p/<project>/<app>/
    ours = [i for i in items if i["url"].startswith(app)]
    nearest = max((i for i in ours if here.startswith(i["url"])), key=lambda i: len(i["url"]), default=None)
    nearest = nearest or next(iter(sorted(ours, key=lambda i: not i["leads"])), None)
    if nearest:
        nearest["active"] = True


TABS = (
    Item(_("Duties"), "web:mine", "checklist", "web.mine"),
    Item(_("Plan"), "plan:gantt", "calendar-stats", "plan.gantt"),
    Item(_("Requirements"), "requirements:requirements", "file-text", "requirements.requirements"),
    Item(_("Service desk"), "support:tickets", "headset", "support.tickets"),
    Item(_("Training"), "training:courses", "school", "training.courses"),
)


def tabs(request: Any, project: Any) -> list[dict[str, Any]]:
    """The bar at the bottom of a phone: what people do standing up."""
    if project is None:
        return []
    found = [(item, address(item.page, project)) for item in TABS]
    return [
        {"label": item.label, "url": url, "icon": item.icon, "active": request.path == url, "count": 0}
        for item, url in found
        if url and READS.get(item.reads, lambda *_a: False)(request.user, project)
    ]
