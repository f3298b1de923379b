"""The project plan: tasks, links, dates from the scheduling engine, baselines, progress, difficulties raised in time.

Serves M1 (plan), M12 (monitoring), T1 (own tasks), T4 (raising problems) and S2 (people and money committed).
"""
