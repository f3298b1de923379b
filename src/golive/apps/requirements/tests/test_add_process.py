"""Processes: numbered, in a tree without circles."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.requirements import queries, services
from golive.apps.requirements.tests.factories import process, requirement
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_processes_are_numbered_and_a_number_is_used_once(cast):
    assert [process(cast).code, process(cast, name="发货").code] == ["P-01", "P-02"]
    with pytest.raises(Refused) as refusal:
        process(cast, code="P-02")
    assert refusal.value.code == "code_taken"


def test_a_process_never_lies_inside_itself(cast):
    top = process(cast)
    middle = process(cast, parent=top)
    low = process(cast, parent=middle)
    with pytest.raises(Refused) as refusal:
        services.edit_process(cast.pm, top, parent=low)
    assert refusal.value.code == "process_inside_itself"


def test_an_emptied_number_stays_what_it_was(cast):
    row = process(cast)
    assert services.edit_process(cast.pm, row, code="", name="订单到收款").code == "P-01"


def test_the_vendor_and_strangers_write_no_process(cast):
    for actor in (cast.vendor, cast.user, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.add_process(actor, cast.project, name="x", department=cast.sales)


def test_the_list_counts_requirements_that_are_still_wanted(cast):
    row = process(cast)
    requirement(cast)
    services.withdraw(cast.pm, requirement(cast), reason="重复")
    assert queries.visible_processes(cast.vendor).get(pk=row.pk).wanted == 1
    assert not queries.visible_processes(cast.stranger).exists()
