"""Figures against an independent reckoning on random histories, which knows nothing of the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from golive.foundation import clock
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.figures.figure_rows import lag_words, spark
from golive.foundation.duties.figures.figures import Figure, figures, months, total
from golive.foundation.duties.figures.trend import trend
from golive.foundation.duties.models import Assignment, Obligation, Pulse, StateChange, Waiver
from golive.foundation.duties.registry import calendar_of
from golive.foundation.duties.tests.factories import SHANGHAI, local

START = local("2026-03-02 00:00")
NOW = local("2026-08-20 12:00")
STATES = ["upcoming", "due", "partly", "met", "met_late", "overdue", "waived", "withdrawn", "unconnected"]
OPEN = {"upcoming", "due", "partly"}
hours = st.integers(0, 24 * 170)
moments = st.integers(0, 12).map(lambda n: n * 340)  # few, so that several changes are of one moment
change = st.tuples(moments, st.sampled_from(STATES), hours, st.integers(0, 1), st.integers(0, 40))
obligation = st.tuples(
    st.sampled_from(["M4", "M3", "V5", "B2", "S5"]), st.integers(0, 1), st.lists(change, min_size=1, max_size=5)
)
histories = st.lists(obligation, min_size=1, max_size=12)
holds = st.one_of(st.none(), st.tuples(hours, hours))


def when(hour):
    return START + timedelta(hours=hour, minutes=7)


def store(cast, rows, hold):
    """Write a random history down as the engine would, and return it as plain data."""
    people = [cast.pm, cast.vendor]
    if hold:
        begin, end = sorted(map(when, hold))
        Pulse.objects.update_or_create(
            project=cast.project, defaults={"held": [[begin.isoformat(), end.isoformat()]], "evaluated_at": NOW}
        )
    plain = []
    for number, (duty_id, place, changes) in enumerate(rows):
        place = f"department:{cast.sales.pk}" if place else ""
        assignment, _made = Assignment.objects.get_or_create(project=cast.project, duty_id=duty_id, place=place)
        told = [
            {
                "at": when(at),
                "became": state,
                "due_at": when(due),
                "opens_at": when(max(0, due - 100)),
                "met_at": when(at) if state in ("met", "met_late") else None,
                "person_id": people[who].pk,
                "excused": (when(at) + timedelta(days=extra)).astimezone(SHANGHAI).date(),
            }
            for at, state, due, who, extra in sorted(changes, key=lambda c: c[0])
        ]
        last = {k: v for k, v in told[-1].items() if k not in ("at", "became", "excused")}
        row = Obligation.objects.create(
            project=cast.project,
            assignment=assignment,
            duty_id=duty_id,
            place=place,
            key=f"k{number}",
            grace_until=told[-1]["due_at"],
            state=told[-1]["became"],
            state_since=told[-1]["at"],
            **last,
        )
        for t in told:
            values = {k: v for k, v in t.items() if k != "excused"}
            StateChange.objects.create(obligation=row, project=cast.project, **values)
            if t["became"] == "waived":
                Waiver.objects.create(obligation=row, by=cast.sponsor, reason="x", until=t["excused"], at=t["at"])
        plain.append({"duty": duty_id, "place": place, "changes": told})
    return plain


def stood(hold, moment):
    if hold:
        begin, end = sorted(map(when, hold))
        if begin <= moment < end:
            return begin
    return moment


def outcome(row, moment, hold):
    """(state, change) of an obligation at a moment, reckoned by hand; None before it was known."""
    told = [c for c in row["changes"] if c["at"] <= moment]
    if not told:
        return None
    last = told[-1]
    state, now = last["became"], stood(hold, moment)
    if state == "waived":
        waivers = [c["excused"] for c in told if c["became"] == "waived"]
        if max(waivers) >= now.astimezone(SHANGHAI).date():
            return "waived", last
        state = "upcoming"
    if state in OPEN and last["due_at"] < now:
        state = "overdue"
    return state, last


def reckon(plain, moment, hold, key):
    found = {}
    for row in plain:
        known = outcome(row, moment, hold)
        if known is None or known[0] in ("withdrawn", "unconnected"):
            continue
        state, last = known
        own = found.setdefault(key(row, last), {"met": 0, "late": 0, "overdue": 0, "waived": 0, "ahead": 0, "lags": []})
        if state in OPEN:
            day = stood(hold, moment).astimezone(SHANGHAI).date() + timedelta(days=30)
            own["ahead"] += last["due_at"].astimezone(SHANGHAI).date() <= day
            continue
        own[{"met_late": "late"}.get(state, state)] += 1
        if state in ("met_late", "overdue"):
            proved = last["met_at"] or stood(hold, moment)
            own["lags"].append(calendar_of(Somewhere).minutes_between(last["due_at"], proved))
    return found


class Somewhere:
    timezone = "Asia/Shanghai"


KEYS = {
    "party": lambda row, last: DUTIES[row["duty"]].party,
    "person": lambda row, last: last["person_id"],
    "duty": lambda row, last: row["duty"],
    "department": lambda row, last: row["place"],
}
RANDOM = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def plain_figures(found):
    return {
        f.key: {
            "met": f.met,
            "late": f.late,
            "overdue": f.overdue,
            "waived": f.waived,
            "ahead": f.ahead,
            "lags": sorted(f.lags),
        }
        for f in found
    }


@RANDOM
@given(rows=histories, hold=holds, hour=hours)
def test_figures_agree_with_a_reckoning_by_hand(cast, phases, rows, hold, hour):
    with transaction.atomic(), clock.at(NOW):
        plain = store(cast, rows, hold)
        for by, key in KEYS.items():
            for moment in (None, when(hour)):
                expected = reckon(plain, moment or NOW, hold, key)
                for own in expected.values():
                    own["lags"].sort()
                assert plain_figures(figures(cast.project, by, moment)) == expected, (by, moment)
        transaction.set_rollback(True)


@RANDOM
@given(rows=histories, hold=holds)
@example(  # waived while the project's clock stood still: the waiver lasts as long as that clock shows its last day
    rows=[("M4", 0, [(0, "upcoming", 0, 0, 0), (0, "waived", 0, 0, 0)])], hold=(0, 24 * 30)
)
def test_months_agree_with_a_reckoning_by_hand(cast, phases, rows, hold):
    with transaction.atomic(), clock.at(NOW):
        plain = store(cast, rows, hold)
        for by, key in KEYS.items():
            expected = {}
            for n, month in enumerate(months(cast.project, NOW, 6)):
                for row in plain:
                    known = outcome(row, month.until, hold)
                    if known and known[0] in ("met", "met_late", "overdue", "waived"):
                        state, last = known
                        if last["due_at"].astimezone(SHANGHAI).strftime("%Y-%m") == month.key:
                            own = expected.setdefault(key(row, last), [[0, 0, 0, 0] for _ in range(6)])
                            own[n][["met", "met_late", "overdue", "waived"].index(state)] += 1
            found = {
                group: [[f.met, f.late, f.overdue, f.waived] for f in line]
                for (_pk, group), line in trend([cast.project], NOW, by=by).items()
            }
            assert found == expected, by
        transaction.set_rollback(True)


def test_a_month_that_is_over_never_changes(cast, prove):
    reports = prove("M4")
    reports.fact("2026-03-06 15:00", "周报", period="2026-W10")
    for when_ in ("2026-03-02 09:00", "2026-03-20 09:00"):
        with clock.at(local(when_)):
            evaluate(cast.project)

    def march(now):
        with clock.at(local(now)):
            evaluate(cast.project)
            (line,) = trend([cast.project], clock.now(), count=3).values()
            return next((f.met, f.late, f.overdue, f.waived) for f in line if f.key == "2026-03")

    before = march("2026-04-02 09:00")
    assert before[0] == 1 and before[2] >= 3
    for week, day in (("2026-W11", "2026-03-13"), ("2026-W12", "2026-04-03")):  # one of them dated back
        reports.fact(f"{day} 15:00", "补交的周报", period=week)
    assert march("2026-04-07 09:00") == before
    del reports.facts[:]
    assert march("2026-04-08 09:00") == before
    with clock.at(local("2026-04-08 09:00")):
        assert next(f for f in figures(cast.project, "duty") if f.key == "M4").met == 0


def test_what_is_owed_for_a_phase_or_within_it(cast, prove):
    prove("M1"), prove("M4")
    with clock.at(local("2026-05-08 19:00")):
        evaluate(cast.project)
        found = {f.key: f for f in figures(cast.project, "phase")}
    assert found["requirements"].name == "需求调研"
    own = Obligation.objects.filter(project=cast.project, state="overdue", due_at__lt=local("2026-05-01 00:00"))
    assert found["requirements"].overdue == own.count()
    assert found["selection"].overdue == 1  # the report of the week of 8 May


def test_nothing_owed_has_no_rate():
    assert Figure("x", waived=2).rate is None
    assert (Figure("x", met=1, late=1, overdue=2, waived=3).rate, total([Figure("a", met=2)] * 2).met) == (0.25, 4)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(None, "–"), (90, "1.5 个工作小时"), (959, "16 个工作小时"), (960, "2 个工作日"), (1200, "2.5 个工作日")],
)
def test_lateness_in_words(minutes, said):
    assert lag_words(minutes) == said


def test_a_sparkline_is_broken_where_nothing_was_due():
    months_ = [Figure("1", met=1), Figure("2", overdue=1), Figure("3"), Figure("4", met=999, late=1)]
    drawn = spark(months_)
    assert len(drawn["lines"]) == 1 and len(drawn["dots"]) == 3
    assert drawn["dots"][0]["y"] < drawn["dots"][1]["y"]
    assert drawn["dots"][2]["percent"] == "99%"
    assert spark([Figure("1")]) is None


@pytest.mark.parametrize("weeks", [2, 20])
def test_as_many_queries_for_many_rows_as_for_few(cast, prove, django_assert_num_queries, weeks):
    for duty_id in ("M3", "M4", "I10"):
        prove(duty_id)
    with clock.at(START + timedelta(weeks=weeks)):
        evaluate(cast.project)
        with django_assert_num_queries(4):  # the clock, the cells, lateness, names
            figures(cast.project, "person")
        with django_assert_num_queries(2):
            trend([cast.project], clock.now())
