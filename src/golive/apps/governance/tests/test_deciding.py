"""Decisions under strain: two deciders at once, after the deadline, effects that change, a database that is written to."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from golive.apps.governance import acts, guards, latency, services
from golive.apps.governance.acts import ACTS, EFFECTS, WHAT_IFS, WhatIf, act, effect, effects_of, mark_of
from golive.apps.governance.decision_paper import decision_document, register_document
from golive.apps.governance.decision_record import record_of
from golive.apps.governance.models import Decision
from golive.apps.governance.tests.factories import question
from golive.foundation import clock
from golive.foundation.documents import pdf, word
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused
from golive.foundation.words import words


@pytest.fixture
def days():
    """An engine that says how many days an option takes; a test turns the figure."""
    found = {"n": 6}
    act("tests.days")(lambda actor, decision, choice: None)
    effect("tests.days")(lambda decision: {"A": [words("%(n)s days later", n=found["n"])]})
    yield found
    del ACTS["tests.days"], EFFECTS["tests.days"]


def test_of_two_deciders_at_once_one_is_told_who_was_first(together, cast):
    """Real threads, real transactions: the sponsor presses on his computer and on his telephone at the same moment."""
    row = question(cast)

    def press(choice):
        return services.decide(cast.sponsor, Decision.objects.get(pk=row.pk), choice=choice, reason=f"选{choice}")

    said = together(lambda: press("A"), lambda: press("B"))
    (refusal,) = [s for s in said if isinstance(s, Refused)]
    (made,) = [s for s in said if isinstance(s, Decision)]
    assert refusal.code == "decided_already" and str(cast.sponsor) in refusal.message
    row.refresh_from_db()
    assert (row.choice, row.reason) == (made.choice, f"选{made.choice}")


def test_deciding_while_it_is_handed_on_has_one_answer(together, cast):
    """The sponsor decides on his telephone while his assistant hands the question on: never both."""
    row = question(cast)
    said = together(
        lambda: services.decide(cast.sponsor, Decision.objects.get(pk=row.pk), choice="A", reason="同意"),
        lambda: services.delegate_decision(
            cast.sponsor, Decision.objects.get(pk=row.pk), to=cast.business, reason="出差"
        ),
    )
    (refusal,) = [s for s in said if isinstance(s, Refused)]
    assert refusal.code in ("decided_already", "handed_on")
    row.refresh_from_db()
    assert (row.state == "decided") == (row.decider_id == cast.sponsor.pk)


@pytest.mark.django_db
class TestDeciding:
    def test_what_was_known_stays_with_the_decision(self, cast, days):
        row = question(cast, act="tests.days")
        services.decide(cast.sponsor, row, choice="B", reason="等", seen=mark_of(effects_of(row)))
        days["n"] = 99
        row.refresh_from_db()
        assert [str(w) for w in effects_of(row)["A"]] == ["6 days later"]
        assert row.known["at"]

    def test_effects_that_changed_while_reading_are_read_again(self, cast, days):
        row = question(cast, act="tests.days")
        seen = mark_of(effects_of(row))
        days["n"] = 7
        with pytest.raises(Refused) as refusal:
            services.decide(cast.sponsor, row, choice="A", reason="快", seen=seen)
        assert refusal.value.code == "effect_changed"
        row.refresh_from_db()
        assert row.state == "open"

    def test_the_page_sends_what_was_seen(self, cast, days, client):
        row = question(cast, act="tests.days")
        client.force_login(cast.sponsor)
        url = reverse("governance:decide", kwargs={"project": cast.project.code, "pk": row.pk})
        page = client.get(url)
        assert "6 days later" in page.content.decode()
        seen = page.context["form"].initial["seen"]
        days["n"] = 8
        answer = client.post(
            url, {"choice": "A", "reason": "好", "seen": seen}, follow=True, HTTP_REFERER=f"http://testserver{url}"
        )
        row.refresh_from_db()
        assert row.state == "open" and "8 days later" in answer.content.decode()

    def test_an_option_may_carry_what_an_engine_works_through(self, cast, monkeypatch):
        monkeypatch.setattr(acts, "WHAT_IFS", {})
        monkeypatch.setattr("golive.apps.governance.services.decisions.WHAT_IFS", acts.WHAT_IFS)
        done = lambda project, subject, amount: [words("%(s)s: %(n)s", s=subject, n=str(amount * 2))]  # noqa: E731
        acts.register_what_if(WhatIf("tests.double", "加倍", "天", lambda project: [("7", "任务")], done))
        options = [
            {"key": "A", "text": "做", "what_if": {"kind": "tests.double", "subject": "7", "amount": "3"}},
            {"key": "B", "text": "不做"},
        ]
        assert [str(w) for w in effects_of(question(cast, options=options))["A"]] == ["7: 6"]
        options[0]["what_if"]["kind"] = "tests.nobody"
        with pytest.raises(Refused):
            question(cast, options=options)

    def test_after_the_deadline_it_still_counts_and_is_late_for_ever(self, cast):
        row = question(cast, deadline=clock.now() + timedelta(hours=1))
        with clock.at(clock.now() + timedelta(days=2)):
            services.decide(cast.sponsor, row, choice="A", reason="迟了")
        row.refresh_from_db()
        assert row.is_late
        (owed,) = EVIDENCE["S3"](cast.project).occurrences
        assert owed.closed_at > owed.due_at

    def test_handed_on_the_former_decider_may_no_longer(self, cast):
        row = question(cast)
        with pytest.raises(PermissionDenied):
            services.delegate_decision(cast.pm, row, to=cast.business, reason="我说的")
        with pytest.raises(Refused) as refusal:
            services.delegate_decision(cast.sponsor, row, to=cast.vendor, reason="让供应商定")
        assert refusal.value.code == "decider_outside"
        services.delegate_decision(cast.sponsor, row, to=cast.business, reason="仓储主管更清楚")
        row.refresh_from_db()
        with pytest.raises(PermissionDenied):
            services.decide(cast.sponsor, row, choice="A", reason="还是我来")
        services.decide(cast.business, row, choice="A", reason="可以")
        assert [d.reason for d in row.delegations.all()] == ["仓储主管更清楚"]

    def test_the_database_refuses_to_change_what_was_decided(self, cast):
        open_, decided = question(cast), question(cast)
        services.decide(cast.sponsor, decided, choice="A", reason="定")
        Decision.objects.filter(pk=open_.pk).update(background="补充说明")
        for write in (
            lambda: Decision.objects.filter(pk=decided.pk).update(choice="B"),
            lambda: Decision.objects.filter(pk=decided.pk).update(state="open"),
            lambda: Decision.objects.filter(pk=decided.pk).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                write()
        assert all(guard.stands(connection) for guard in guards.ALL)

    def test_latency_is_counted_in_working_days(self, cast):
        """Asked on Friday 15:00, decided on Monday 10:00: three hours and one, half a working day."""
        with clock.at(local("2026-03-13 15:00")):
            row = question(cast, deadline=local("2026-03-20 18:00"))
        with clock.at(local("2026-03-16 10:00")):
            services.decide(cast.sponsor, row, choice="A", reason="定")
            found = latency.page(Decision.objects.all(), cast.project)
        assert [(p.name, p.median, p.p90, p.late) for p in found["people"]] == [(str(cast.sponsor), 0.5, 0.5, 0)]

    def test_percentiles_are_the_nearest_rank(self):
        """The worked example of the NIST handbook's nearest-rank definition: of ten values P90 is the ninth."""
        values = [float(n) for n in (5, 1, 9, 3, 10, 2, 8, 4, 7, 6)]
        assert (latency.percentile(values, 0.9), latency.percentile(values, 0.5), latency.percentile([4.0], 0.9)) == (
            9,
            5,
            4,
        )

    def test_papers_say_it_in_both_languages(self, cast):
        row = question(cast)
        services.decide(cast.sponsor, row, choice="B", reason="数据未就绪")
        row.refresh_from_db()
        record = record_of(cast.pm, row)
        chinese = decision_document(record, "zh-hans")
        assert chinese.title == "决策单" and chinese.evidence_code
        assert decision_document(record, "en").evidence_code == chinese.evidence_code
        table = register_document(cast.project, [row], "en").sections[0]
        assert table.rows[0][0] == "D-001"
        assert pdf.pdf(chinese).startswith(b"%PDF") and word.docx(chinese).startswith(b"PK")

    def test_pages_open_for_whom_they_concern(self, cast, client):
        row = question(cast)
        for name, extra in (
            ("latencies", {}),
            ("delegate_decision", {"pk": row.pk}),
            ("decisions-detail", {"pk": row.pk}),
        ):
            url = reverse(f"governance:{name}", kwargs={"project": cast.project.code, **extra})
            client.force_login(cast.sponsor)
            assert client.get(url).status_code == 200, name
            client.force_login(cast.vendor)
            assert client.get(url).status_code in (403, 404), name


def test_no_what_if_has_two_names():
    assert all(name == w.name for name, w in WHAT_IFS.items())
