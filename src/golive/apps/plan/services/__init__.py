"""Every write to the plan; one file a noun."""

from golive.apps.plan.services.baselines import ask_baseline
from golive.apps.plan.services.changes import apply_change
from golive.apps.plan.services.costs import add_cost, cancel_cost, confirm_costs, set_rate
from golive.apps.plan.services.deviations import answer_deviation
from golive.apps.plan.services.difficulties import answer_difficulty, raise_difficulty
from golive.apps.plan.services.importing import import_plan
from golive.apps.plan.services.invoices import add_invoice_rule, edit_invoice_rule, take_invoices
from golive.apps.plan.services.leave import add_leave, remove_leave
from golive.apps.plan.services.levelling import (
    accept_moves,
    check_load,
    level,
    propose_levelling,
    refuse_levelling,
    reset_levelling,
)
from golive.apps.plan.services.links import link_tasks, unlink_tasks
from golive.apps.plan.services.method import make_from_method
from golive.apps.plan.services.outline import indent_task, move_task, outdent_task
from golive.apps.plan.services.papers import ask_paper, keep_paper
from golive.apps.plan.services.people import add_skill, assign_person, set_person_skill, set_task_needs, unassign_person
from golive.apps.plan.services.progress import recompute, report_progress
from golive.apps.plan.services.resources import ask_budget, ask_for_person
from golive.apps.plan.services.risk import ask_simulation, keep_simulation
from golive.apps.plan.services.tasks import add_task, edit_task, remove_task
from golive.apps.plan.services.times import cancel_time, record_time
from golive.apps.plan.services.undo import redo_edit, undo_edit

__all__ = [
    "accept_moves",
    "add_cost",
    "add_invoice_rule",
    "add_leave",
    "add_skill",
    "add_task",
    "answer_deviation",
    "answer_difficulty",
    "apply_change",
    "ask_baseline",
    "ask_budget",
    "ask_for_person",
    "ask_paper",
    "ask_simulation",
    "assign_person",
    "cancel_cost",
    "cancel_time",
    "check_load",
    "confirm_costs",
    "edit_invoice_rule",
    "edit_task",
    "import_plan",
    "indent_task",
    "keep_paper",
    "keep_simulation",
    "level",
    "link_tasks",
    "make_from_method",
    "move_task",
    "outdent_task",
    "propose_levelling",
    "raise_difficulty",
    "recompute",
    "record_time",
    "redo_edit",
    "refuse_levelling",
    "remove_leave",
    "remove_task",
    "report_progress",
    "reset_levelling",
    "set_person_skill",
    "set_rate",
    "set_task_needs",
    "take_invoices",
    "unassign_person",
    "undo_edit",
    "unlink_tasks",
]
