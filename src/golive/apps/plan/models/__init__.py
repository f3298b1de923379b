from golive.apps.plan.models.analyses import Deviation, Levelling, RiskRun
from golive.apps.plan.models.baselines import Baseline, BaselineTask
from golive.apps.plan.models.costs import CostLine, CostMonth, Rate
from golive.apps.plan.models.people import Leave, LoadCheck, PersonSkill, Skill, TaskPerson, TimeEntry
from golive.apps.plan.models.progress import Difficulty, ProgressUpdate
from golive.apps.plan.models.tasks import DAY, Link, Task

__all__ = [
    "DAY",
    "Baseline",
    "BaselineTask",
    "CostLine",
    "CostMonth",
    "Deviation",
    "Difficulty",
    "Leave",
    "Levelling",
    "Link",
    "LoadCheck",
    "PersonSkill",
    "ProgressUpdate",
    "Rate",
    "RiskRun",
    "Skill",
    "Task",
    "TaskPerson",
    "TimeEntry",
]
