"""What is said of people and what they cost: for the person concerned and the project manager, and nobody else."""

from datetime import timedelta

from django.urls import reverse

from golive.apps.plan import services as plan
from golive.apps.team import services
from golive.apps.team.tests import factories
from golive.foundation import clock
from tests.secrets.planted.selection import yuan
from tests.secrets.walker import Secret, plant, secret_amount, secret_text

RATE = 6_134_721  # fen an hour


@plant
def appraisals(cast):
    """Words of both sides, an objection and what stood before its correction."""
    marks = {name: secret_text(name) for name in ("manager", "own", "objection", "corrected")}
    row = factories.appraisal(cast, person=cast.it)
    services.write_manager_words(cast.pm, row, text=marks["manager"])
    services.write_own_words(cast.it, row, text=marks["own"])
    services.object_to_appraisal(cast.it, row, text=marks["objection"])
    services.correct_appraisal(cast.pm, row, text=marks["corrected"])
    page = reverse("team:appraisal", args=[cast.project.code, row.pk])
    for what, mark in marks.items():
        yield Secret(f"words of an appraisal: {what}", mark, {"pm", "it"}, pages=(page,))


@plant
def learning_goals(cast):
    mark = secret_text("goal")
    factories.goal(cast, how=mark)
    yield Secret(
        "what somebody must learn", mark, {"pm", "it"}, pages=(reverse("team:goals", args=[cast.project.code]),)
    )


@plant
def rates(cast):
    """What an hour costs tells what somebody earns: the sponsor and the project manager know it."""
    plan.set_rate(
        cast.pm,
        cast.project,
        person=cast.it,
        yuan_per_hour=yuan(RATE),
        valid_from=clock.today() - timedelta(days=9),
    )
    page = reverse("plan:rates", args=[cast.project.code])
    found = secret_amount("the rate of a person", RATE, {"sponsor", "pm"})
    # Only as money is written: its whole yuan may turn up by chance in a sum.
    yield Secret(found.what, "61,347.21", found.may_see, ("61347.21", "6134721"), pages=(page, f"{page}export/"))
