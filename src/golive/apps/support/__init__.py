"""Support: the service desk — faults, questions and wishes from anywhere, answered within target.

Serves E3 (end users report and follow the answer), I12 (IT answers within target), B6 (feedback).
"""
