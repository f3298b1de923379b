from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.errors import Refused
from golive.foundation.registers.tests.sample.models import Pebble
from golive.foundation.use_cases import use_case


def may_collect(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM, Party.IT)


@use_case("sample.add_pebble", permission=may_collect, label=_("Add a pebble"))
def add_pebble(actor: Any, project: Any, **fields: Any) -> Pebble:
    if fields["title"] == "gold":
        raise Refused("no_gold", _("Gold is no pebble. Nothing was saved; name another stone."))
    return Pebble.objects.create(project=project, **fields)


@use_case("sample.edit_pebble", permission=may_collect, label=_("Edit the pebble"))
def edit_pebble(actor: Any, pebble: Pebble, **fields: Any) -> Pebble:
    for name, value in fields.items():
        setattr(pebble, name, value)
    pebble.save()
    return pebble


@use_case("sample.throw", permission=may_collect, label=_("Throw the pebble"))
def throw(actor: Any, pebble: Pebble) -> Pebble:
    pebble.state = Pebble.State.CLOSED
    pebble.save(update_fields=["state"])
    return pebble


@use_case("sample.rename", permission=may_collect, label=_("Rename the pebble"))
def rename(actor: Any, pebble: Pebble, *, title: str) -> Pebble:
    pebble.title = title
    pebble.save()
    return pebble
