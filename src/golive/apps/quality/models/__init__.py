from golive.apps.quality.models.deliverables import Deliverable, DeliverableVersion, Review
from golive.apps.quality.models.plans import QualityGoal, QualityPlan

__all__ = ["Deliverable", "DeliverableVersion", "QualityGoal", "QualityPlan", "Review"]
