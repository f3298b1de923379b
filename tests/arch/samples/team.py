from golive.apps.team import services
from golive.apps.team.tests import factories
from tests.arch.samples import sample


@sample(
    "team:positions-detail",
    "team:positions-comment",
    "team:edit_position",
    "team:propose_candidate",
    "team:withdraw_position",
)
def position(cast):
    return {"pk": factories.position(cast).pk}


@sample("team:choose_candidate", "team:decline_candidate")
def candidate(cast):
    row = services.propose_candidate(cast.pm, factories.position(cast), person=cast.it)
    return {"pk": row.candidates.get().pk}


@sample("team:goals-detail", "team:goals-comment", "team:edit_goal", "team:note_learning", "team:withdraw_goal")
def goal(cast):
    return {"pk": factories.goal(cast).pk}


@sample("team:letter", "team:letter-word", "team:letter-pdf", "team:acknowledge_letter")
def letter(cast):
    return {"pk": services.issue_letter(cast.pm, cast.project, person=cast.it).pk}


@sample(
    "team:appraisal",
    "team:write_manager_words",
    "team:write_own_words",
    "team:object_to_appraisal",
    "team:correct_appraisal",
)
def appraisal(cast):
    return {"pk": factories.appraisal(cast).pk}
