"""Two things in one moment: whatever the order, one right answer. Real threads and transactions; run on both databases
(`python tools/postgres.py python -m pytest …`)."""

from datetime import timedelta
from decimal import Decimal

from golive.apps.governance import jobs, queries, services
from golive.apps.governance.models import Decision, Objective
from golive.apps.governance.tests.factories import charter, objective, question
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused
from golive.foundation.signatures.models import Signature


def test_a_decision_after_its_deadline_is_taken_once_and_counts_as_late(together, cast):
    """The sponsor answers a day late, on two screens at once, while the reminder is on its way."""
    with clock.at(clock.now() - timedelta(days=3)):
        row = question(cast, deadline=clock.now() + timedelta(days=2))

    def press(choice):
        return services.decide(cast.sponsor, Decision.objects.get(pk=row.pk), choice=choice, reason="迟了一天")

    *said, reminders = together(lambda: press("A"), lambda: press("B"), lambda: list(jobs.reminders(cast.project)))
    (made,) = [s for s in said if isinstance(s, Decision)]
    (refusal,) = [s for s in said if isinstance(s, Refused)]
    assert refusal.code == "decided_already" and isinstance(reminders, list)
    row.refresh_from_db()
    assert (row.state, row.choice, row.is_late) == ("decided", made.choice, True)
    (owed,) = EVIDENCE["S3"](cast.project).occurrences
    assert owed.due_at == row.deadline < owed.closed_at == row.decided_at  # late stays late in the duty
    assert list(jobs.reminders(cast.project)) == []  # and nobody is reminded of what is decided


def test_a_text_that_is_changed_while_it_is_signed(together, cast):
    """Either the signature came first and is no longer valid, or the change did and nothing was signed: never a valid
    name under a text that its signer did not see."""
    row = objective(cast)
    seen = row.content_hash
    signed, edited = together(
        lambda: services.approve_objective(cast.sponsor, Objective.objects.get(pk=row.pk), seen_hash=seen),
        lambda: services.edit_objective(cast.pm, Objective.objects.get(pk=row.pk), target=Decimal("85")),
    )
    assert isinstance(edited, Objective)
    names = list(Signature.objects.all())
    if isinstance(signed, Refused):
        assert signed.code == "text_changed" and names == []
    else:
        assert [s.content_hash for s in names] == [seen]
    found = queries.visible_objectives(cast.pm).get()
    assert found.target == Decimal("85") and found.content_hash != seen and not found.is_signed


def test_a_document_changed_after_its_signature_asks_for_a_new_one(together, cast):
    """The next version is issued while the old one is being signed: the old name never stands under the new text."""
    first = charter(cast)
    draft = services.write_charter(cast.pm, cast.project, scope_in="销售\n采购\n生产")
    signed, second = together(
        lambda: services.sign_charter(cast.sponsor, first, seen_hash=first.content_hash),
        lambda: services.issue_charter(cast.pm, draft, note="纳入生产"),
    )
    assert second.number == 2 and not queries.signed_sides(second)["S"]
    first.refresh_from_db()
    assert first.state == "superseded"
    if isinstance(signed, Refused):
        assert signed.code == "charter_not_issued" and not Signature.objects.exists()
    else:
        assert [s.signer for s in queries.signed_sides(first)["S"]] == [cast.sponsor]
    services.sign_charter(cast.sponsor, second, seen_hash=second.content_hash)
    assert queries.signed_sides(second)["S"]
