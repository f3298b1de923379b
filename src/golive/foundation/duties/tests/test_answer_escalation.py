"""duties.answer_escalation: by the person it was laid before or his stand-in; who owes it is told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.audit.services import entries_for
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Cover, Escalation
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.telling.told import told_about, visible_escalations
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db
TUESDAY = "2026-03-10 11:00"


@pytest.fixture
def escalation(cast, prove):
    """The team's weekly progress, laid before the project manager."""
    prove("T1")
    with clock.at(local("2026-03-10 09:00")):
        evaluate(cast.project)
        tell()
    return Escalation.objects.select_related("obligation__project").get()


def answer(who, escalation, when=TUESDAY, **given):
    with clock.at(local(when)):
        return services.answer_escalation(who, escalation, **{"answer": "周四前补齐", **given})


def test_the_answer_is_kept_and_who_owes_it_is_told(cast, escalation):
    answer(cast.pm, escalation, promised_for=date(2026, 3, 12))
    escalation.refresh_from_db()
    assert (escalation.answered_by, escalation.promised_for) == (cast.pm, date(2026, 3, 12))
    message = Notification.objects.get(person=cast.team, kind="duties.escalation_answered")
    with override("zh-hans"):
        assert "承诺 2026-03-12 前完成：周四前补齐" in str(message)
    assert entries_for(escalation)
    told = told_about(cast.team, [escalation.obligation])
    assert told[0].note == "周四前补齐"


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("answer_needed", {"answer": "  "}),
        ("promise_out_of_range", {"promised_for": date(2026, 3, 9)}),
        ("promise_out_of_range", {"promised_for": date(2026, 4, 10)}),
    ],
)
def test_what_is_no_answer_is_refused(cast, escalation, code, given):
    with pytest.raises(Refused) as refusal:
        answer(cast.pm, escalation, **given)
    assert refusal.value.code == code


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 4, 9)])
def test_the_first_and_the_last_day_that_can_be_promised(cast, escalation, day):
    assert answer(cast.pm, escalation, promised_for=day).promised_for == day


def test_an_answer_stands(cast, escalation):
    answer(cast.pm, escalation)
    with pytest.raises(Refused) as refusal:
        answer(cast.pm, escalation, answer="另一个")
    assert refusal.value.code == "already_answered"


def test_the_stand_in_answers_while_he_stands_in(cast, escalation):
    days = {"first_day": date(2026, 3, 10), "last_day": date(2026, 3, 10)}
    Cover.objects.create(
        project=cast.project, person=cast.pm, stand_in=cast.qa, by=cast.pm, at=local(TUESDAY), duty_ids=["T1"], **days
    )
    with pytest.raises(PermissionDenied):
        answer(cast.qa, escalation, when="2026-03-11 10:00")
    assert answer(cast.qa, escalation).answered_by == cast.qa


@pytest.mark.parametrize("who", ["sponsor", "business", "vendor", "consultant", "team", "user", "qa", "stranger"])
def test_nobody_else_answers(cast, escalation, who):
    with pytest.raises(PermissionDenied):
        answer(getattr(cast, who), escalation)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("sponsor", 1), ("pm", 1), ("qa", 1), ("team", 1), ("vendor", 0), ("business", 0), ("stranger", 0)],
)
def test_escalations_are_seen_by_those_concerned_and_by_who_oversees(cast, escalation, who, sees):
    person = getattr(cast, who)
    with clock.at(local(TUESDAY)):
        assert visible_escalations(person).count() == sees
        told = told_about(person, [escalation.obligation])
    assert bool([t for t in told if t.tone == "bad" and t.who == str(cast.pm)]) is bool(sees)


def test_the_pages(cast, escalation, client):
    client.force_login(cast.pm)
    here = {"project": cast.project.code}
    with clock.at(local(TUESDAY)):
        text = client.get(f"/digests/{escalation.digest_id}/").content.decode()
        assert "升级到我的事项" in text
        url = reverse("duties:answer_escalation", kwargs={**here, "pk": escalation.pk})
        assert url in text
        page = reverse("duties:escalations", kwargs=here)
        assert url in client.get(page).content.decode()
        assert client.post(url, {"answer": "已安排", "promised_for": "2026-03-12"}).status_code == 302
        assert "已安排" not in client.get(page).content.decode()  # waiting are none
        assert "已安排" in client.get(page + "?state=answered").content.decode()
        assert "已安排" not in client.get(page + f"?state=all&to={cast.sponsor.pk}").content.decode()
        client.force_login(cast.sponsor)
        assert client.get(f"/digests/{escalation.digest_id}/").status_code == 404
