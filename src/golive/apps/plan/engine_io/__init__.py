"""The only door of this app to the scheduling engine, one file per subject: plan (dates and outline), people
(who works on what), levelling
(how busy everybody is)."""

from golive.apps.plan.engine_io.levelling import (
    Proposal,
    capacities,
    chosen,
    is_current,
    loads,
    over,
    propose,
    weeks_from,
)
from golive.apps.plan.engine_io.people import OWN, Team, gives, team
from golive.apps.plan.engine_io.plan import (
    COMPUTED,
    Calendar,
    Computed,
    after,
    before,
    calendar,
    compute,
    instant,
    local,
    local_day,
    plan_of,
    planned_share,
    recompute,
    refusal,
    scaled,
    stretched,
    weight,
)
from golive.engines.schedule.levelling import Load

__all__ = [
    "COMPUTED",
    "OWN",
    "Calendar",
    "Computed",
    "Load",
    "Proposal",
    "Team",
    "after",
    "before",
    "calendar",
    "capacities",
    "chosen",
    "compute",
    "gives",
    "instant",
    "is_current",
    "loads",
    "local",
    "local_day",
    "over",
    "plan_of",
    "planned_share",
    "propose",
    "recompute",
    "refusal",
    "scaled",
    "stretched",
    "team",
    "weeks_from",
    "weight",
]
