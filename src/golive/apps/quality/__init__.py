"""Quality: the plan with its goals and reserve, deliverables with review and acceptance.

Serves M13 (deliverables reviewed and accepted), M5 (quality plan), Q4 (goals, reserve, problems handled).
"""
