"""Views of the plan: pages (chart, own tasks, forms of the planner); one file a subject."""
