"""Weekly, monthly and phase reports and the steering pack: they write themselves from the records; figures are never typed.

Serves the project manager's duty M4 (communication) and the sponsor's reading of it (S5).
"""
