"""Detail page, forms and buttons of a record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation.accounts.models import Membership
from golive.foundation.files.guards import may_see_record
from golive.foundation.registers import queries, services
from golive.foundation.registers.models import Comment
from golive.foundation.registers.tests.inherited import filled
from golive.foundation.registers.tests.sample.models import Pebble
from golive.foundation.registers.tests.sample.registers import PEBBLES
from golive.foundation.registers.tests.sample.services import edit_pebble
from golive.foundation.registers.tests.test_inherited import pebble
from golive.foundation.signatures.services import sign

pytestmark = [pytest.mark.django_db, pytest.mark.urls("golive.foundation.registers.tests.sample.site")]


@pytest.fixture
def pm(client: Any, cast: Any) -> Any:
    client.force_login(cast.pm)
    return client


def url(cast: Any, name: str, record: Any = None) -> str:
    return PEBBLES.url(name, cast.project, record and record.pk)


def test_refusal_keeps_what_was_typed(cast: Any, pm: Any) -> None:
    answer = pm.post(url(cast, "add_pebble"), {"code": "P1", "title": "gold", "note": "很重"})
    assert answer.status_code == 422 and not Pebble.objects.exists()
    assert "金子不是石头" in answer.content.decode() and "很重" in answer.content.decode()


def test_faulty_form_names_the_field(cast: Any, pm: Any) -> None:
    pebble(cast, 1)
    answer = pm.post(url(cast, "add_pebble"), {"code": "P1", "title": "granite"})
    assert answer.status_code == 422 and Pebble.objects.count() == 1  # the code is taken in this project
    assert pm.post(url(cast, "add_pebble"), {}).context["form"].errors.keys() == {"code", "title"}


def test_stale_form_is_refused_once_and_keeps_its_input(cast: Any, pm: Any) -> None:
    record = pebble(cast, 1)
    typed = filled(pm.get(url(cast, "edit_pebble", record)).context["form"]) | {"title": "mine"}
    edit_pebble(cast.it, Pebble.objects.get(), title="his")
    answer = pm.post(url(cast, "edit_pebble", record), typed)
    assert answer.status_code == 422 and Pebble.objects.get().title == "his"
    assert answer.context["form"]["title"].value() == "mine"
    # he has been told: what the page now carries may be saved
    assert pm.post(url(cast, "edit_pebble", record), filled(answer.context["form"])).status_code == 302
    assert Pebble.objects.get().title == "mine"


def test_form_without_version_is_refused(cast: Any, pm: Any) -> None:
    record = pebble(cast, 1)
    assert pm.post(url(cast, "edit_pebble", record), {"code": "P1", "title": "x"}).status_code == 422


def test_people_offered_are_members(cast: Any, pm: Any) -> None:
    record = pebble(cast, 1, owner=cast.it)
    Membership.objects.filter(person=cast.it).delete()
    offered = set(pm.get(url(cast, "edit_pebble", record)).context["form"].fields["owner"].queryset)
    assert cast.pm in offered and cast.stranger not in offered
    assert cast.it in offered  # left the project, but still stands there


def test_action_runs_once(cast: Any, pm: Any) -> None:
    record = pebble(cast, 1)
    assert pm.get(url(cast, "throw", record)).status_code == 302 and Pebble.objects.get().state == "open"
    assert pm.post(url(cast, "throw", record)).status_code == 302 and Pebble.objects.get().state == "closed"
    version = Pebble.objects.get().version
    pm.post(url(cast, "throw", record))
    assert Pebble.objects.get().version == version  # not possible any more
    pm.force_login(cast.vendor)
    assert pm.post(url(cast, "throw", record)).status_code == 403


def test_action_with_form(cast: Any, pm: Any) -> None:
    record = pebble(cast, 1)
    assert pm.get(url(cast, "rename", record)).status_code == 200
    assert pm.post(url(cast, "rename", record), {"title": ""}).status_code == 422
    assert pm.post(url(cast, "rename", record), {"title": "basalt"}).status_code == 302
    assert Pebble.objects.get().title == "basalt"


def test_history_says_yes_and_no_and_what_was_never_set_is_no_change(cast: Any, pm: Any) -> None:
    assert [str(queries.words_of(PEBBLES, PEBBLES.form, "weight", value)) for value in (True, False)] == ["是", "否"]


def test_history_says_what_changed(cast: Any, pm: Any) -> None:
    pm.post(url(cast, "add_pebble"), {"code": "P1", "title": "granite", "owner": cast.it.pk})
    record = Pebble.objects.get()
    form = filled(pm.get(url(cast, "edit_pebble", record)).context["form"])
    pm.post(url(cast, "edit_pebble", record), form | {"title": "basalt"})
    newest, first = queries.history(PEBBLES, record)
    assert [(c["field"], c["old"], c["new"]) for c in newest["changes"]] == [("名称", "granite", "basalt")]
    assert ("负责人", "", str(cast.it)) in [(c["field"], c["old"], c["new"]) for c in first["changes"]]
    assert str(cast.pm) == newest["who"]


def test_signatures_and_their_age(cast: Any, pm: Any) -> None:
    record = pebble(cast, 1)
    sign(cast.sponsor, record, meaning="confirmed", comment="同意")
    page = pm.get(url(cast, "detail", record)).content.decode()
    assert "同意" in page
    record.title = "other"
    record.save()
    later = pm.get(url(cast, "detail", record)).content.decode()
    assert "st-warn" in later and "st-warn" not in page


def test_mentions_call_members_only(cast: Any) -> None:
    record = pebble(cast, 1)
    cast.it.display_name = "王伟"
    cast.it.save()
    cast.qa.display_name = "王伟民"
    cast.qa.save()
    made = services.comment(cast.pm, record, text=f"@王伟民 请看, @{cast.stranger}")
    assert list(made.mentions.all()) == [cast.qa]
    assert list(queries.mentions_of(cast.qa)) == [made] and not queries.mentions_of(cast.stranger).exists()
    both = services.comment(cast.pm, record, text="@王伟民 @王伟 ")
    assert set(both.mentions.all()) == {cast.qa, cast.it}


def test_strangers_do_not_comment(cast: Any, client: Any) -> None:
    record = pebble(cast, 1)
    client.force_login(cast.stranger)
    assert client.post(url(cast, "comment", record), {"text": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        services.comment(cast.stranger, record, text="x")
    with pytest.raises(PermissionDenied):  # a member, but this one is not for vendors
        services.comment(cast.vendor, pebble(cast, 2, code="X2"), text="x")
    assert not Comment.objects.exists()


def test_empty_comment_keeps_the_page(cast: Any, pm: Any) -> None:
    assert pm.post(url(cast, "comment", pebble(cast, 1)), {"text": " "}).status_code == 422


def test_files_of_a_record_follow_the_register(cast: Any) -> None:
    record = pebble(cast, 1)
    assert may_see_record(cast.vendor, record) and not may_see_record(cast.stranger, record)
