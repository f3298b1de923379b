"""The weekly report: it writes itself from the week's records; figures are never typed, only a status and a note are.

Serves the project manager's duty M4 (communication) and the sponsor's reading of it.
"""
