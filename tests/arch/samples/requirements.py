from golive.apps.requirements.tests import factories
from tests.arch.samples import sample


@sample(
    "requirements:requirements-detail",
    "requirements:requirements-comment",
    "requirements:edit_requirement",
    "requirements:answer_fit",
    "requirements:return_to_author",
    "requirements:trace_objective",
    "requirements:withdraw",
    "requirements:sign",
    "api:requirements-sign",
)
def requirement(cast):
    return {"pk": factories.in_review(cast).pk}


@sample("requirements:submit")
def draft(cast):
    return {"pk": factories.requirement(cast).pk}


@sample(
    "requirements:processes-detail",
    "requirements:processes-comment",
    "requirements:edit_process",
    "requirements:serve_objectives",
)
def process(cast):
    return {"pk": factories.process(cast).pk}
