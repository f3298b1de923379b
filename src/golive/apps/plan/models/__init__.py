from golive.apps.plan.models.baselines import Baseline, BaselineTask
from golive.apps.plan.models.progress import Difficulty, ProgressUpdate
from golive.apps.plan.models.tasks import DAY, Link, Task

__all__ = ["DAY", "Baseline", "BaselineTask", "Difficulty", "Link", "ProgressUpdate", "Task"]
