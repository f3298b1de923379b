"""Before and after: compared, concluded, issued."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.models import Evaluation
from golive.apps.diagnosis.permissions import may_diagnose, may_issue
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case

State = Evaluation.State


@use_case("diagnosis.add_evaluation", permission=may_diagnose, label=_("Begin an evaluation"))
def add_evaluation(actor: Any, project: Project, **values: Any) -> Evaluation:
    """Two logs of the same process (or one that spans go-live), and what was promised; computed in the background."""
    for log in (values["before"], values["after"]):
        if log.project_id != project.pk or not log.is_ready:
            raise Refused(
                "log_not_ready", _("The event log has not been read yet. Nothing was made; wait for its end.")
            )
    if values["before"].process != values["after"].process:
        raise Refused(
            "other_process", _("The two logs are of different processes, which cannot be compared. Nothing was made.")
        )
    row = Evaluation(project=project, made_by=actor, made_at=clock.now(), **values)
    _in_time(row)
    row.save()
    enqueue(actor, "diagnosis.compare", project, evaluation_id=row.pk)
    return row


@use_case("diagnosis.compute_evaluation", permission=may_diagnose, label=_("Compute an evaluation"))
def compute_evaluation(actor: Any, evaluation: Evaluation) -> Job:
    _not_issued(evaluation)
    _in_time(evaluation)
    return enqueue(actor, "diagnosis.compare", evaluation.project, evaluation_id=evaluation.pk)


@use_case("diagnosis.keep_comparison", permission=may_diagnose, label=_("Keep a comparison"), secret=("found",))
def keep_comparison(actor: Any, evaluation: Evaluation, *, found: dict[str, Any]) -> Evaluation:
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    _not_issued(evaluation)
    evaluation.result, evaluation.verdict = found, found["verdict"]
    evaluation.computed_at, evaluation.state = clock.now(), State.COMPUTED
    evaluation.save()
    return evaluation


@use_case("diagnosis.conclude_evaluation", permission=may_diagnose, label=_("Write the conclusion of an evaluation"))
def conclude_evaluation(actor: Any, evaluation: Evaluation, *, conclusion: str) -> Evaluation:
    """Words beside the verdict; the verdict itself is computed and cannot be written."""
    _not_issued(evaluation)
    evaluation.conclusion = conclusion
    evaluation.save(update_fields=["conclusion"])
    return evaluation


@use_case("diagnosis.issue_evaluation", permission=may_issue, label=_("Issue an evaluation"))
def issue_evaluation(actor: Any, evaluation: Evaluation) -> Evaluation:
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    _not_issued(evaluation)
    if evaluation.state != State.COMPUTED:
        raise Refused("not_computed", _("The comparison has not been computed yet. Nothing was issued."))
    evaluation.state, evaluation.issued_by, evaluation.issued_at = State.ISSUED, actor, clock.now()
    evaluation.save()
    return evaluation


HOLIDAY = 10  # days: the longest holidays, in which nothing happens


def _in_time(row: Evaluation) -> None:
    """So many days after go-live: they must have passed, and the log must reach so far."""
    if row.ends is None:
        return
    said = {"n": row.horizon, "day": row.ends.isoformat()}
    if clock.today(row.project.timezone) < row.ends:
        raise Refused(
            "too_early",
            _("The %(n)s days after go-live end on %(day)s. Nothing was made; until then compare the trial run."),
            **said,
        )
    last = row.after.facts.get("last", "")
    if last and date.fromisoformat(last) < row.ends - timedelta(days=HOLIDAY):
        raise Refused(
            "log_too_short",
            _(
                "The log after go-live ends on %(last)s, the %(n)s days end on %(day)s. Nothing was made; take the log again."
            ),
            last=last,
            **said,
        )


def _not_issued(evaluation: Evaluation) -> None:
    if evaluation.state == State.ISSUED:
        raise Refused("issued", _("This evaluation has been issued and does not change any more. Begin a new one."))
