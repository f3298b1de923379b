"""Issues: raised by anybody, answered by the owner, closed by who raised them; duty M11."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.control import queries, services
from golive.apps.control.tests.factories import issue
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_an_issue_is_owed_by_its_owner_until_answered(cast):
    row = issue(cast)
    (owed,) = EVIDENCE["M11"](cast.project).occurrences
    assert (owed.person_id, owed.closed_at) == (cast.it.pk, None)
    services.answer_issue(cast.it, row, answer="统一模板已下发")
    assert EVIDENCE["M11"](cast.project).occurrences[0].closed_at


def test_only_who_raised_it_closes_it_and_only_after_an_answer(cast):
    row = issue(cast)
    with pytest.raises(Refused):
        services.close_issue(cast.business, row)
    row = services.answer_issue(cast.it, row, answer="已处理")
    with pytest.raises(PermissionDenied):
        services.close_issue(cast.it, row)
    assert services.close_issue(cast.business, row).state == "closed"


def test_an_outsider_sees_only_what_concerns_him(cast):
    issue(cast)
    mine = issue(cast, owner=cast.vendor)
    assert list(queries.visible_issues(cast.vendor)) == [mine]
    assert not queries.visible_issues(cast.stranger).exists()
