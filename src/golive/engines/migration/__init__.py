"""Data migration: profile, rules, clean, match, map, load ledger, reconcile, certificate."""
