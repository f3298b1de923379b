"""Digests, escalations and snoozes: who was told what and when."""
