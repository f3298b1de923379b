"""What every test shares: a guarded audit table that can still be emptied between tests, and the cast."""

from __future__ import annotations

from importlib import import_module

import pytest

guard = import_module("golive.foundation.audit.migrations.0002_refuse_change")


@pytest.fixture(scope="session", autouse=True)
def _audit_can_be_flushed():
    """Tests with real transactions end by emptying all tables, which the audit table rightly refuses on SQLite.

    PostgreSQL truncates, and a row trigger lets that pass.
    """
    from django.db.backends.base.operations import BaseDatabaseOperations

    plain_flush = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        if self.connection.vendor != "sqlite":
            return plain_flush(self, sql_list)
        with self.connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
        plain_flush(self, sql_list)
        with self.connection.schema_editor() as editor:
            guard.protect(None, editor)
        return None

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = plain_flush


@pytest.fixture
def cast(db):
    """A project with one person for each party, and a stranger from another project: see `Cast`."""
    from golive.foundation.accounts.tests.factories import make_cast

    return make_cast()
