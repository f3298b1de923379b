"""What the project manager writes to the sponsor, and what was typed and is denied by the records: the client's own."""

from datetime import timedelta

from django.urls import reverse

from golive.apps.governance.tests import factories as governance
from golive.apps.reports import services
from golive.apps.reports.tests import factories
from golive.foundation import clock
from golive.foundation.accounts.models import INSIDE
from golive.foundation.duties.models import Signal
from golive.foundation.words import words
from tests.secrets.walker import Secret, plant, secret_text

CLIENTS = {party.name.lower() for party in INSIDE}


@plant
def report(cast):
    """Sent, so that it goes out where it may; of a week long ago, which no sample writes about."""
    note, denied = secret_text("note"), secret_text("denied")
    Signal.objects.create(
        project=cast.project,
        kind=Signal.Kind.CONTRADICTION,
        key=denied,
        text=words(denied).to_json(),
        seen_at=clock.now(),
    )
    row = factories.report(cast)
    services.edit(cast.pm, row, note=note)
    services.send(cast.pm, row)
    page = reverse("reports:reports-detail", args=[cast.project.code, row.pk])
    yield Secret("the note of a report", note, CLIENTS, pages=(page,))
    yield Secret("what was typed and is denied", denied, CLIENTS, pages=(page,))


@plant
def decision(cast):
    """Past its deadline, so that it is reminded of and said in groups: that there is one, and not what it is about."""
    mark = secret_text("question")
    row = governance.question(cast, question=mark, deadline=clock.now() - timedelta(hours=1))
    yield Secret("the question of a decision", mark, CLIENTS, pages=(row.get_absolute_url(),))
