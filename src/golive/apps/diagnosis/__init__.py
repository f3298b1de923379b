"""Diagnosis: event logs, findings, to-be design, before and after.

Serves C1 (process diagnosis), C2 (solution design), B5 (process optimisation), C5 (effect evaluation).
"""
