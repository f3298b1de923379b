"""A digest that lays one thing before the person of the cast it is for."""

from golive.foundation import clock
from golive.foundation.duties import evaluate
from golive.foundation.duties.models import Digest, Escalation, Obligation
from golive.foundation.duties.states import State
from tests.arch.samples import sample


@sample("duties:digest")
def digest(cast):
    return {"pk": escalated(cast).digest_id}


@sample("duties:answer_escalation")
def escalation(cast):
    return {"pk": escalated(cast).pk}


@sample("duties:snooze", "duties:unsnooze")
def obligation(cast):
    evaluate.fresh(cast.project)
    return {"pk": Obligation.objects.filter(project=cast.project, person=cast.pm).first().pk}


def escalated(cast):
    """Something overdue of the team, laid before the project manager."""
    laid = Escalation.objects.filter(obligation__project=cast.project).first()
    if laid is not None:
        return laid
    evaluate.fresh(cast.project)
    row = Obligation.objects.filter(project=cast.project).exclude(person=cast.pm).first()
    row.state, row.person = State.OVERDUE, cast.team
    row.save()
    now = clock.now()
    told = Digest.objects.create(person=cast.pm, slot=now, sent_at=now)
    return Escalation.objects.create(obligation=row, to=cast.pm, level=1, due_for=row.due_at, at=now, digest=told)
