"""Every write to the plan; one file a noun."""

from golive.apps.plan.services.baselines import ask_baseline
from golive.apps.plan.services.difficulties import answer_difficulty, raise_difficulty
from golive.apps.plan.services.links import link_tasks, unlink_tasks
from golive.apps.plan.services.method import make_from_method
from golive.apps.plan.services.outline import indent_task, move_task, outdent_task
from golive.apps.plan.services.progress import recompute, report_progress
from golive.apps.plan.services.tasks import add_task, edit_task, remove_task

__all__ = [
    "add_task",
    "answer_difficulty",
    "ask_baseline",
    "edit_task",
    "indent_task",
    "link_tasks",
    "make_from_method",
    "move_task",
    "outdent_task",
    "raise_difficulty",
    "recompute",
    "remove_task",
    "report_progress",
    "unlink_tasks",
]
