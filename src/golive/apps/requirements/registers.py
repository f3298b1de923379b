"""The lists: requirements and the processes they belong to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements import pages, queries
from golive.apps.requirements.forms import FitForm, ProcessForm, ReasonForm, RequirementForm, ServeForm, TraceForm
from golive.apps.requirements.models import Process, Requirement
from golive.apps.requirements.models.fit import FITS
from golive.apps.requirements.models.requirements import STATUSES
from golive.foundation.accounts.models import Department
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Flag, Related, Search

State = Requirement.State


def _departments(project: Any) -> Any:
    return Department.objects.filter(organisation=project.client_id)


def _in_review(requirement: Requirement) -> bool:
    return requirement.state == State.IN_REVIEW


PROCESSES = Register(
    name="processes",
    app="requirements",
    model=Process,
    visible=queries.visible_processes,
    label=_("Processes"),
    one=_("process"),
    columns=[
        Column("code", link=True, sort=True),
        Column("name", link=True),
        Column("department"),
        Column("parent"),
        Column("wanted", _("Requirements"), kind="number"),
        Column("description", shown=False),
    ],
    filters=[Search("code", "name"), Related("department", source=_departments)],
    order="code",
    key="code",
    form=ProcessForm,
    create="requirements.add_process",
    edit="requirements.edit_process",
    actions=[Action("requirements.serve_objectives", form=ServeForm, icon="target")],
    icon="sitemap",
    empty=_("No process has been named. Requirements are written process by process."),
    list_template="requirements/processes.html",
    detail_template="requirements/process.html",
    detail_context=pages.process,
)

STATUS = Column("status", _("State"), kind="status")
FIT = Column("fit", _("Fit"), kind="status")
EFFORT = Column("effort", _("Effort (person-days)"), kind="number")

REQUIREMENTS = Register(
    name="requirements",
    app="requirements",
    model=Requirement,
    visible=queries.visible_requirements,
    label=_("Requirements"),
    one=_("requirement"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("process"),
        Column("department"),
        Column("priority"),
        STATUS,
        FIT,
        EFFORT,
        Column("version", shown=False),
        Column("author", shown=False),
        Column("changed_at", sort=True),
        Column("text", shown=False),
        Column("acceptance", shown=False),
    ],
    facts=[
        STATUS,
        Column("process"),
        Column("department"),
        Column("priority"),
        Column("version"),
        Column("author"),
        Column("changed_at"),
        Column("text"),
        Column("acceptance"),
    ],
    filters=[
        Search("code", "title", "text"),
        Choice("status", _("State"), choices=STATUSES),
        Choice("fit", _("Fit"), choices=FITS),
        Choice("priority"),
        Related("process", source=lambda project: project.processes.all()),
        Related("department", source=_departments),
        Flag("mine", _("Written by me"), lambda rows, actor: rows.filter(author=actor)),
        Flag("to_sign", _("Waiting for my signature"), queries.to_sign),
        Flag("to_answer", _("Waiting for the vendor"), lambda rows, actor: queries.to_answer(rows)),
    ],
    related=["project"],
    order="code",
    pills="status",
    key="code",
    form=RequirementForm,
    create="requirements.add_requirement",
    edit="requirements.edit_requirement",
    actions=[
        Action(
            "requirements.submit",
            when=lambda r: r.state in (State.DRAFT, State.RETURNED),
            icon="send",
            primary=True,
            done=_("Submitted: the vendor can answer and the department can sign."),
        ),
        Action("requirements.answer_fit", form=FitForm, when=_in_review, icon="message-circle", primary=True),
        Action("requirements.return_to_author", form=ReasonForm, when=_in_review, icon="arrow-back-up"),
        Action("requirements.trace_objective", form=TraceForm, icon="target"),
        Action(
            "requirements.withdraw",
            form=ReasonForm,
            when=lambda r: r.state != State.WITHDRAWN,
            icon="x",
            danger=True,
        ),
    ],
    icon="file-text",
    empty=_("No requirement has been written yet."),
    list_template="requirements/requirements.html",
    list_context=pages.overview,
    detail_template="requirements/requirement.html",
    detail_context=pages.requirement,
)
