"""The ledger in the database keeps the contract of every ledger, and keeps projects apart."""

import pytest
from django.db import transaction

from golive.apps.migration.engine_io.ledger import DjangoLedger
from golive.apps.migration.models import LedgerHistory
from tests.engines.migration.ledger_contract import LedgerContract


class TestDjangoLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, cast):
        return DjangoLedger(cast.project)


def test_projects_do_not_see_each_other(cast):
    DjangoLedger(cast.project).register([("old/customers/1", "d")])
    assert list(DjangoLedger(cast.other_project).entries()) == []


def test_what_was_is_kept_when_an_entry_is_reopened(cast):
    ledger = DjangoLedger(cast.project)
    ledger.register([("old/customers/1", "d")])
    ledger.exclude(["old/customers/1"], "decision", "测试客户")
    ledger.reopen(["old/customers/1"], "王芳", "是真客户")
    history = LedgerHistory.objects.get()
    assert (history.state, history.text, history.reopened_by, history.why) == (
        "EXCLUDED",
        "测试客户",
        "王芳",
        "是真客户",
    )


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_work_inside_somebody_elses_transaction():
    with transaction.atomic(), pytest.raises(RuntimeError):
        DjangoLedger(None).release([])
