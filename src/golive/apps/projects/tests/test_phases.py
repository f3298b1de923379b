"""Phases from the method, moved and passed; working days of the project's own."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.projects import engine_io, queries, services
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
KEYS = ["requirements", "selection", "implementation", "trial", "acceptance", "care"]


def test_the_phases_of_the_method_span_the_project(cast):
    services.lay_out_phases(cast.pm, cast.project)
    phases = list(cast.project.phases.all())
    assert [p.key for p in phases] == KEYS
    assert phases[0].starts_on == cast.project.start_date and phases[2].ends_on == cast.project.go_live_date
    assert [p.state for p in phases] == ["running", *["planned"] * 5]
    with pytest.raises(Refused) as refusal:
        services.lay_out_phases(cast.pm, cast.project)
    assert refusal.value.code == "phases_exist"


def test_a_moved_phase_keeps_its_order_and_a_passed_one_stays(cast):
    services.lay_out_phases(cast.pm, cast.project)
    first = cast.project.phases.get(key="requirements")
    services.move_phase(cast.pm, first, starts_on=date(2026, 3, 9), ends_on=date(2026, 5, 29))
    with pytest.raises(Refused):
        services.move_phase(cast.pm, first, starts_on=date(2026, 5, 29), ends_on=date(2026, 3, 9))
    services.pass_phase(cast.sponsor, first)
    first.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        services.move_phase(cast.pm, first, starts_on=date(2026, 3, 2), ends_on=date(2026, 5, 1))
    assert refusal.value.code == "phase_passed"


def test_passing_acceptance_puts_the_project_into_care(cast):
    services.lay_out_phases(cast.pm, cast.project)
    for key in KEYS[:5]:
        services.pass_phase(cast.sponsor, cast.project.phases.get(key=key))
    cast.project.refresh_from_db()
    assert cast.project.state == "in_care"
    assert cast.project.phases.get(key="care").state == "running"


def test_only_the_sponsor_passes_and_only_pm_or_sponsor_shape(cast):
    services.lay_out_phases(cast.pm, cast.project)
    first = cast.project.phases.get(key="requirements")
    with pytest.raises(PermissionDenied):
        services.pass_phase(cast.pm, first)
    for actor in (cast.vendor, cast.business, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.set_special_day(actor, cast.project, day=date(2026, 5, 9), is_working=True, note="加班")


def test_special_days_change_the_working_calendar(cast):
    monday, saturday = date(2026, 6, 1), date(2026, 6, 6)
    assert engine_io.calendar(cast.project).is_working_day(monday)
    services.set_special_day(cast.pm, cast.project, day=monday, is_working=False, note="厂庆")
    services.set_special_day(cast.pm, cast.project, day=saturday, is_working=True, note="加班")
    days = engine_io.calendar(cast.project)
    assert not days.is_working_day(monday) and days.is_working_day(saturday)
    assert days.minutes_between(days.instant(saturday, 0), days.instant(saturday, 1440)) == 480


def test_the_calendar_page_announces_an_unknown_year(cast, client):
    services.lay_out_phases(cast.pm, cast.project)
    client.force_login(cast.pm)
    page = client.get(reverse("projects:calendar", kwargs={"project": cast.project.code}))
    assert page.status_code == 200 and 2027 in page.context["unknown_years"]
    assert queries.visible_phases(cast.stranger).count() == 0
