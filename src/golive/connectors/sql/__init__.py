"""Databases as sources, by SQLAlchemy URL; read-only."""

from golive.connectors.sql.source import SqlSource

__all__ = ["SqlSource"]
