"""control.raise_change … control.decide_change, and the sponsor's decision on a change request."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.control import services, weighing
from golive.apps.control.impacts import Impact, _consequences, _weighers, consequence, impacts
from golive.apps.control.models import ChangeRequest
from golive.apps.control.tests.factories import change
from golive.apps.governance import services as governance
from golive.apps.plan import services as plan
from golive.apps.plan.models import Baseline, Link, Task
from golive.apps.plan.tests.factories import approve, at, shown, small_plan
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.words import words

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02 08:00"


@pytest.fixture
def agreed(cast):
    """甲 2 → 乙 3 → 上线 on Friday 6 March, 丙 1 beside them; approved. It is Monday morning."""
    with clock.at(at(MONDAY)):
        rows = small_plan(cast)
        approve(cast)
        yield rows


def lengthened(cast, task, days, **values):
    row = change(cast, **values)
    return services.lengthen_task(cast.pm, row, task=task, days=days)


def fresh(task):
    return Task.objects.get(pk=task.pk)


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


def test_a_small_change_is_decided_by_the_manager_and_moves_plan_and_baseline(cast, agreed):
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 4))
    assert (row.state, row.decision, row.later_days) == ("pending", None, 1)
    seen = weighing.weigh(row).mark
    done = services.decide_change(cast.pm, row, approve=True, reason="批次必须做", seen=seen)
    live = fresh(agreed.live)
    assert (done.state, done.decided_by, done.answer) == ("approved", cast.pm, "批次必须做")
    assert shown(live.early_finish) == shown(live.baseline_finish) == "2026-03-09 18:00" and live.slip_minutes == 0
    held = Baseline.objects.get(number=2)
    assert (held.state, held.decision, held.name) == ("approved", None, "C-001 增加批次管理")
    assert shown(held.go_live) == "2026-03-09 18:00" and held.tasks.count() == 4
    assert "推迟 1 个工作日" in str(row.asked_effect) or "1" in str(done.effect)


def test_what_slipped_before_the_change_is_still_late_after_it(cast, agreed):
    """丙 goes on until the 10th on its own: two working days late. The change moves 乙 by one day, which go-live does
    not feel any more; so its baseline does not move, and nobody's delay is made good by a change."""
    plan.edit_task(cast.pm, agreed.c, days=7)
    assert fresh(agreed.live).slip_minutes == 2 * 480
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 4))
    services.decide_change(cast.pm, row, approve=True, reason="同意")
    live, b = fresh(agreed.live), fresh(agreed.b)
    assert shown(live.baseline_finish) == "2026-03-06 18:00" and live.slip_minutes == 2 * 480
    assert shown(b.baseline_finish) == "2026-03-09 18:00" and b.slip_minutes == 0


def test_a_large_change_is_the_sponsors_and_his_word_acts(cast, agreed, client):
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 6))
    decision = row.decision
    assert decision.decider == cast.sponsor and "乙" in decision.background
    refused("change_not_yours", services.decide_change, cast.pm, row, approve=True, reason="我来")
    client.force_login(cast.sponsor)
    page = client.get(f"/p/{cast.project.code}/governance/decisions/{decision.pk}/decide/").content.decode()
    assert "由 2026-03-06 变为 2026-03-11，推迟 3 个工作日" in page
    governance.decide(cast.sponsor, decision, choice="A", reason="值得")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("approved", cast.sponsor)
    assert shown(fresh(agreed.live).baseline_finish) == "2026-03-11 18:00"
    assert Baseline.objects.get(number=2).decision == decision


def test_a_refused_change_is_recorded_and_moves_nothing(cast, agreed):
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 6))
    governance.decide(cast.sponsor, row.decision, choice="B", reason="上线日期不能动")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("rejected", "上线日期不能动") and row.effect
    assert fresh(agreed.b).duration_minutes == 3 * 480 and Baseline.objects.count() == 1


def test_money_and_what_others_say_make_a_change_large(cast, agreed):
    services.set_change_rule(cast.sponsor, cast.project, days=2, yuan=5000)
    row = change(cast)
    services.add_change_cost(cast.pm, row, task=agreed.c, yuan=5001)
    assert weighing.weigh(row).needs_sponsor and weighing.weigh(row).cost_more == 500100
    small = change(cast, title="另一项")
    services.add_change_cost(cast.pm, small, task=agreed.c, yuan=5000)
    assert not weighing.weigh(small).needs_sponsor
    told = []
    impacts(lambda c: [Impact(words("REQ-7"), heavy=True)] if "REQ-7" in c.ref_codes else [])
    consequence(lambda actor, c: told.append(c.code))
    try:
        heavy = services.raise_change(cast.pm, cast.project, title="改需求", reason="…", refs="REQ-7，REQ-9")
        assert services.submit_change(cast.pm, heavy).decision and not told
        governance.decide(cast.sponsor, ChangeRequest.objects.get(pk=heavy.pk).decision, choice="A", reason="好")
        assert told == [heavy.code] and Baseline.objects.count() == 1  # nothing in the plan: no new baseline
    finally:
        _weighers.pop(), _consequences.pop()


def test_a_new_task_between_two_others(cast, agreed):
    row = change(cast)
    services.add_change_task(
        cast.pm, row, name="批次改造", days=1, waits=str(agreed.a.number), holds=str(agreed.b.number), owner=cast.it
    )
    weighed = weighing.weigh(row)
    assert weighed.later_minutes == 480 and not Task.objects.filter(name="批次改造").exists()
    services.decide_change(cast.pm, services.submit_change(cast.pm, row), approve=True, reason="同意")
    new = Task.objects.get(name="批次改造")
    assert (new.owner, new.number, shown(new.baseline_finish)) == (cast.it, 5, "2026-03-04 18:00")
    assert set(Link.objects.filter(succ=new).values_list("pred", flat=True)) == {agreed.a.pk}
    assert set(Link.objects.filter(pred=new).values_list("succ", flat=True)) == {agreed.b.pk}
    assert shown(fresh(agreed.live).early_finish) == shown(fresh(agreed.live).baseline_finish) == "2026-03-09 18:00"


def test_the_plan_has_changed_between_asking_and_deciding(cast, agreed):
    """The manager read "one day later"; meanwhile the plan moved: he reads it again. Then it is too large for him."""
    row = services.submit_change(cast.pm, lengthened(cast, agreed.c, 4))
    seen = weighing.weigh(row).mark
    plan.edit_task(cast.pm, agreed.c, predecessors=f"{agreed.b.number}")  # 丙 is on the way to go-live now
    refused("effect_changed", services.decide_change, cast.pm, row, approve=True, reason="同意", seen=seen)
    refused("change_too_large", services.decide_change, cast.pm, row, approve=True, reason="同意")
    again = services.submit_change(cast.pm, row)
    assert again.decision.decider == cast.sponsor
    row.refresh_from_db()
    assert row.later_minutes == 3 * 480


def test_the_sponsor_too_must_have_read_what_he_decides_on(cast, agreed, client):
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 6))
    client.force_login(cast.sponsor)
    address = f"/p/{cast.project.code}/governance/decisions/{row.decision.pk}/decide/"
    seen = client.get(address).context["form"].initial["seen"]
    plan.edit_task(cast.pm, agreed.a, days=4)
    answer = client.post(address, {"choice": "A", "reason": "好", "seen": seen}, follow=True)
    assert "请重新" in answer.content.decode() or "Read it again" in answer.content.decode()
    row.decision.refresh_from_db()
    assert row.decision.state == "open"
    seen = client.get(address).context["form"].initial["seen"]
    client.post(address, {"choice": "A", "reason": "好", "seen": seen})
    row.refresh_from_db()
    assert row.state == "approved"


def test_a_late_decision_about_a_task_that_is_finished_can_only_refuse(cast, agreed):
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 6))
    decision = row.decision
    with clock.at(at(MONDAY) + timedelta(days=14)):
        assert decision.deadline < clock.now()
        for task in (agreed.a, agreed.b):
            plan.report_progress(cast.it, fresh(task), percent=100)
        refusal = refused("change_impossible", governance.decide, cast.sponsor, decision, choice="A", reason="好")
        assert "乙" in refusal.message
        decision.refresh_from_db()
        assert decision.state == "open"
        governance.decide(cast.sponsor, decision, choice="B", reason="已经做完了")
    row.refresh_from_db()
    assert row.state == "rejected"


def test_a_task_that_has_begun_keeps_what_is_done(cast, agreed):
    with clock.at(at("2026-03-03 08:00")):
        plan.report_progress(cast.it, fresh(agreed.a), percent=50)
        row = services.submit_change(cast.pm, lengthened(cast, agreed.a, 3))
        services.decide_change(cast.pm, row, approve=True, reason="同意")
    a = fresh(agreed.a)
    assert (a.duration_minutes, a.remaining_minutes) == (3 * 480, 2 * 480)


def test_nobody_decides_twice_or_beside_an_open_baseline(cast, agreed):
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 4))
    services.decide_change(cast.pm, row, approve=False, reason="不做")
    refused("change_not_yours", services.decide_change, cast.pm, row, approve=True, reason="还是做")
    other = services.submit_change(cast.pm, lengthened(cast, agreed.b, 4))
    plan.ask_baseline(cast.pm, cast.project)
    refused("baseline_pending", services.decide_change, cast.pm, other, approve=True, reason="同意")
    assert ChangeRequest.objects.get(pk=other.pk).state == "pending"


def test_what_was_put_stays_and_a_withdrawn_question_frees_the_way(cast, agreed):
    refused("change_empty", services.submit_change, cast.pm, change(cast))
    row = services.submit_change(cast.pm, lengthened(cast, agreed.b, 6))
    refused("change_put", services.lengthen_task, cast.pm, row, task=agreed.c, days=3)
    refused("change_asked", services.withdraw_change, cast.pm, row)
    refused("change_settled", services.submit_change, cast.pm, row)
    governance.withdraw_decision(cast.pm, row.decision)
    assert services.submit_change(cast.pm, row).decision.number == row.decision.number + 1


def test_who_may_do_what(cast, agreed, client):
    own = services.raise_change(cast.vendor, cast.project, title="接口改为队列", reason="更稳")
    services.lengthen_task(cast.vendor, own, task=agreed.b, days=4)
    with pytest.raises(PermissionDenied):
        services.submit_change(cast.vendor, own)
    secret = services.add_change_cost(cast.pm, change(cast), task=agreed.b, yuan=77777)
    for verb, kwargs in (
        (services.decide_change, {"approve": True, "reason": "x"}),
        (services.edit_change, {"title": "x"}),
        (services.withdraw_change, {}),
    ):
        with pytest.raises(PermissionDenied):
            verb(cast.vendor, secret, **kwargs)
    with pytest.raises(PermissionDenied):
        services.set_change_rule(cast.pm, cast.project, days=9, yuan=1)
    client.force_login(cast.vendor)
    assert client.get(f"/p/{cast.project.code}/control/changes/{secret.pk}/").status_code == 404
    services.add_change_cost(cast.pm, own, task=agreed.b, yuan=77777)
    page = client.get(f"/p/{cast.project.code}/control/changes/{own.pk}/").content.decode()
    assert "77,777" not in page and "推迟 1 个工作日" in page
    client.force_login(cast.pm)
    assert "77,777" in client.get(f"/p/{cast.project.code}/control/changes/{own.pk}/").content.decode()


def test_parts_are_added_and_taken_out_in_the_pages(cast, agreed, client):
    row = change(cast)
    client.force_login(cast.pm)
    base = f"/p/{cast.project.code}/control"
    client.post(f"{base}/changes/{row.pk}/lengthen_task/", {"task": agreed.b.pk, "days": "4"})
    client.post(f"{base}/changes/{row.pk}/add_change_task/", {"name": "试运行", "days": "2", "holds": "4"})
    assert [i.name for i in row.items.all()] == ["乙", "试运行"]
    bad = client.post(f"{base}/changes/{row.pk}/add_change_task/", {"name": "x", "days": "2", "holds": "四"})
    assert bad.status_code == 422 and row.items.count() == 2
    client.post(f"{base}/change-items/{row.items.last().pk}/remove/")
    client.post(f"{base}/changes/{row.pk}/submit_change/")
    form = client.get(f"{base}/changes/{row.pk}/decide_change/").context["form"]
    assert "推迟 1 个工作日" in str(form)
    plan.edit_task(cast.pm, agreed.a, days=3)
    sent = {"approve": "yes", "reason": "同意", "seen": form["seen"].value()}
    again = client.post(f"{base}/changes/{row.pk}/decide_change/", sent)
    assert again.status_code == 422 and ChangeRequest.objects.get(pk=row.pk).state == "pending"
    client.post(f"{base}/changes/{row.pk}/decide_change/", sent | {"seen": again.context["form"]["seen"].value()})
    assert ChangeRequest.objects.get(pk=row.pk).state == "approved" and fresh(agreed.b).duration_minutes == 4 * 480


def test_a_task_removed_meanwhile_is_said_and_nothing_acts(cast, agreed):
    extra = plan.add_task(cast.pm, cast.project, name="多余", days=1)
    row = services.submit_change(cast.pm, lengthened(cast, extra, 3))
    plan.remove_task(cast.pm, extra)
    assert "多余" in str(weighing.weigh(row).sentences()[0])
    refused("change_impossible", services.decide_change, cast.pm, row, approve=True, reason="同意")
    assert Baseline.objects.count() == 1
