"""Service levels of contracts, measured from tickets in working time; V5."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from golive.apps.selection import measured, pages_contracts
from golive.apps.selection.conditions import standing
from golive.apps.selection.tests import factories as selection
from golive.apps.support import queries, service_levels, services
from golive.apps.support.models import ServiceLevel
from golive.apps.support.tests.factories import level, ticket
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def at(day, hours):
    """November 2026 in Shanghai: `hours` like "10:30"."""
    h, m = map(int, hours.split(":"))
    return clock.at(datetime(2026, 11, day, h - 8, m, tzinfo=UTC))


def handed(cast, day, hours, **values):
    with at(day, hours):
        return services.assign(cast.it, ticket(cast, **values), assignee=cast.vendor)


def answered(cast, row, day, hours, text="补丁已发"):
    with at(day, hours):
        row.refresh_from_db()
        return services.answer(cast.vendor, row, text=text)


@pytest.fixture
def deal(cast):
    with at(2, "09:00"):
        return selection.in_force(cast)


def measure(found):
    return service_levels.attained(found.project, [found])[found.pk]


class TestWorkingTime:
    def test_a_weekend_is_no_working_time(self, cast, deal):
        """Handed over on Friday at 17:00, answered on Monday at 10:00: one hour and one, not 65."""
        found = level(cast, deal, hours=4)
        row = handed(cast, 20, "17:00", priority="high")
        answered(cast, row, 23, "10:00")
        with at(25, "10:00"):
            (timed,) = measure(found).timed
        assert (timed.minutes, timed.kept) == (120, True)

    def test_only_what_the_vendor_was_handed_counts_and_from_then_on(self, cast, deal):
        found = level(cast, deal, hours=4)
        with at(16, "09:00"):
            ticket(cast)
            mine = ticket(cast)
        with at(18, "09:00"):
            services.assign(cast.it, mine, assignee=cast.vendor)
        answered(cast, mine, 18, "11:00")
        with at(25, "10:00"):
            got = measure(found)
        assert [(t.ticket.pk, t.minutes) for t in got.timed] == [(mine.pk, 120)]

    def test_another_priority_and_another_time_do_not_count(self, cast, deal):
        found = level(cast, deal, hours=4, priority="high")
        handed(cast, 18, "09:00", priority="low")
        deal.starts_on = datetime(2026, 11, 19, tzinfo=UTC).date()
        deal.save()
        handed(cast, 18, "09:00", priority="high")
        found.refresh_from_db()
        with at(25, "10:00"):
            assert measure(ServiceLevel.objects.get(pk=found.pk)).timed == []


class TestSolved:
    def test_an_answer_that_did_not_help_goes_on_counting(self, cast, deal):
        """Handed over at 9, answered at 10, opened again at 11, answered at 15 (an hour's break at noon): five hours."""
        found = level(cast, deal, measure="resolution", hours=4)
        row = handed(cast, 18, "09:00")
        row = answered(cast, row, 18, "10:00")
        with at(18, "11:00"):
            services.reopen(cast.user, row, text="还是打印不出")
        with at(18, "11:30"):
            assert measure(found).timed[0].ended_at is None
        answered(cast, row, 18, "15:00")
        with at(20, "10:00"):
            (timed,) = measure(found).timed
        assert (timed.minutes, timed.kept) == (300, False)

    def test_waiting_for_the_reporter_is_not_held_against_the_vendor(self, cast, deal):
        found = level(cast, deal, measure="resolution", hours=4)
        row = answered(cast, handed(cast, 18, "09:00"), 18, "10:00")
        with at(25, "10:00"):
            services.confirm(cast.user, row)
            (timed,) = measure(found).timed
        assert (timed.minutes, timed.kept) == (60, True)


class TestAttained:
    def two_of_three(self, cast, deal, percent):
        found = level(cast, deal, hours=2, percent=percent)
        for hours in ("10:00", "11:00", "14:30"):
            answered(cast, handed(cast, 18, "09:00"), 18, hours)
        handed(cast, 18, "15:00")
        return found

    def test_the_share_is_held_against_what_was_agreed(self, cast, deal):
        found = self.two_of_three(cast, deal, percent=90)
        with at(18, "16:00"):
            got = measure(found)
            assert (got.in_time, got.counted, got.running, got.kept) == (2, 3, 1, False)
        with at(20, "16:00"):  # what runs too long is missed before it is answered
            assert measure(found).counted == 4
        assert [t.minutes for t in got.missed] == [270]

    def test_a_payment_may_hang_on_it(self, cast, deal):
        found = self.two_of_three(cast, deal, percent=60)
        due = selection.milestone(
            cast, selection.contract(cast), condition="service_level_kept", reference=f"level:{found.pk}"
        )
        assert not standing(cast.project, [due])[due.pk].ok  # the level of another contract
        due.contract = deal
        with at(18, "16:00"):
            assert standing(cast.project, [due])[due.pk].ok
            found.percent = 90
            found.save()
            assert not standing(cast.project, [due])[due.pk].ok

    def test_the_contract_says_it(self, cast, deal, client):
        found = self.two_of_three(cast, deal, percent=90)
        with at(18, "16:00"):
            (said,) = measured.levels(cast.project, [found.obligation])[found.obligation_id]
            assert said.kept is False and "2" in str(said.text)
            client.force_login(cast.pm)
            page = client.get(reverse("selection:contracts-detail", args=[cast.project.code, deal.pk]))
            assert str(said.text) in page.content.decode() and pages_contracts.contract
            page = client.get(reverse("selection:obligations-detail", args=[cast.project.code, found.obligation_id]))
            assert said.url in page.content.decode()

    def test_v5_owes_each_ticket_by_its_level(self, cast, deal):
        level(cast, deal, hours=2)
        row = handed(cast, 18, "09:00")
        (owed,) = EVIDENCE["V5"](cast.project).occurrences
        assert (owed.person_id, owed.closed_at) == (cast.vendor.pk, None)
        assert owed.due_at == datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
        answered(cast, row, 18, "10:00")
        assert EVIDENCE["V5"](cast.project).occurrences[0].closed_at == datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


class TestWho:
    def test_a_vendor_reads_his_own_levels_and_changes_none(self, cast, deal, client):
        found = level(cast, deal)
        assert list(queries.visible_levels(cast.vendor)) == [found]
        other = level(cast, selection.contract(cast, vendor="另一家", organisation=None))
        assert other not in queries.visible_levels(cast.vendor)
        client.force_login(cast.vendor)
        assert client.get(found.get_absolute_url()).status_code == 200
        assert client.get(reverse("support:edit_service_level", args=[cast.project.code, found.pk])).status_code == 403

    def test_only_of_what_is_a_service_level(self, cast, deal):
        owed = selection.obligation(cast, deal)
        with pytest.raises(Refused) as refusal:
            services.add_service_level(
                cast.pm, cast.project, obligation=owed, measure="response", priority="", hours=4, percent=100
            )
        assert refusal.value.code == "no_service_level"
