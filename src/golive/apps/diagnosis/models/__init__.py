from golive.apps.diagnosis.models.designs import Design
from golive.apps.diagnosis.models.evaluations import Evaluation
from golive.apps.diagnosis.models.findings import FieldNote, Finding
from golive.apps.diagnosis.models.logs import Analysis, ProcessLog, SavedFilter

__all__ = ["Analysis", "Design", "Evaluation", "FieldNote", "Finding", "ProcessLog", "SavedFilter"]
