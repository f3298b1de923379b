"""Reads of the plan, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Prefetch, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from golive.apps.plan import engine_io
from golive.apps.plan.models import (
    DAY,
    Baseline,
    Deviation,
    Difficulty,
    Leave,
    Levelling,
    Link,
    LoadCheck,
    Paper,
    PersonSkill,
    RiskRun,
    Skill,
    Task,
    TaskPerson,
)
from golive.apps.plan.models.lags import in_days
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Membership, Party, Project


def visible_tasks(actor: Any) -> QuerySet[Task]:
    """Every member sees the whole plan: whoever waits for others must see them."""
    return with_links(Task.objects.filter(project__in=access.projects_of(actor)))


def with_links(rows: QuerySet[Task]) -> QuerySet[Task]:
    """With their owners and predecessors, for lists."""
    links = Link.objects.select_related("pred").only("type", "lag", "lag_kind", "succ", "pred__number")
    return rows.select_related("owner").prefetch_related(Prefetch("incoming", queryset=links))


def visible_links(actor: Any) -> QuerySet[Link]:
    return Link.objects.filter(succ__project__in=access.projects_of(actor)).select_related("pred", "succ__project")


def links_into(task: Task) -> list[Link]:
    return list(Link.objects.filter(succ=task).select_related("pred__owner").order_by("pred__position"))


def links_out_of(task: Task) -> list[Link]:
    return list(Link.objects.filter(pred=task).select_related("succ__owner", "pred").order_by("succ__position"))


def visible_baselines(actor: Any) -> QuerySet[Baseline]:
    rows = Baseline.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("made_by", "decision__decider")


def visible_difficulties(actor: Any) -> QuerySet[Difficulty]:
    rows = Difficulty.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("task", "raised_by", "answered_by")


def visible_deviations(actor: Any) -> QuerySet[Deviation]:
    rows = Deviation.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("task", "owner", "answered_by")


def visible_risk_runs(actor: Any) -> QuerySet[RiskRun]:
    rows = RiskRun.objects.filter(project__in=access.projects_as(actor, *INSIDE, Party.CONSULTANT))
    return rows.select_related("made_by")


def late(rows: QuerySet[Task]) -> QuerySet[Task]:
    """Not done, and a working day or more behind the approved baseline."""
    return rows.filter(is_summary=False, actual_finish__isnull=True, slip_minutes__gte=DAY)


def mine(actor: Any, project: Project) -> QuerySet[Task]:
    """The actor's own tasks that are not done, in the order in which they come."""
    rows = visible_tasks(actor).filter(project=project, owner=actor, is_summary=False, actual_finish__isnull=True)
    return rows.order_by("early_start", "position")


def without_owner(project: Project) -> QuerySet[Task]:
    return Task.objects.filter(project=project, is_summary=False, owner__isnull=True).order_by("position")


def approved_baseline(project: Project) -> Baseline | None:
    """The one that holds: the last that was approved."""
    return (
        Baseline.objects.filter(project=project, state=Baseline.State.APPROVED).order_by("-decided_at", "-id").first()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the plan stands now. Shares are of the work, weighted by duration, 0 to 1; planned is None while no
    baseline is approved."""

    tasks: int
    done: int
    running: int
    late: int
    planned: float | None
    actual: float
    go_live: datetime | None  # forecast
    go_live_baseline: datetime | None
    go_live_slip_minutes: int | None

    @property
    def deviation(self) -> float | None:
        """Actual minus planned share: below zero is behind."""
        return None if self.planned is None else self.actual - self.planned

    @property
    def deviation_points(self) -> str:
        """The deviation in percentage points, with its sign."""
        return "" if self.deviation is None else f"{self.deviation * 100:+.1f}".replace("-", "−")

    @property
    def go_live_slip_days(self) -> str:
        """Whole working days of the forecast against the baseline, with their sign."""
        minutes = self.go_live_slip_minutes
        return "" if minutes is None else f"{in_days(minutes):+.0f}".replace("-", "−")


def standing(project: Project) -> Standing:
    """Summed by the database; only the tasks that run by the baseline are looked at one by one."""
    leaves = Task.objects.filter(project=project, is_summary=False)
    weight = Case(
        When(milestone=True, then=1),
        default=Greatest(F("duration_minutes"), Value(1), output_field=BigIntegerField()),
        output_field=BigIntegerField(),
    )
    found = leaves.aggregate(
        tasks=Count("pk"),
        done=Count("pk", filter=Q(percent=100)),
        running=Count("pk", filter=Q(actual_start__isnull=False, percent__lt=100)),
        late=Count("pk", filter=Q(actual_finish=None, slip_minutes__gte=DAY, percent__lt=100)),
        whole=Sum(weight),
        reached=Sum(weight * F("percent"), output_field=BigIntegerField()),
    )
    milestone = leaves.filter(go_live=True).only("early_finish", "baseline_finish", "slip_minutes").first()
    return Standing(
        tasks=found["tasks"],
        done=found["done"],
        running=found["running"],
        late=found["late"],
        planned=_planned(project, leaves, weight),
        actual=found["reached"] / 100 / found["whole"] if found["whole"] else 0.0,
        go_live=milestone.early_finish if milestone else None,
        go_live_baseline=milestone.baseline_finish if milestone else None,
        go_live_slip_minutes=milestone.slip_minutes if milestone else None,
    )


def _planned(project: Project, leaves: QuerySet[Task], weight: Any) -> float | None:
    """The share of the work that the baseline wants done by now. None: no baseline was approved."""
    now = clock.now()
    based = leaves.filter(baseline_start__isnull=False, baseline_finish__isnull=False)
    sums = based.aggregate(whole=Sum(weight), over=Sum(weight, filter=Q(baseline_finish__lte=now)))
    if not sums["whole"]:
        return None
    columns = ("milestone", "duration_minutes", "baseline_start", "baseline_finish")
    running = list(based.filter(baseline_start__lt=now, baseline_finish__gt=now).only(*columns))
    days = engine_io.calendar(project)
    inside = engine_io.planned_share(running, days, now) * sum(engine_io.weight(t) for t in running)
    return ((sums["over"] or 0) + inside) / sums["whole"]


def milestones(project: Project) -> QuerySet[Task]:
    """Milestones still to come, the next first."""
    rows = Task.objects.filter(project=project, milestone=True, is_summary=False, actual_finish__isnull=True)
    return rows.select_related("owner").order_by("early_finish", "position")


def expected_between(project: Project, begin: datetime, end: datetime) -> QuerySet[Task]:
    """The tasks that ran in [begin, end), or should have by the baseline; whoever owns one reports on it."""
    ran = Q(actual_start__lt=end) & (Q(actual_finish__isnull=True) | Q(actual_finish__gte=begin))
    due = Q(baseline_start__lt=begin, baseline_start__isnull=False) & Q(actual_start__isnull=True)
    return Task.objects.filter(ran | due, project=project, is_summary=False, milestone=False)


def places(actor: Any, project: Project) -> QuerySet[Membership]:
    """The places in the project, the first of each person being the one he is known by."""
    rows = Membership.objects.filter(project__in=access.projects_of(actor), project_id=project.pk)
    return rows.select_related("person", "department", "project").order_by("id")


def visible_task_people(actor: Any) -> QuerySet[TaskPerson]:
    rows = TaskPerson.objects.filter(task__project__in=access.projects_of(actor))
    return rows.select_related("person", "task__project")


def visible_leaves(actor: Any) -> QuerySet[Leave]:
    """That somebody is away concerns whoever waits for him; `permissions.may_see_reason` says who reads why."""
    return Leave.objects.filter(project__in=access.projects_of(actor)).select_related("person", "project")


def visible_skills(actor: Any) -> QuerySet[Skill]:
    people = Prefetch("people", queryset=PersonSkill.objects.select_related("person"))
    return Skill.objects.filter(project__in=access.projects_of(actor)).prefetch_related(people)


def visible_person_skills(actor: Any) -> QuerySet[PersonSkill]:
    return PersonSkill.objects.filter(skill__project__in=access.projects_of(actor)).select_related("skill", "person")


def visible_levellings(actor: Any) -> QuerySet[Levelling]:
    rows = Levelling.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("made_by", "decided_by", "project")


def visible_load_checks(actor: Any) -> QuerySet[LoadCheck]:
    return LoadCheck.objects.filter(project__in=access.projects_of(actor)).select_related("by")


def visible_papers(actor: Any) -> QuerySet[Paper]:
    """Each his own."""
    rows = Paper.objects.filter(project__in=access.projects_of(actor), made_by=actor.pk)
    return rows.select_related("file__project")
