from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Channel, Stakeholder
from golive.apps.governance.numbering import lock, next_code
from golive.apps.governance.permissions import may_know_stakeholders, may_plan_communication
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.use_cases import use_case


@use_case("governance.add_stakeholder", permission=may_know_stakeholders, label=_("Add a stakeholder"))
def add_stakeholder(actor: Any, project: Project, **values: Any) -> Stakeholder:
    return Stakeholder.objects.create(project=project, looked_at=clock.now(), **values)


@use_case("governance.edit_stakeholder", permission=may_know_stakeholders, label=_("Look at a stakeholder again"))
def edit_stakeholder(actor: Any, stakeholder: Stakeholder, **values: Any) -> Stakeholder:
    for name, value in values.items():
        setattr(stakeholder, name, value)
    stakeholder.looked_at = clock.now()
    stakeholder.save()
    return stakeholder


@use_case("governance.add_channel", permission=may_plan_communication, label=_("Add to the communication plan"))
def add_channel(actor: Any, project: Project, *, code: str = "", **values: Any) -> Channel:
    lock(project)
    code = code or next_code(Channel.objects.filter(project=project), "K")
    return Channel.objects.create(project=project, code=code, written_at=clock.now(), **values)


@use_case("governance.edit_channel", permission=may_plan_communication, label=_("Change the communication plan"))
def edit_channel(actor: Any, channel: Channel, **values: Any) -> Channel:
    for name, value in values.items():
        setattr(channel, name, value)
    channel.written_at = clock.now()
    channel.save()
    return channel
