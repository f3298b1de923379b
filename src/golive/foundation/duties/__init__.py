"""Who owes what, when, and what proves it: the catalogue of duties, and their state computed from evidence.

Serves X1 to X4, and every other duty by carrying it. Apps declare evidence with `registry.evidence`.
"""
