"""What a load into a database guarantees."""

from __future__ import annotations

from golive.connectors.protocol import Guarantees


def guarantees_of(dialect: str) -> Guarantees:
    """What the database's own transactions promise; a table without transactions (MyISAM) promises nothing."""
    limits = ("engine_without_transactions",) if dialect in ("mysql", "mariadb") else ()
    return Guarantees("atomic_key", "rolled_back", limits)
