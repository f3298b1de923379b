"""Every use case through one door: the same rights, the same refusals, nothing of another project."""

import json
from datetime import UTC, datetime

import pytest

from golive.api.tests.test_api import at, caller
from golive.apps.requirements.tests import factories
from golive.foundation.accounts.models import Membership
from golive.foundation.audit.services import entries_of, subject_key
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment

pytestmark = pytest.mark.django_db


def act(cast, who, name, on="", **given):
    return caller(who).post(
        at(cast, f"acts/{name}"), json.dumps({"on": on, "with": given}), content_type="application/json"
    )


def test_an_act_is_done_by_the_one_who_may_and_is_in_the_trail(cast):
    row = factories.in_review(cast)
    answer = act(cast, cast.business, "requirements.sign", subject_key(row), seen_hash=row.content_hash)
    assert answer.status_code == 200, answer.content
    assert answer.json()["record"] == subject_key(row)
    assert entries_of(cast.project).first().action == "requirements.sign"
    other = factories.in_review(cast)
    refused = act(cast, cast.vendor, "requirements.sign", subject_key(other), seen_hash=other.content_hash)
    assert (refused.status_code, refused.json()["problem"]) == (403, "forbidden")


def test_records_are_given_by_their_key(cast):
    evaluate(cast.project)
    answer = act(cast, cast.pm, "duties.assign", duty_id="M3", accountable=subject_key(cast.team))
    assert answer.status_code == 200, answer.content
    assert Assignment.objects.get(project=cast.project, duty_id="M3").accountable == cast.team


def test_days_and_people_of_elsewhere(cast):
    answer = act(
        cast,
        cast.pm,
        "accounts.name_member",
        person=subject_key(cast.qa),
        party="T",
        role_title="测试",
        valid_from="2026-03-02",
    )
    assert answer.status_code == 200, answer.content
    assert str(Membership.objects.get(party="T", person=cast.qa).valid_from) == "2026-03-02"
    stranger = act(cast, cast.pm, "accounts.name_member", person=subject_key(cast.stranger), party="T", role_title="x")
    assert stranger.status_code == 404


def test_what_does_not_fit_is_refused_before_anything_runs(cast):
    row = factories.in_review(cast)
    assert act(cast, cast.pm, "nothing.at_all").status_code == 404
    foreign = factories.in_review(cast)
    type(foreign).objects.filter(pk=foreign.pk).update(project=cast.other_project)
    assert act(cast, cast.business, "requirements.sign", subject_key(foreign)).status_code == 404
    wrong = act(cast, cast.business, "requirements.sign", subject_key(row), colour="red")
    assert (wrong.status_code, wrong.json()["problem"]) == (409, "wrong_parameters")
    assert act(cast, cast.pm, "duties.assign", duty_id="M3", accountable="no record").status_code == 409
    bad = act(cast, cast.pm, "projects.set_special_day", day="tomorrow", is_working=True, note="x")
    assert (bad.status_code, bad.json()["problem"]) == (409, "wrong_value")


def test_the_list_is_what_the_caller_may(cast):
    names = {row["name"] for row in caller(cast.sponsor).get(at(cast, "acts")).json()}
    assert "projects.hold" in names
    theirs = {row["name"] for row in caller(cast.vendor).get(at(cast, "acts")).json()}
    assert "projects.hold" not in theirs and "support.report" in theirs


def test_a_trial_installation_is_told_the_time(cast, settings):
    settings.SIMULATION = True
    api = caller(cast.sponsor)
    body = json.dumps({"with": {"reason": "停工"}})
    when = {"X-GoLive-Now": "2026-05-06T10:00:00+08:00"}
    assert (
        api.post(at(cast, "acts/projects.hold"), body, content_type="application/json", headers=when).status_code == 200
    )
    assert entries_of(cast.project).first().at == datetime(2026, 5, 6, 2, tzinfo=UTC)
    assert api.get(at(cast, "acts"), headers={"X-GoLive-Now": "2026-05-06"}).status_code == 400
    settings.SIMULATION = False
    api.post(at(cast, "acts/projects.resume"), body, content_type="application/json", headers=when)
    assert entries_of(cast.project).first().at > datetime(2026, 5, 7, tzinfo=UTC)
