"""Sending: at once when something is put out, and every five minutes for what was to be tried again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.dispatch.outbox import JOB
from golive.foundation.dispatch.sending import send_waiting
from golive.foundation.jobs.registry import job, periodic


@periodic("*/5 * * * *")
@job(JOB, label=_("Send mails and messages of robots"), resumable=True, single=True)
def send(ctx: Any) -> dict[str, int]:
    """Safe to be killed at any moment: see sending.py."""
    return send_waiting(lambda n: ctx.progress(n, 0))
