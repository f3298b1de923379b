"""Processes and requirements on the coverage page of the objectives."""

import pytest
from django.utils.translation import gettext as _

from golive.apps.governance.coverage import coverage
from golive.apps.governance.tests.factories import objective
from golive.apps.requirements import services
from golive.apps.requirements.tests import factories
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def kind(found, label):
    return next(each for each in found.kinds if each.label == label)


def test_scope_without_objective_and_objectives_without_scope(cast):
    first, second = objective(cast), objective(cast, title="市场份额")
    wanted, other = factories.requirement(cast), factories.requirement(cast)
    before = coverage(cast.project)
    assert before.linked == 0 and before.total >= 3
    services.trace_objective(cast.pm, wanted, objective=first.code)
    after = coverage(cast.project)
    processes, requirements = kind(after, _("Processes")), kind(after, _("Requirements"))
    assert [s.name for s in requirements.by_objective[first.pk]] == [str(wanted)]
    assert [s.name for s in requirements.idle] == [str(other)]
    assert first.pk in processes.by_objective  # through its requirement
    assert after.is_served(first.pk) and not after.is_served(second.pk)


def test_a_process_is_linked_by_the_numbers_of_objectives(cast):
    row, process = objective(cast), factories.requirement(cast).process
    services.serve_objectives(cast.pm, process, objectives=[row.code])
    assert kind(coverage(cast.project), _("Processes")).by_objective[row.pk][0].name == str(process)
    with pytest.raises(Refused):
        services.serve_objectives(cast.pm, process, objectives=["O-99"])
