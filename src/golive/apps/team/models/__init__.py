from golive.apps.team.models.appraisals import Appraisal, Recognition
from golive.apps.team.models.learning import LearningGoal, LearningNote
from golive.apps.team.models.letters import Letter
from golive.apps.team.models.positions import Candidate, Position

__all__ = ["Appraisal", "Candidate", "LearningGoal", "LearningNote", "Letter", "Position", "Recognition"]
