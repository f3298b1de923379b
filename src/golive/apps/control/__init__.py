"""Control: risks with a response and an owner, issues between parties until they are answered.

Serves the project manager's duties M3 (risk management) and M11 (coordination), and the part of issues in X2.
"""
