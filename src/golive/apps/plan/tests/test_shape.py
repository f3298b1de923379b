"""What every register must do, for the three of the plan; and the small pages."""

import pytest
from django.urls import reverse

from golive.apps.plan import services
from golive.apps.plan.models import Task
from golive.apps.plan.registers import BASELINES, DIFFICULTIES, TASKS
from golive.apps.plan.tests.factories import approve, small_plan, task
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestTasks(RegisterChecks):
    register = TASKS
    forbidden = "vendor"
    change = {"name": "改名", "days": "3"}

    def make(self, cast, n):
        first = Task.objects.filter(project=cast.project).order_by("number").first()
        return task(cast, f"任务 {n}", days=2, owner=cast.it, predecessors=str(first.number) if first else "")

    def values(self, cast):
        return {"name": "新任务", "days": "2.5", "constraint": "ASAP", "predecessors": ""}


class TestDifficulties(RegisterChecks):
    register = DIFFICULTIES

    def make(self, cast, n):
        row = task(cast, f"任务 {n}", owner=cast.it)
        return services.raise_difficulty(cast.it, row, text="比预想难", new_remaining_days=3)


class TestBaselines(RegisterChecks):
    register = BASELINES

    def make(self, cast, n):
        if not Task.objects.exists():
            small_plan(cast)
        return approve(cast)


def url(name, cast, **kwargs):
    return reverse(f"plan:{name}", kwargs={"project": cast.project.code, **kwargs})


@pytest.mark.django_db
def test_my_tasks_are_reported_on_with_one_form(cast, client):
    plan = small_plan(cast)
    client.force_login(cast.it)
    page = client.get(url("mine", cast)).content.decode()
    assert "甲" in page and "丙" not in page
    answer = client.post(url("report_progress", cast, pk=plan.a.pk), {"percent": "50", "mine": "1"})
    assert answer.url == url("mine", cast)
    plan.a.refresh_from_db()
    assert plan.a.percent == 50


@pytest.mark.django_db
def test_a_task_says_why_it_stands_where_it_stands(cast, client):
    plan = small_plan(cast)
    client.force_login(cast.vendor)
    page = client.get(url("tasks-detail", cast, pk=plan.b.pk)).content.decode()
    assert "因为“甲”" in page and "2026-03-03" in page
    assert f'href="{url("tasks-detail", cast, pk=plan.a.pk)}"' in page  # waits for
    assert f'href="{url("tasks-detail", cast, pk=plan.live.pk)}"' in page  # is waited for by
    assert url("report_progress", cast, pk=plan.b.pk) not in page
    assert client.post(url("report_progress", cast, pk=plan.b.pk), {"percent": "50"}).status_code == 403


@pytest.mark.django_db
def test_the_manager_asks_for_the_baseline_on_a_page(cast, client):
    small_plan(cast)
    client.force_login(cast.pm)
    assert client.get(url("ask_baseline", cast)).status_code == 200
    assert client.post(url("ask_baseline", cast), {"name": "首版"}).status_code == 302
    assert cast.project.baselines.get().name == "首版"
    client.force_login(cast.vendor)
    assert client.post(url("ask_baseline", cast), {}).status_code == 403


@pytest.mark.django_db
def test_the_decision_behind_a_baseline_is_for_the_client_only(cast, client):
    small_plan(cast)
    page = url("baselines-detail", cast, pk=approve(cast).pk)
    for person, sees in ((cast.sponsor, True), (cast.it, True), (cast.team, False), (cast.vendor, False)):
        client.force_login(person)
        assert ("D-001" in client.get(page).content.decode()) == sees


@pytest.mark.django_db
def test_links_and_tasks_are_removed_by_their_buttons(cast, client):
    plan = small_plan(cast)
    client.force_login(cast.pm)
    client.post(url("unlink_tasks", cast, pk=plan.b.incoming.get().pk))
    assert not plan.b.incoming.exists()
    client.post(url("remove_task", cast, pk=plan.c.pk))
    assert not Task.objects.filter(pk=plan.c.pk).exists()
    client.force_login(cast.vendor)
    assert client.post(url("remove_task", cast, pk=plan.b.pk)).status_code == 403


@pytest.mark.django_db
def test_the_plan_is_computed_every_night(cast):
    from golive.apps.plan.jobs import recompute_all
    from golive.foundation.accounts.queries import system_actor
    from golive.foundation.jobs.registry import PERIODIC

    class Ctx:
        actor = system_actor()

        def progress(self, *_args):
            pass

    small_plan(cast)
    assert recompute_all(Ctx()) == {"projects": 0}
    approve(cast)
    assert recompute_all(Ctx()) == {"projects": 1} and "plan.recompute_all" in PERIODIC
