"""Who hears that a job has ended: its starter, if it went wrong or took so long that he has left the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts.models import User
from golive.foundation.jobs.models import Job
from golive.foundation.notify.sending import send
from golive.foundation.words import Words

LONG = 60  # seconds
SENTENCES = {
    Job.State.FAILED: _("%(job)s has failed. %(error)s"),
    Job.State.INTERRUPTED: _("%(job)s was interrupted. %(error)s"),
    Job.State.DONE: _("%(job)s is done."),
}


def tell(job: Job, state: Job.State, error: Words | None) -> None:
    """Send what happened; of the product's own jobs the administrators hear, and only when one went wrong."""
    if state not in SENTENCES or (state == Job.State.DONE and not _took_long(job)):
        return
    people: Any = [job.actor]
    if job.actor.is_system:
        people = User.objects.filter(is_superuser=True, is_active=True) if state != Job.State.DONE else []
    text = Words.of(SENTENCES[state], job=Words.from_json(job.label), error=error or Words(""))
    for person in people:
        send(
            person,
            kind=f"jobs.{state.value}",
            text=text,
            url=job.get_absolute_url(),
            project=job.project,
            level="info" if state == Job.State.DONE else "bad",
            once=f"job:{job.pk}:{job.attempt}:{state.value}",
        )


def _took_long(job: Job) -> bool:
    return job.started_at is not None and (clock.now() - job.started_at).total_seconds() > LONG
