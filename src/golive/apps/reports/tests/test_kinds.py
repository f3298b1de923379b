"""Month, phase and steering pack: the same sentences over another stretch of time, and what only they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from golive.apps.governance.tests.factories import question
from golive.apps.plan import services as plan
from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.content import read
from golive.apps.reports.period import Kind, period_of
from golive.apps.reports.tests.factories import figures, meeting, planned, report, said, sent
from golive.foundation import clock
from golive.foundation.duties.noticing import signals
from golive.foundation.errors import Refused
from golive.foundation.words import Words


def queries(row):
    return {s["query"] for s in row.content["sentences"]}


def test_a_month_counts_what_its_weeks_counted_one_by_one(cast):
    tasks = planned(cast)
    with clock.at(at("2026-03-04 17:00")):
        plan.report_progress(cast.it, tasks.a, percent=100)
    with clock.at(at("2026-03-13 17:00")):
        plan.report_progress(cast.it, tasks.b, percent=100)
    with clock.at(at("2026-04-02 12:00")):
        month, last = report(cast, kind="monthly", period="2026-03"), report(cast, kind="monthly")
    assert (month.content["first"], month.content["last"]) == ("2026-03-01", "2026-03-31")
    assert figures(month, "done") == {"n": 2}
    assert said(month, "done")["words"]["params"]["this"]["msgid"] == "this month"
    assert "本月完成任务 2 项" in str(Words.from_json(said(month, "done")["words"]))
    assert last.period == "2026-04" and said(last, "done")["words"]["msgid"].startswith("No task")


def test_the_monthly_report_says_how_many_weekly_ones_were_sent(cast):
    with clock.at(at("2026-03-06 12:00")):
        services.read(cast.sponsor, sent(cast))
    with clock.at(at("2026-03-20 12:00")):
        row = report(cast, kind="monthly")
    assert figures(row, "reports")["sent"] == 1 and figures(row, "reports")["read"] == 1
    assert "2026-W11" in [str(Words.from_json(r["label"])) for r in said(row, "reports")["rows"]]


def test_promises_are_asked_about_by_the_same_kind(cast):
    tasks = planned(cast)
    with clock.at(at("2026-03-02 10:00")):
        plan.edit_task(cast.pm, tasks.b, constraint="SNET", constraint_at=at("2026-04-10 08:00"))
    with clock.at(at("2026-03-31 12:00")):
        assert tasks.b.pk in said(sent(cast, kind="monthly"), "next")["keys"]
        sent(cast)
    with clock.at(at("2026-04-29 12:00")):
        row = report(cast, kind="monthly")
        assert figures(row, "promises")["done"] == 0 and said(row, "promises")["tone"] == "warn"


def test_the_steering_pack_tells_from_meeting_to_meeting_and_lists_what_is_to_be_decided(cast):
    planned(cast)
    with clock.at(at("2026-03-02 09:00")):
        meeting(cast, "steering", days=2)
    with clock.at(at("2026-03-10 09:00")):
        meeting(cast, "steering", days=10)
        asked = question(cast, deadline=at("2026-03-21 18:00"))
        row = report(cast, kind="steering")
    assert row.period == "M-002" and row.content["first"] == "2026-03-04"
    line = str(Words.from_json(said(row, "questions")["words"]))
    assert asked.code in line and "按期 / 推迟一周" in line and "2026-03-21" in line
    assert {"money", "gate", "progress"} <= queries(row) and not {"training", "support", "done"} & queries(row)


def test_a_pack_without_a_meeting_is_refused(cast):
    with pytest.raises(Refused) as no:
        report(cast, kind="steering")
    assert no.value.code == "period_none"


def test_the_phase_report_goes_on_until_the_gate_is_passed(cast):
    planned(cast)  # requirements: 2 to 31 March
    with clock.at(at("2026-04-10 12:00")):
        row = report(cast, kind="phase")
        found = period_of(cast.project, Kind.PHASE)
    assert (row.period, row.shown_period) == ("requirements", "需求")
    assert found.live and found.until == at("2026-04-10 12:00") and found.first == date(2026, 3, 2)
    with pytest.raises(Refused) as no:
        report(cast, kind="phase", period="care")
    assert no.value.code == "period_unknown"


def test_money_is_said_to_the_fen_and_alarms(cast):
    planned(cast)
    with clock.at(at("2026-03-10 12:00")):
        values = {"cost_class": "software", "text": "许可", "on": date(2026, 3, 9)}
        plan.add_cost(cast.pm, cast.project, kind="budget", amount=Decimal("100000"), **values)
        plan.add_cost(cast.pm, cast.project, kind="actual", amount=Decimal("125000"), **values)
        row = report(cast, kind="monthly")
    text = str(Words.from_json(said(row, "money")["words"]))
    assert "预算 10.00 万元" in text and "已支出 12.50 万元" in text
    over = next(s for s in row.content["sentences"] if s["words"]["msgid"].startswith("Over budget"))
    assert over["tone"] == "bad" and "2.50 万元" in str(Words.from_json(over["words"]))


def test_what_was_typed_against_the_evidence_stands_above_everything(cast, client):
    planned(cast)
    with clock.at(at("2026-03-13 12:00")):
        first = services.send(cast.pm, services.edit(cast.pm, report(cast), status="green"))
        signals.refresh(cast.project)
        row = report(cast, kind="monthly")
        (line,) = read(row).contradictions
        assert line.tone == "bad" and line.url.endswith(f"/reports/{first.pk}/")
        client.force_login(cast.pm)
        page = client.get(f"/p/{cast.project.code}/reports/reports/{row.pk}/").content.decode()
    assert page.index('id="h-denied"') < page.index('id="h-status"') < page.index('id="h-week"')


def test_the_manager_says_words_to_a_chapter_and_no_figures(cast, client):
    planned(cast)
    with clock.at(at("2026-03-13 12:00")):
        row = report(cast)
        before = row.content
        client.force_login(cast.pm)
        here = f"/p/{cast.project.code}/reports/reports/{row.pk}/"
        data = {"status": "", "note": "", "remark_progress": "供应商周三到场", "content": "{}", "version": row.version}
        assert client.post(f"{here}edit/", data).status_code == 302
        row.refresh_from_db()
        assert row.remarks == {"progress": "供应商周三到场"} and row.content == before
        assert "供应商周三到场" in client.get(here).content.decode()
        again = services.edit(cast.pm, report(cast), remarks={"progress": "", "nonsense": "x"})
        assert again.remarks == {}
        row = services.send(cast.pm, again)
        type(row).objects.filter(pk=row.pk).update(remarks={"progress": "后来加的话"})
        row.refresh_from_db()
        assert not row.is_intact
