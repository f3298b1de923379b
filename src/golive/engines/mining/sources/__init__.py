"""Event logs out of programs that record what happens in them: SQL texts and the mappings that go with them."""

from golive.engines.mining.sources.tryton import TEMPLATES, Template, log_of_rows, log_of_tables

__all__ = ["TEMPLATES", "Template", "log_of_rows", "log_of_tables"]
