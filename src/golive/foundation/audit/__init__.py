"""Audit: who did what, when. Written once per use case, chained by hash, never changed."""
