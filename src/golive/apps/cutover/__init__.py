"""Cut-over: runbook, rehearsals, go or no-go, roster. Will serve B10.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
