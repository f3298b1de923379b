"""Benefits: baselines, measurements, evaluation of the effect. Will serve X3, C5.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
