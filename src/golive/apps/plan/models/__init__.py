from golive.apps.plan.models.analyses import Deviation, Levelling, RiskRun
from golive.apps.plan.models.baselines import Baseline, BaselineTask
from golive.apps.plan.models.costs import CostLine, CostMonth, Rate
from golive.apps.plan.models.edits import Edit
from golive.apps.plan.models.invoices import InvoiceReading, InvoiceRule, TakenInvoice
from golive.apps.plan.models.lags import DAY, LagKind
from golive.apps.plan.models.papers import Paper
from golive.apps.plan.models.people import Leave, LoadCheck, PersonSkill, Skill, TaskPerson, TimeEntry
from golive.apps.plan.models.progress import Difficulty, ProgressUpdate
from golive.apps.plan.models.resources import BudgetVersion, Shortfall
from golive.apps.plan.models.tasks import Link, Task

__all__ = [
    "DAY",
    "Baseline",
    "BaselineTask",
    "BudgetVersion",
    "CostLine",
    "CostMonth",
    "Deviation",
    "Difficulty",
    "Edit",
    "InvoiceReading",
    "InvoiceRule",
    "LagKind",
    "Leave",
    "Levelling",
    "Link",
    "LoadCheck",
    "Paper",
    "PersonSkill",
    "ProgressUpdate",
    "Rate",
    "RiskRun",
    "Shortfall",
    "Skill",
    "TakenInvoice",
    "Task",
    "TaskPerson",
    "TimeEntry",
]
