"""Legacy data into the new ERP: sources, checks, cleaning, duplicates, mapping, loads, reconciliation, certificate.

Serves B4 (departments prepare and confirm their data) and I3 (every source record is accounted for).
"""
