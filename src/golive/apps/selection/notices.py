"""Messages of a selection. They name no figure: a message is also a mail, and a mail goes anywhere."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.notify.sending import send
from golive.foundation.words import words


def _page(selection: Any) -> str:
    return reverse("selection:selections-detail", args=[selection.project.code, selection.pk])


def scoring_begins(selection: Any) -> None:
    for evaluator in selection.evaluators.select_related("person"):
        send(
            evaluator.person,
            kind="selection.scoring",
            text=words("Please score the candidates of %(code)s, each by himself", code=selection.code),
            url=_page(selection),
            project=selection.project,
        )


def scores_are_in(selection: Any) -> None:
    for person in access.people_as(selection.project, Party.PM):
        send(
            person,
            kind="selection.scores_in",
            text=words("All scores of %(code)s are in", code=selection.code),
            url=_page(selection),
            project=selection.project,
        )


def payment_requested(milestone: Any) -> None:
    for person in access.people_as(milestone.project, Party.SPONSOR):
        send(
            person,
            kind="selection.payment",
            text=words("Payment %(milestone)s was requested", milestone=str(milestone)),
            url=reverse("selection:milestones-detail", args=[milestone.project.code, milestone.pk]),
            project=milestone.project,
        )
