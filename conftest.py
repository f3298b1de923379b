"""What every test shares: a guarded audit table that can still be emptied between tests, and the cast."""

from __future__ import annotations

from importlib import import_module

import pytest

guard = import_module("golive.foundation.audit.migrations.0002_refuse_change")


@pytest.fixture(autouse=True)
def _audit_can_be_flushed(request):
    """Tests with real transactions end by emptying all tables, which the audit table rightly refuses."""
    marker = request.node.get_closest_marker("django_db")
    transactional = (marker and marker.kwargs.get("transaction")) or {
        "transactional_db",
        "live_server",
    } & set(request.fixturenames)
    if not transactional:
        yield
        return
    from django.db import connection
    from django.db.backends.base.operations import BaseDatabaseOperations

    plain_flush = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        if self.connection.vendor != "sqlite":  # PostgreSQL truncates, and a row trigger lets that pass
            return plain_flush(self, sql_list)
        with self.connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
        plain_flush(self, sql_list)
        with self.connection.schema_editor() as editor:
            guard.protect(None, editor)
        return None

    assert connection.alias
    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    # pytest-django flushes after this fixture ends, so the wrapper stays until the session does.


@pytest.fixture
def cast(db):
    """A project with one person for each party, and a stranger from another project: see `Cast`."""
    from golive.foundation.accounts.tests.factories import make_cast

    return make_cast()
