from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.control.tests import factories as control
from golive.apps.plan import services as plan
from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.sentences.registry import SENTENCES
from golive.apps.reports.tests.factories import WEEK, figures, planned, report, said, sent
from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.errors import Refused


def test_figures_come_from_the_records_and_open_their_rows(cast):
    tasks = planned(cast)
    with clock.at(at("2026-03-04 17:00")):
        plan.report_progress(cast.it, tasks.a, percent=100)
    with clock.at(at("2026-03-05 09:00")):
        control.risk(cast, probability=5, impact=5)
    with clock.at(at("2026-03-06 12:00")):
        row = report(cast)
    assert row.period == WEEK
    done = said(row, "done")
    assert figures(row, "done") == {"n": 1}
    assert done["rows"][0]["url"].endswith(f"/tasks/{tasks.a.pk}/") and "甲" in str(done["rows"][0]["label"])
    assert figures(row, "risks") == {"n": 1, "high": 1, "new": 1}
    progress = said(row, "progress")["words"]["params"]
    assert progress["actual"] == "33.3" and progress["planned"] != progress["actual"]  # 2 of 6 days


def test_a_report_of_an_old_week_tells_the_facts_of_that_week(cast):
    tasks = planned(cast)
    with clock.at(at("2026-03-11 17:00")):
        plan.report_progress(cast.it, tasks.a, percent=100)
        control.risk(cast)
    with clock.at(at("2026-03-13 12:00")):
        old, new = report(cast, period=WEEK), report(cast)
    assert said(old, "progress")["words"]["params"]["actual"] == "0.0"
    assert said(new, "progress")["words"]["params"]["actual"] == "33.3"
    assert said(old, "risks")["words"]["params"]["n"] == 0 and said(new, "risks")["words"]["params"]["n"] == 1
    assert {r["label"]["params"]["text"][:3] for r in said(old, "late")["rows"]} >= {"1 甲"}  # due on Tuesday


def test_what_was_promised_is_asked_about_a_week_later(cast):
    tasks = planned(cast)
    with clock.at(at("2026-03-02 10:00")):
        plan.edit_task(cast.pm, tasks.b, constraint="SNET", constraint_at=at("2026-03-10 08:00"))
    with clock.at(at("2026-03-06 12:00")):
        first = sent(cast)
    assert tasks.b.pk in said(first, "next")["keys"]
    with clock.at(at("2026-03-13 12:00")):
        assert said(report(cast), "promises")["words"]["params"]["done"] == 0
        plan.report_progress(cast.it, tasks.a, percent=100)
        plan.report_progress(cast.it, tasks.b, percent=100)
        params = said(report(cast), "promises")["words"]["params"]
    assert params["done"] >= 1


def test_writing_again_takes_new_figures_and_keeps_what_was_typed(cast):
    row = services.edit(cast.pm, report(cast), status="yellow", note="请支持")
    control.risk(cast)
    again = report(cast)
    assert again.pk == row.pk and (again.status, again.note) == ("yellow", "请支持")
    assert said(again, "risks")["words"]["params"]["n"] == 1


def test_a_sent_report_is_not_written_again(cast):
    sent(cast)
    with pytest.raises(Refused) as no:
        report(cast)
    assert no.value.code == "report_sent"


@pytest.mark.parametrize("week", ["2026", "2026-W60", "heute", "2999-W01"])
def test_weeks_that_are_none_or_not_yet_are_refused(cast, week):
    with pytest.raises(Refused):
        report(cast, period=week)


def test_every_sentence_says_something_without_any_record(cast):
    """An empty project reports too; none of its queries fails."""
    row = report(cast)
    assert {s["query"] for s in row.content["sentences"]} <= SENTENCES.keys()
    assert row.content["sentences"]


@pytest.mark.parametrize("person", ["sponsor", "vendor", "team", "stranger"])
def test_only_the_project_manager_writes(cast, person):
    with pytest.raises(PermissionDenied):
        services.write(getattr(cast, person), cast.project)


def test_writing_is_cheap(cast, django_assert_max_num_queries):
    planned(cast)
    with django_assert_max_num_queries(60):
        report(cast)


def test_overdue_duties_are_counted_by_party_and_each_named_once(cast):
    planned(cast)
    with clock.at(at("2026-03-20 19:00")):
        evaluate(cast.project)
        row = report(cast)
        old = report(cast, period=WEEK)
    late, longest = said(row, "duties_overdue"), said(row, "duties_longest")
    counts = [r["label"]["params"]["n"] for r in late["rows"]]
    assert sum(counts) == late["words"]["params"]["n"] > 0 and counts == sorted(counts, reverse=True)
    names = [str(r["label"]) for r in longest["rows"]]
    assert len(names) == len(set(names)) and any("M4" in n for n in names)
    assert said(old, "duties_overdue")["words"]["params"]["n"] < late["words"]["params"]["n"]
