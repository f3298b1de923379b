"""The file ledger keeps the contract of every ledger."""

import pytest

from golive.engines.migration.file_ledger import FileLedger

from .ledger_contract import LedgerContract


class TestFileLedger(LedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path):
        with FileLedger(tmp_path / "ledger.db") as ledger:
            yield ledger


def test_it_survives_being_closed(tmp_path):
    with FileLedger(tmp_path / "l.db") as ledger:
        ledger.register([("k", "d")])
    with FileLedger(tmp_path / "l.db") as ledger:
        assert ledger.look_up(["k"])["k"].digest == "d"
