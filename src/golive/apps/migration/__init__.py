"""Legacy data into the new ERP: sources, checks, cleaning, duplicates, mapping, loads, reconciliation, certificate.

Serves B4 (departments prepare and confirm their data), I3 (every source record is accounted for), and after go-live E2, A5
and A6 (rules, clean-ups and reconciliations on the live ERP).
"""
