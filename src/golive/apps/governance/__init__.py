"""Governance: objectives, decisions that act, reviews, and gates computed from evidence.

Serves the sponsor's duties S1, S3, S5 (objectives, decisions, oversight).
"""
