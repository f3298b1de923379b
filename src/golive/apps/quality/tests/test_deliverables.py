import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.quality import services
from golive.apps.quality.duties import deliverables_are_reviewed
from golive.apps.quality.queries import ACCEPTED, DELIVERED
from golive.apps.quality.tests import factories
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.signatures import services as signatures

pytestmark = pytest.mark.django_db


def handed_over(cast):
    row = factories.deliverable(cast)
    storage.store(cast.project, cast.vendor, "设计.pdf", b"%PDF-1 text", subject=row, evidence=False)
    return services.hand_over(cast.vendor, row, note="第一版")


def reviewed(cast):
    row = handed_over(cast)
    services.review_deliverable(cast.it, row, failing=[])
    return row


def test_both_sides_sign_exactly_the_version_that_was_handed_over(cast):
    row = services.accept_deliverable(cast.pm, reviewed(cast))
    assert row.state == "accepted" and row.accepted_at is not None
    assert [s.signer for s in signatures.valid(row, DELIVERED)] == [cast.vendor]
    assert [s.signer for s in signatures.valid(row, ACCEPTED)] == [cast.pm]
    assert row.current.files[0]["name"] == "设计.pdf" and len(row.current.files[0]["sha256"]) == 64


def test_nobody_accepts_or_reviews_his_own_work(cast):
    row = handed_over(cast)
    with pytest.raises(PermissionDenied):
        services.review_deliverable(cast.vendor, row, failing=[])
    with pytest.raises(PermissionDenied):
        services.accept_deliverable(cast.vendor, row)
    with pytest.raises(Refused, match="own_work"):
        factories.deliverable(cast, reviewer=cast.vendor)


def test_without_a_review_that_passes_nothing_is_accepted(cast):
    row = handed_over(cast)
    with pytest.raises(Refused, match="not_reviewed"):
        services.accept_deliverable(cast.pm, row)
    services.review_deliverable(cast.it, row, failing=["覆盖全部接口"], text="缺采购接口")
    with pytest.raises(Refused, match="criteria_not_met"):
        services.accept_deliverable(cast.pm, row)


def test_a_finding_must_be_said_and_name_a_criterion(cast):
    row = handed_over(cast)
    with pytest.raises(Refused, match="finding_missing"):
        services.review_deliverable(cast.it, row, failing=["覆盖全部接口"])
    with pytest.raises(Refused, match="no_such_criterion"):
        services.review_deliverable(cast.it, row, failing=["不存在"], text="x")


def test_what_is_returned_comes_back_as_the_next_version_and_old_names_do_not_count_for_it(cast):
    row = services.return_deliverable(cast.pm, handed_over(cast), reason="缺采购接口")
    assert row.state == "returned" and not row.current.reviews.get().passed
    row = services.hand_over(cast.vendor, row, note="第二版")
    assert row.current.number == 2
    assert signatures.valid(row, DELIVERED).count() == 1 and signatures.outdated(row).count() == 1


def test_criteria_do_not_move_while_it_is_being_judged(cast):
    row = handed_over(cast)
    with pytest.raises(Refused, match="criteria_fixed"):
        services.edit_deliverable(cast.pm, row, criteria="容易一点")
    row = services.accept_deliverable(cast.pm, reviewed_again(cast, row))
    with pytest.raises(Refused, match="deliverable_closed"):
        services.edit_deliverable(cast.pm, row, title="别的")


def reviewed_again(cast, row):
    services.review_deliverable(cast.it, row, failing=[])
    return row


def test_a_second_acceptance_is_told_so(cast):
    row = reviewed(cast)
    services.accept_deliverable(cast.pm, row)
    with pytest.raises(Refused, match="not_handed_over"):
        services.accept_deliverable(cast.sponsor, row)


def test_m13_is_open_from_hand_over_until_it_is_accepted_or_returned(cast):
    """Duty "M13"."""
    row = factories.deliverable(cast)
    assert deliverables_are_reviewed(cast.project).occurrences == []
    row = services.hand_over(cast.vendor, row, note="第一版")
    (open_,) = deliverables_are_reviewed(cast.project).occurrences
    assert open_.closed_at is None and open_.opened_at == row.current.at
    services.return_deliverable(cast.pm, row, reason="不全")
    (closed,) = deliverables_are_reviewed(cast.project).occurrences
    assert closed.closed_at is not None
