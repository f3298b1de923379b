"""Quality: standards, audits, test cases and runs, defects, deliverables. Will serve M5, M13, B7, Q1 to Q6.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
