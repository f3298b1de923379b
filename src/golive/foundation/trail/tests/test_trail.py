from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from golive.engines.evidence.chain import verify_audit
from golive.foundation import clock
from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.queries import system_actor
from golive.foundation.accounts.tests.factories import person
from golive.foundation.audit import services as audit
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.jobs.worker import run_pending
from golive.foundation.registers.tests.sample.registers import PEBBLES
from golive.foundation.registers.tests.sample.services import add_pebble
from golive.foundation.trail import views

pytestmark = pytest.mark.django_db


def name(cast, title="成员"):
    newcomer = person("newcomer", cast.project.client)
    return accounts.name_member(cast.pm, cast.project, person=newcomer, party=Party.TEAM, role_title=title)


def page(client, cast, actor=None, of="trail", **asked):
    client.force_login(actor or cast.qa, "allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(f"audit:{of}", kwargs={"project": cast.project.code}), asked)


def forge():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry")
        cursor.execute("UPDATE audit_entry SET actor_name = 'somebody'")


@pytest.mark.parametrize("who, status", [("sponsor", 200), ("pm", 200), ("it", 200), ("qa", 200), ("business", 403)])
def test_who_answers_or_examines_sees_it(client, cast, who, status):
    assert page(client, cast, getattr(cast, who)).status_code == status


@pytest.mark.parametrize("who, status", [("vendor", 403), ("consultant", 403), ("stranger", 404)])
def test_nobody_takes_it_away_who_may_not_see_it(client, cast, who, status):
    assert page(client, cast, getattr(cast, who), of="export").status_code == status


def test_a_line_says_what_was_done_in_words(client, cast):
    name(cast, "仓库骨干")
    (row,) = page(client, cast).context["rows"]
    assert row["what"] == "指定相关方人员"
    assert {"field": "角色", "new": "仓库骨干"} in row["details"]
    assert {"field": "人员", "new": "newcomer"} in row["details"]  # by name, not by key
    assert {"field": "相关方", "new": str(Party.TEAM.label)} in row["details"]


@pytest.mark.urls("golive.foundation.registers.tests.sample.site")
def test_the_subject_leads_to_its_page_only_where_its_reader_may_go(client, cast):
    pebble = add_pebble(cast.pm, cast.project, code="P1", title="石英")
    (row,) = page(client, cast).context["rows"]
    assert row["kind"] == "石头" and {"field": "名称", "new": "石英"} in row["details"]
    assert row["url"] == PEBBLES.address(pebble)


def test_filters_by_person_action_and_day(client, cast):
    with clock.at(clock.now() - timedelta(days=3)):
        name(cast)
    place = name(cast)
    accounts.end_membership(cast.sponsor, place)
    today = clock.today(cast.project.timezone)

    def found(**asked):
        return [r["entry"].seq for r in page(client, cast, **asked).context["rows"]]

    assert found() == [3, 2, 1]
    assert found(who=cast.sponsor.pk) == [3]
    assert found(action="accounts.name_member") == [2, 1]
    assert found(since=today.isoformat()) == [3, 2]
    assert found(until=(today - timedelta(days=1)).isoformat()) == [1]
    assert found(who="999999") == [3, 2, 1]  # not among the choices: the form says so, nothing is narrowed


def test_pages_follow_each_other_by_key(client, cast, monkeypatch):
    monkeypatch.setattr(views, "SHOWN", 2)
    for _n in range(5):
        name(cast)
    first = page(client, cast, action="accounts.name_member")
    second = client.get(f"{first.request['PATH_INFO']}{first.context['pager']['next_url']}")
    assert [r["entry"].seq for r in first.context["rows"]] == [5, 4]
    assert [r["entry"].seq for r in second.context["rows"]] == [3, 2]
    assert "action=accounts.name_member" in second.context["pager"]["next_url"]


def test_the_page_says_whether_the_chain_holds(client, cast):
    name(cast)
    assert "尚未校验" in page(client, cast).content.decode()
    job = enqueue(system_actor(), "audit.verify")
    run_pending()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert "第 1 至 1 行" in page(client, cast).content.decode()
    forge()
    assert "第 1 至 1 行" in page(client, cast).content.decode()  # what the night found
    broken = page(client, cast, verify="1")
    assert "操作日志已被改动" in broken.content.decode() and len(broken.context["chain"]["faults"]) == 1


def test_a_broken_chain_fails_the_job_of_the_night_and_stays_on_the_page(client, cast):
    name(cast)
    forge()
    job = enqueue(system_actor(), "audit.verify")
    run_pending()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "操作日志已被改动" in page(client, cast).content.decode()


def test_the_export_is_verified_off_line(client, cast):
    name(cast)
    name(cast)
    answer = page(client, cast, of="export")
    assert "attachment" in answer["Content-Disposition"]
    document = answer.json()
    assert verify_audit(document) == [] and len(document["entries"]) == 2
    document["entries"][0]["actor_name"] = "somebody"
    assert verify_audit(document)


def test_a_line_of_another_project_is_not_in_the_trail(client, cast):
    accounts.name_member(cast.stranger, cast.other_project, person=cast.qa, party=Party.TEAM, role_title="x")
    assert page(client, cast).context["rows"] == []


def test_verify_chain_is_silent_about_what_holds(cast):
    name(cast)
    assert audit.verify_chain(cast.project) == [] and audit.verify_chain(cast.other_project) == []
