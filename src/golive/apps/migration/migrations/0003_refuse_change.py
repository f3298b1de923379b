"""The database itself refuses to rewrite the end of a record in the ledger: it is left only by reopening, which keeps
what it was in the history, and the history is append-only."""

from django.db import migrations

ENDS = "('LOADED', 'MERGED', 'REJECTED', 'EXCLUDED')"
REWRITTEN = f"OLD.state IN {ENDS} AND NOT (NEW.state = 'PENDING' AND NEW.attempt = OLD.attempt + 1)"
SAID = "the end of a record in the migration ledger is left only by reopening it"
APPEND_ONLY = "the history of the migration ledger is append-only"
NAMES = ("migration_ledger_no_rewrite", "migration_ledger_no_delete", "migration_history_no_update", "migration_history_no_delete")
SQLITE = (
    f"CREATE TRIGGER migration_ledger_no_rewrite BEFORE UPDATE ON migration_ledgerentry WHEN {REWRITTEN}"
    f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    f"CREATE TRIGGER migration_ledger_no_delete BEFORE DELETE ON migration_ledgerentry WHEN OLD.state IN {ENDS}"
    f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END",
    "CREATE TRIGGER migration_history_no_update BEFORE UPDATE ON migration_ledgerhistory"
    f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
    "CREATE TRIGGER migration_history_no_delete BEFORE DELETE ON migration_ledgerhistory"
    f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
)
POSTGRES = f"""
CREATE FUNCTION migration_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$;
CREATE FUNCTION migration_history_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$;
CREATE TRIGGER migration_ledger_no_rewrite BEFORE UPDATE ON migration_ledgerentry
FOR EACH ROW WHEN ({REWRITTEN}) EXECUTE FUNCTION migration_ledger_refuse();
CREATE TRIGGER migration_ledger_no_delete BEFORE DELETE ON migration_ledgerentry
FOR EACH ROW WHEN (OLD.state IN {ENDS}) EXECUTE FUNCTION migration_ledger_refuse();
CREATE TRIGGER migration_history_no_change BEFORE UPDATE OR DELETE ON migration_ledgerhistory
FOR EACH ROW EXECUTE FUNCTION migration_history_refuse();
"""


def protect(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else (POSTGRES,):
            cursor.execute(statement)


def release(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for name in NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        cursor.execute("DROP TRIGGER migration_ledger_no_rewrite ON migration_ledgerentry")
        cursor.execute("DROP TRIGGER migration_ledger_no_delete ON migration_ledgerentry")
        cursor.execute("DROP TRIGGER migration_history_no_change ON migration_ledgerhistory")
        cursor.execute("DROP FUNCTION migration_ledger_refuse()")
        cursor.execute("DROP FUNCTION migration_history_refuse()")


class Migration(migrations.Migration):
    dependencies = [("migration", "0002_background_work")]
    operations = [migrations.RunPython(protect, release)]
