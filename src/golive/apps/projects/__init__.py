"""Projects: methods, phases, working days, and which person stands for which party.

Serves every duty: phases say when duties are owed, places say who owes them (X4).
"""
