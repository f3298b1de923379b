"""Mining: event logs, discovery, variants, waiting, conformance, findings, simulation, before and after.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
