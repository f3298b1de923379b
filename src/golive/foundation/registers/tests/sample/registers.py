from typing import Any

from django import forms
from django.db.models import Q

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Days, Flag, Person, Search
from golive.foundation.registers.forms import ActionForm, RecordForm
from golive.foundation.registers.tests.sample.models import Pebble


class PebbleForm(RecordForm):
    class Meta:
        model = Pebble
        fields = ["code", "title", "note", "owner", "found", "seen", "price", "smooth"]


class RenameForm(ActionForm):
    title = forms.CharField(label="名称")


def visible_pebbles(actor: Any) -> Any:
    """Those whose code begins with X are not for vendors and consultants."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE))
    return Pebble.objects.filter(project__in=access.projects_of(actor)).filter(inside | ~Q(code__startswith="X"))


PEBBLES = Register(
    name="pebbles",
    app="sample",
    model=Pebble,
    visible=visible_pebbles,
    label="石头",
    one="石头",
    columns=[
        Column("code", sort=True),
        Column("title", link=True, sort=True),
        Column("state", kind="status", sort=True),
        Column("owner"),
        Column("found", sort=True),
        Column("seen"),
        Column("price", kind="money", sort=True),
        Column("smooth"),
        Column("note", shown=False),
    ],
    filters=[
        Search("code", "title"),
        Choice("state"),
        Person("owner"),
        Days("found"),
        Flag("smooth", "光滑", lambda rows, actor: rows.filter(smooth=True)),
    ],
    order="-id",
    pills="state",
    form=PebbleForm,
    create="registers.add_pebble",
    edit="registers.edit_pebble",
    actions=[
        Action("registers.throw", "扔掉", when=lambda p: p.state == "open", danger=True),
        Action("registers.rename", "改名", form=RenameForm),
    ],
    key="code",
    empty="还没有人发现石头",
)
