"""Diagnosis: event logs, findings, to-be design, before and after. Will serve C1, C2, C5, B5.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
