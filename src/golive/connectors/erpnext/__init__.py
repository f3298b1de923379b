"""ERPNext, spoken to over its REST API.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
