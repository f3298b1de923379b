"""What every test shares: a database with its guards, tables that can still be emptied between tests, and the cast."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """Tables made from the models at once are a quarter of the work of migrating; what migrations do besides (triggers
    that refuse a change) is done here. With `--migrations`, as on PostgreSQL and in `test-full`, they do it themselves.
    """
    from django.conf import settings

    if request.config.getvalue("nomigrations"):
        settings.MIGRATION_MODULES = {}  # hidden from Django while the tables were made; tests about them need them
        with django_db_blocker.unblock():
            _run_code_of_migrations()


def _run_code_of_migrations() -> None:
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.operations import RunPython, RunSQL
    from django.db.migrations.recorder import MigrationRecorder

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("golive.")}
    loader = MigrationLoader(None)
    order: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        order += [node for node in loader.graph.forwards_plan(leaf) if node not in order]
    with connection.schema_editor() as editor:
        for label, name in order:
            for operation in loader.graph.nodes[label, name].operations if label in ours else ():
                if isinstance(operation, RunPython):
                    operation.code(apps, editor)
                elif isinstance(operation, RunSQL):
                    operation.database_forwards(label, editor, None, None)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(recorder.Migration(app=label, name=name) for label, name in order)


@pytest.fixture(scope="session", autouse=True)
def _guarded_tables_can_be_flushed():
    """Tests with real transactions end by emptying all tables, which guarded ones rightly refuse on SQLite.

    PostgreSQL truncates, and a row trigger lets that pass.
    """
    from django.db.backends.base.operations import BaseDatabaseOperations

    plain_flush = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        if self.connection.vendor != "sqlite":
            return plain_flush(self, sql_list)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f'DROP TRIGGER "{name}"')
            plain_flush(self, sql_list)
            for _name, sql in guards:
                cursor.execute(sql)
        return None

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = plain_flush


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run: a second Playwright beside the first is refused in the same thread."""
    import os

    from tests.journeys import stage

    # Playwright keeps a loop running in this thread, in which Django would not touch its tables.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with stage.chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def _the_language_ends_with_the_test():
    """Pages and commands switch to their reader's language; the next test must not read in it."""
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def cast(db):
    """A project with one person for each party, and a stranger from another project: see `Cast`."""
    from golive.foundation.accounts.tests.factories import make_cast

    return make_cast()


@pytest.fixture
def together(transactional_db, tmp_path):
    """`together(f, g, …)` runs functions at the same moment, each in a thread and a connection of its own, and returns what
    each returned or raised. SQLite's test database lives in memory, where a writer is refused instead of waiting; so the
    race is run on a copy of it in a file, as in operation, and the outcome is copied back."""
    import sqlite3
    import threading

    from django.db import connection, connections

    def run(*functions):
        start, found = threading.Barrier(len(functions)), [None] * len(functions)

        def one(n, function):
            try:
                start.wait(10)
                found[n] = function()
            except Exception as error:  # the test looks at it
                found[n] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        return found

    def in_a_file(*functions):
        settings, path = connections.settings["default"], str(tmp_path / "race.sqlite3")
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        before, settings["NAME"] = settings["NAME"], path
        try:
            return run(*functions)
        finally:
            settings["NAME"] = before
            with sqlite3.connect(path) as copy:
                copy.backup(connection.connection)

    return in_a_file if connection.vendor == "sqlite" else run
