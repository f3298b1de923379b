"""Rows that the database itself refuses to change or delete, once something is true of them.

GUARD = Guard("governance_decision", "a decision is never changed", when="OLD.state <> 'open'")

A migration calls `protect` and, backwards, `release`. A migration that makes the table anew (SQLite does so for most changes of
a column) loses the triggers and has to call `protect` again; a test looks that they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Guard:
    """`when`: an SQL condition on OLD that both databases understand; empty: always. `change`: one on OLD and NEW, of the
    changes that are refused; empty: all. `message` holds no quotes."""

    table: str
    message: str
    when: str = ""
    change: str = ""

    @property
    def names(self) -> tuple[str, str]:
        return f"{self.table}_no_update", f"{self.table}_no_delete"

    def protect(self, editor: Any) -> None:
        self.release(editor)
        vendor = editor.connection.vendor
        with editor.connection.cursor() as cursor:
            if vendor == "sqlite":
                for name, verb in zip(self.names, ("UPDATE", "DELETE"), strict=True):
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {self.table} {self._condition(verb)}"
                        f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END;"
                    )
            elif vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{self.message}'; END $$"
                )
                for name, verb in zip(self.names, ("UPDATE", "DELETE"), strict=True):
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {self.table} FOR EACH ROW {self._condition(verb)}"
                        f"EXECUTE FUNCTION {self.table}_refuse()"
                    )
            else:
                raise RuntimeError(f"GoLive runs on SQLite and PostgreSQL, not on {vendor}")

    def _condition(self, verb: str) -> str:
        found = [c for c in (self.when, self.change if verb == "UPDATE" else "") if c]
        return f"WHEN ({' AND '.join(f'({c})' for c in found)}) " if found else ""

    def release(self, editor: Any) -> None:
        on = "" if editor.connection.vendor == "sqlite" else f" ON {self.table}"
        with editor.connection.cursor() as cursor:
            for name in self.names:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

    def stands(self, connection: Any) -> bool:
        """Whether both triggers are there."""
        asked = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
        }[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(asked, [self.table])
            return set(self.names) <= {row[0] for row in cursor.fetchall()}
