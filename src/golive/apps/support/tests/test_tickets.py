"""Tickets: reported in a minute, answered within target in business hours, confirmed by who reported; E3, I12."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from golive.apps.support import queries, services
from golive.apps.support.tests.factories import ticket
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused
from golive.foundation.files.queries import of
from golive.foundation.notify.queries import unread

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082".replace(
        " ", ""
    )
)


def test_friday_evening_counts_from_monday_morning(cast):
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai, the end of the working day
    with clock.at(friday):
        row = ticket(cast, priority="high")
    assert row.due_at == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # Monday 09–12 and 13–14 local


def test_the_answer_stops_the_clock_and_the_reporter_confirms(cast):
    row = ticket(cast)
    services.answer(cast.it, row, text="重装驱动后正常")
    assert unread(cast.user) == 1
    (owed,) = EVIDENCE["E3"](cast.project).occurrences
    assert (owed.person_id, owed.closed_at) == (cast.user.pk, None)
    services.confirm(cast.user, row)
    assert EVIDENCE["E3"](cast.project).occurrences[0].closed_at
    assert EVIDENCE["I12"](cast.project).occurrences[0].closed_at


def test_a_reopened_ticket_is_owed_again(cast):
    row = services.answer(cast.it, ticket(cast), text="已处理")
    services.reopen(cast.user, row, text="仍然打印不出")
    (owed,) = EVIDENCE["I12"](cast.project).occurrences
    assert owed.closed_at is None and row.messages.count() == 2


def test_only_the_desk_answers_and_only_the_reporter_confirms(cast):
    row = ticket(cast)
    for actor in (cast.user, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.answer(actor, row, text="x")
    row = services.answer(cast.it, row, text="已处理")
    with pytest.raises(PermissionDenied):
        services.confirm(cast.it, row)


def test_an_assigned_vendor_sees_and_answers(cast):
    row = ticket(cast)
    assert not queries.visible(cast.vendor).exists()
    row = services.assign(cast.it, row, assignee=cast.vendor)
    assert list(queries.visible(cast.vendor)) == [row]
    services.answer(cast.vendor, row, text="补丁已发")


def test_a_stranger_cannot_be_assigned(cast):
    with pytest.raises(Refused):
        services.assign(cast.it, ticket(cast), assignee=cast.stranger)


def test_a_ticket_with_a_photo_from_the_phone(cast, client):
    client.force_login(cast.user)
    url = reverse("support:report", kwargs={"project": cast.project.code})
    photo = SimpleUploadedFile("屏幕.png", PNG, "image/png")
    answer = client.post(url, {"title": "扫码枪没反应", "priority": "high", "kind": "fault", "photo": photo})
    row = queries.visible(cast.user).get()
    assert answer.status_code == 302 and row.title == "扫码枪没反应" and row.department == cast.sales
    assert [f.name for f in of(row)] == ["屏幕.png"]
