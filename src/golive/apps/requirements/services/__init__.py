"""What people do to processes and requirements: one function, one act."""

from golive.apps.requirements.services.fit import answer_fit
from golive.apps.requirements.services.processes import add_process, edit_process, serve_objectives
from golive.apps.requirements.services.review import return_to_author, sign, submit, withdraw
from golive.apps.requirements.services.writing import add_requirement, edit_requirement, trace_objective

__all__ = [
    "add_process",
    "add_requirement",
    "answer_fit",
    "edit_process",
    "edit_requirement",
    "return_to_author",
    "serve_objectives",
    "sign",
    "submit",
    "trace_objective",
    "withdraw",
]
