from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.errors import Refused
from golive.foundation.registers.tests.sample.models import Pebble
from golive.foundation.use_cases import use_case


def may_collect(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM, Party.IT)


@use_case("registers.add_pebble", permission=may_collect, label="新增石头")
def add_pebble(actor: Any, project: Any, **fields: Any) -> Pebble:
    if fields["title"] == "gold":
        raise Refused("no_gold", "金子不是石头，未保存；请换一个名称。")
    return Pebble.objects.create(project=project, **fields)


@use_case("registers.edit_pebble", permission=may_collect, label="修改石头")
def edit_pebble(actor: Any, pebble: Pebble, **fields: Any) -> Pebble:
    if pebble.title == "rock":
        raise Refused("immovable", "岩石不能改，未保存。")
    for name, value in fields.items():
        setattr(pebble, name, value)
    pebble.save()
    return pebble


@use_case("registers.throw", permission=may_collect, label="扔掉石头")
def throw(actor: Any, pebble: Pebble) -> Pebble:
    pebble.state = Pebble.State.CLOSED
    pebble.save(update_fields=["state"])
    return pebble


@use_case("registers.rename", permission=may_collect, label="给石头改名")
def rename(actor: Any, pebble: Pebble, *, title: str) -> Pebble:
    pebble.title = title
    pebble.save()
    return pebble
