"""The pages of one duty and of one obligation: rule, reasons, people, telling, talk; and who may read what."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.tests.factories import local
from golive.foundation.notify.models import Notification
from golive.foundation.registers.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast, client, prove):
    """page(who, name, **more) → its text, on 17 March: one report in time, one missing and escalated, one by the wrong
    person."""
    proof = prove("M4")
    proof.fact("2026-03-06 15:00", "秘密周报", period="2026-W10", url="/report/1")
    proof.fact("2026-03-13 15:00", "越权周报", period="2026-W11", who=cast.vendor.pk)
    prove("V1").fact("2026-03-13 15:00", "差异答复")
    for when in ("2026-03-03 09:00", "2026-03-10 09:00", "2026-03-17 09:00"):
        with clock.at(local(when)):
            evaluate(cast.project)
            tell()
    with clock.at(local("2026-03-17 12:00")):
        evaluate(cast.project)

        def get(who, name, status=200, **more):
            client.force_login(getattr(cast, who))
            answer = client.get(address(cast, name, **more))
            assert answer.status_code == status
            return answer.content.decode()

        yield get


def address(cast, name, **more):
    return reverse(f"duties:{name}", kwargs={"project": cast.project.code, **more})


def owed(key, duty="M4"):
    return Obligation.objects.get(duty_id=duty, key=key)


def test_the_duty_says_rule_reason_and_people(page, cast):
    services.give_letter(cast.pm, Assignment.objects.get(duty_id="M4"), person=cast.qa, letter="C")
    services.cover(
        cast.pm, cast.project, person=cast.pm, stand_in=cast.it, first_day=date(2026, 3, 18), last_day=date(2026, 3, 20)
    )
    text = page("pm", "duty", duty="M4")
    assert "周报断了两周" in text  # why it matters
    assert "应于 2026-03-13 18:00 前完成，至今未能证明已完成；规则：每周五 18:00" in text
    assert f'title="咨询">C</b>{cast.qa}' in text
    assert f"由{cast.it}代理" in text
    assert "未计入：由非责任人完成" in text and "越权周报" in text
    assert "提醒与告知记录" in text and "逾期" in text


def test_its_difference_from_the_template_is_shown(page, cast):
    assert "与模板的差异" not in page("pm", "duty", duty="M4")
    services.tailor(cast.pm, cast.project, duty_id="M4", grace=16, reason="季末宽限")
    text = page("pm", "duty", duty="M4")
    assert "与模板的差异" in text and "季末宽限" in text


def test_the_past_is_folded_by_month(page):
    text = page("pm", "duty", duty="M4")
    assert '<details class="month"><summary class="fold"><span class="num">2026-03</span>' in text
    assert reverse("duties:obligation", kwargs={"project": "x", "pk": owed("2026-W10").pk}).split("/duties")[1] in text


def test_the_page_of_one_obligation(page, cast):
    text = page("pm", "obligation", pk=owed("2026-W11").pk)
    assert "至今未能证明已完成" in text and "越权周报" in text
    assert "→ 逾期" in text and "第 1 级，已上报" in text
    assert "稍后提醒" in text and "确认豁免" not in text
    assert "确认豁免" in page("sponsor", "obligation", pk=owed("2026-W11").pk)
    page("pm", "obligation", pk=10**6, status=404)
    page("stranger", "obligation", pk=owed("2026-W11").pk, status=404)


@pytest.mark.parametrize("who", ["vendor", "consultant"])
def test_outsiders_read_neither_evidence_nor_talk_of_inside_duties(page, cast, client, who):
    client.force_login(cast.pm)
    client.post(address(cast, "duty-comment", duty="M4"), {"text": "内部讨论"})
    client.post(address(cast, "obligation-comment", pk=owed("2026-W10").pk), {"text": "内部讨论"})
    for text in (page(who, "duty", duty="M4"), page(who, "obligation", pk=owed("2026-W10").pk)):
        assert "秘密" not in text and "越权" not in text and "内部讨论" not in text
        assert "每周五 18:00" in text  # the rule is no secret
    refused = client.post(address(cast, "duty-comment", duty="M4"), {"text": "x"})
    assert refused.status_code == 403 and Comment.objects.count() == 2


def test_what_is_said_is_read_by_those_who_see_the_proofs(page, cast, client):
    client.force_login(cast.vendor)
    assert client.post(address(cast, "duty-comment", duty="V1"), {"text": f"@{cast.pm} 请看"}).status_code == 302
    assert "请看" in page("pm", "duty", duty="V1") and "请看" in page("vendor", "duty", duty="V1")
    assert "请看" not in page("consultant", "duty", duty="V1")


def test_who_is_mentioned_is_told_if_he_may_read_it(page, cast, client):
    client.force_login(cast.pm)
    client.post(address(cast, "duty-comment", duty="M4"), {"text": f"@{cast.qa} @{cast.vendor} 看一下"})
    made = Comment.objects.get()
    assert list(made.mentions.all()) == [cast.qa]
    told = Notification.objects.get(kind="registers.mention")
    assert told.person == cast.qa and told.url == address(cast, "duty", duty="M4") + "#comments"
    assert str(told) == f"{cast.pm}提到了您：@{cast.qa} @{cast.vendor} 看一下"


def test_talk_of_an_obligation_stands_on_the_duty_s_page_too(page, cast, client):
    client.force_login(cast.pm)
    client.post(address(cast, "obligation-comment", pk=owed("2026-W10").pk), {"text": "数据晚到"})
    assert "数据晚到" in page("pm", "obligation", pk=owed("2026-W10").pk)
    text = page("sponsor", "duty", duty="M4")
    assert "数据晚到" in text and "2026 年第 10 周" in text
    assert "数据晚到" not in page("pm", "obligation", pk=owed("2026-W11").pk)


@pytest.mark.parametrize("name", ["duty", "obligation"])
def test_queries_do_not_grow_with_what_is_owed(page, cast, name):
    more = {"duty": "M4"} if name == "duty" else {"pk": owed("2026-W11").pk}

    def asked():
        page("pm", name, **more)
        with CaptureQueriesContext(connection) as captured:
            page("pm", name, **more)
        return len(captured)

    few = asked()
    one = owed("2026-W11")
    for n in range(40):
        one.pk, one.key = None, f"2025-W{n + 10}"
        one.state = "met" if n % 2 else "overdue"
        one.save(force_insert=True)
    assert asked() <= few + 1 <= 40
