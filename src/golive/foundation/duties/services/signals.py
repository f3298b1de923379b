"""People answer what the engine noticed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.duties.models import Signal
from golive.foundation.duties.permissions import may_answer_signal
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("duties.answer_signal", permission=may_answer_signal, label=_("Answer what was noticed"))
def answer_signal(actor: Any, signal: Signal, *, answer: str) -> Signal:
    """One answer, shown beside it. It ends nothing: the signal stays as long as it is so."""
    if not answer.strip():
        raise Refused("answer_needed", _("Write the answer: everybody concerned reads it. Nothing was saved."))
    if signal.ended_at is not None:
        raise Refused("signal_over", _("This is no longer so, and needs no answer. Nothing was saved."))
    if signal.answered_by_id not in (None, actor.pk):
        raise Refused(
            "answered_by_another",
            _("%(person)s has answered this. Ask %(person)s to mend the answer, or talk it over. Nothing was saved."),
            person=str(signal.answered_by),
        )
    signal.answer, signal.answered_by, signal.answered_at = answer.strip(), actor, clock.now()
    signal.save(update_fields=["answer", "answered_by", "answered_at"])
    return signal
