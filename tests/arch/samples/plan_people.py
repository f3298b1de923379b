from datetime import date

from golive.apps.plan import engine_io, services
from golive.apps.plan.tests import factories
from golive.foundation.accounts.models import Membership
from tests.arch.samples import sample


@sample("plan:person", "plan:add_leave", "plan:set_person_skill")
def person(cast):
    return {"pk": cast.it.pk}


@sample("plan:remove_leave")
def leave(cast):
    place = Membership.objects.get(project=cast.project, person=cast.it)
    return {"pk": services.add_leave(cast.it, place, first_day=date(2026, 4, 1), last_day=date(2026, 4, 2)).pk}


@sample("plan:assign_person", "plan:set_task_needs")
def task(cast):
    return {"pk": factories.task(cast, owner=cast.it).pk}


@sample("plan:unassign_person")
def on_task(cast):
    task = services.assign_person(cast.pm, factories.task(cast), person=cast.it, units=40)
    return {"pk": task.people.get().pk}


@sample("plan:levellings-detail", "plan:accept_moves", "plan:refuse_levelling")
def levelling(cast):
    for name in ("甲", "乙"):
        factories.task(cast, name, days=2, owner=cast.it)
    proposal = engine_io.propose(engine_io.compute(cast.project), 1, None, 50)
    return {"pk": services.propose_levelling(cast.pm, cast.project, proposal=proposal).pk}


@sample("plan:ask_for_person")
def place(cast):
    return {"pk": Membership.objects.get(project=cast.project, person=cast.business).pk}
