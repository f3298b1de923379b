"""Who is told that the charter waits for his name."""

from __future__ import annotations

from typing import Any

from golive.apps.governance.models import Charter
from golive.apps.governance.queries import signed_sides
from golive.foundation.accounts.models import Party, Project
from golive.foundation.notify.sending import send
from golive.foundation.words import words


def ask_signature(project: Project, person: Any) -> None:
    """Somebody was named who signs for the vendor: the version in force waits for him."""
    row = Charter.objects.select_related("project").filter(project=project, state=Charter.State.ISSUED).first()
    if row is not None and not signed_sides(row)[Party.VENDOR]:
        tell(row, person)


def tell(charter: Charter, person: Any) -> None:
    text = words("Version %(n)s of the project charter waits for the signatures of both sides", n=charter.number)
    send(person, kind="governance.charter", text=text, url=charter.get_absolute_url(), project=charter.project)
