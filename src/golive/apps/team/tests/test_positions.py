import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services as plan
from golive.apps.team import queries, services
from golive.apps.team.duties import positions_are_filled
from golive.apps.team.tests import factories
from golive.foundation.accounts.models import Membership
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_who_is_chosen_gets_the_place(cast):
    row = services.propose_candidate(cast.pm, factories.position(cast, share=60), person=cast.it, note="做过两次")
    services.propose_candidate(cast.pm, row, name="外部候选人")
    row = services.choose_candidate(cast.pm, row.candidates.get(person=cast.it))
    place = Membership.objects.get(project=cast.project, person=cast.it, party="C")
    assert (row.state, row.filled_by, place.availability, place.role_title) == ("done", cast.it, 60, "库存模块顾问")
    assert [c.state for c in row.candidates.order_by("id")] == ["approved", "rejected"]
    with pytest.raises(Refused, match="position_closed"):
        services.propose_candidate(cast.pm, row, name="晚到的人")


def test_somebody_from_outside_needs_an_account_first(cast):
    row = services.propose_candidate(cast.pm, factories.position(cast), name="外部候选人")
    with pytest.raises(Refused, match="no_account"):
        services.choose_candidate(cast.pm, row.candidates.get())
    assert services.choose_candidate(cast.pm, row.candidates.get(), person=cast.stranger).filled_by == cast.stranger


def test_only_the_project_manager_staffs(cast):
    row = services.propose_candidate(cast.business, factories.position(cast), name="候选人")
    with pytest.raises(PermissionDenied):
        services.choose_candidate(cast.business, row.candidates.get(), person=cast.it)
    with pytest.raises(Refused, match="candidate_known"):
        services.propose_candidate(cast.pm, row, name="候选人")


def test_members_with_the_skill_are_offered(cast):
    skill = factories.skill(cast)
    plan.set_person_skill(cast.pm, skill, person=cast.it, level=3)
    plan.set_person_skill(cast.pm, skill, person=cast.business, level=1)
    found = queries.matches(factories.position(cast, skill=skill, level=2))
    assert [m["person"] for m in found] == [cast.it]


def test_m8_is_closed_when_the_position_is_filled(cast):
    """Duty "M8"."""
    row = factories.position(cast)
    (open_,) = positions_are_filled(cast.project).occurrences
    assert open_.closed_at is None and open_.due_at.date().isoformat() == "2026-12-15"
    services.withdraw_position(cast.pm, row, reason="模块不上了")
    (closed,) = positions_are_filled(cast.project).occurrences
    assert closed.closed_at is not None
