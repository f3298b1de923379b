from golive.apps.requirements.models.fit import FitAnswer
from golive.apps.requirements.models.processes import Process
from golive.apps.requirements.models.requirements import Priority, Requirement, RequirementVersion

__all__ = ["FitAnswer", "Priority", "Process", "Requirement", "RequirementVersion"]
