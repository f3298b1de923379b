"""Where each requirement stands, computed in the database from its signatures and fit answers."""

from __future__ import annotations

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from golive.apps.requirements.models import FitAnswer, Requirement
from golive.foundation.signatures import services as signatures
from golive.foundation.signatures.models import Signature

State = Requirement.State
SUBJECT = f"{Requirement._meta.label_lower}:"


def with_states(rows: QuerySet[Requirement]) -> QuerySet[Requirement]:
    """`rows` with these columns: `status` (a code of STATUSES), `fit` (a code of FITS, or "" before review) and
    `effort` (person-days of the valid fit answer)."""
    answers = FitAnswer.objects.filter(requirement=OuterRef("pk")).order_by("-id")
    valid = answers.filter(version__number=OuterRef("version"))
    names = Signature.objects.filter(
        subject=Concat(Value(SUBJECT), Cast(OuterRef("pk"), CharField())), meaning="confirmed"
    )
    rows = signatures.signed(rows, "confirmed").annotate(
        was_signed=Exists(names),
        answer=Subquery(valid.values("answer")[:1]),
        effort=Subquery(valid.values("effort_days")[:1]),
        was_answered=Exists(answers),
    )
    return rows.annotate(
        status=Case(
            When(state=State.IN_REVIEW, is_signed=True, then=Value("signed")),
            When(state=State.IN_REVIEW, was_signed=True, then=Value("stale")),
            default=F("state"),
            output_field=CharField(),
        ),
        fit=Case(
            When(answer__isnull=False, then=F("answer")),
            When(was_answered=True, then=Value("outdated")),
            When(state=State.IN_REVIEW, then=Value("unanswered")),
            default=Value(""),
            output_field=CharField(),
        ),
    )
