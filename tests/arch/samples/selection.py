from golive.apps.requirements.tests import factories as requirements
from golive.apps.selection import services
from golive.apps.selection.tests import factories
from tests.arch.samples import sample


@sample(
    "selection:selections-detail", "selection:selections-comment", "selection:edit_selection", "selection:sign_weights",
    "selection:settle_scores", "selection:ask_choice", "selection:give_up", "selection:compare_pairs",
    "selection:round", "selection:agree_score", "selection:comparison", "selection:report-word", "selection:report-pdf",
)  # fmt: skip
def selection(cast):
    return {"pk": factories.ready(cast).pk}


@sample(
    "selection:candidates-detail", "selection:candidates-comment", "selection:edit_candidate", "selection:shortlist",
    "selection:drop_candidate", "selection:take_fit_answers",
)  # fmt: skip
def candidate(cast):
    return {"pk": factories.candidate(cast, factories.selection(cast)).pk}


@sample(
    "selection:criteria-detail", "selection:criteria-comment", "selection:edit_criterion", "selection:remove_criterion"
)
def criterion(cast):
    return {"pk": factories.criterion(cast, factories.selection(cast)).pk}


@sample(
    "selection:evaluators-detail", "selection:declare_interest", "selection:dismiss_evaluator", "selection:save_scores",
    "selection:hand_in",
)  # fmt: skip
def evaluator(cast):
    made = factories.evaluator(cast, factories.selection(cast), cast.business)
    return {"pk": services.declare_interest(cast.business, made, conflict=False).pk}


@sample("selection:fits-detail", "selection:edit_fit")
def fit(cast):
    candidate_ = factories.candidate(cast, factories.selection(cast))
    values = {"candidate": candidate_, "requirement": requirements.requirement(cast), "answer": "gap"}
    return {"pk": services.add_fit(cast.pm, cast.project, **values).pk}


@sample("selection:steps-detail", "selection:steps-comment", "selection:edit_step")
def step(cast):
    return {"pk": factories.step(cast, factories.selection(cast)).pk}


@sample("selection:references-detail", "selection:references-comment", "selection:edit_reference")
def reference(cast):
    return {"pk": factories.reference(cast, factories.candidate(cast, factories.selection(cast))).pk}


@sample("selection:bids-detail", "selection:edit_bid")
def bid(cast):
    return {"pk": factories.bid(cast, factories.candidate(cast, factories.selection(cast))).pk}


@sample("selection:assessments-detail", "selection:assessments-comment", "selection:edit_assessment")
def assessment(cast):
    return {"pk": factories.assessment(cast, factories.candidate(cast, factories.selection(cast))).pk}


@sample(
    "selection:contracts-detail", "selection:contracts-comment", "selection:edit_contract", "selection:begin_contract",
    "selection:ask_change", "selection:end_contract", "selection:name_representative",
)  # fmt: skip
def contract(cast):
    return {"pk": factories.in_force(cast).pk}


@sample(
    "selection:obligations-detail", "selection:obligations-comment", "selection:edit_obligation", "selection:deliver",
    "selection:accept_delivery", "selection:reject_delivery",
)  # fmt: skip
def obligation(cast):
    return {"pk": factories.in_force(cast).obligations.get().pk}


@sample(
    "selection:milestones-detail", "selection:milestones-comment", "selection:edit_milestone",
    "selection:request_payment", "selection:approve_payment", "selection:return_payment", "selection:record_payment",
)  # fmt: skip
def milestone(cast):
    return {"pk": factories.in_force(cast).milestones.get(number=2).pk}


@sample("selection:items-detail", "selection:items-comment", "selection:edit_item", "selection:receive_item")
def item(cast):
    return {"pk": factories.item(cast).pk}


@sample("selection:elements-detail", "selection:elements-comment", "selection:edit_element")
def element(cast):
    return {"pk": factories.element(cast).pk}


@sample("selection:element_fits-detail", "selection:edit_element_fit")
def element_fit(cast):
    candidate_ = factories.candidate(cast, factories.selection(cast))
    return {"pk": factories.element_fit(cast, candidate_, factories.element(cast)).pk}


@sample("selection:architecture", "selection:assess_elements")
def sheet(cast):
    factories.element(cast)
    return {"pk": factories.candidate(cast, factories.selection(cast)).pk}
