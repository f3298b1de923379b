from golive.apps.diagnosis.models.designs import Design
from golive.apps.diagnosis.models.evaluations import TRIAL, Evaluation
from golive.apps.diagnosis.models.findings import FieldNote, Finding
from golive.apps.diagnosis.models.logs import Analysis, LogPart, ProcessLog, SavedFilter

__all__ = ["TRIAL", "Analysis", "Design", "Evaluation", "FieldNote", "Finding", "LogPart", "ProcessLog", "SavedFilter"]
