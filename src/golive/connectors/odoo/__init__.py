"""Odoo, spoken to over its external API.

Nothing is built here yet: the room is kept so that no wall has to move when it is.
"""
