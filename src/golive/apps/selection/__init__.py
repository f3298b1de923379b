"""Selection: candidate products, criteria, scores, contracts, payment milestones. Will serve I1, S3, V1.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
