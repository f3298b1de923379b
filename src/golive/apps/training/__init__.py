"""Training: courses, sessions with attendance, lessons with a quiz; who has passed is computed.

Serves B3 (departments are trained), E1 (end users take part), V3 (the vendor holds the courses).
"""
