from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services as plan
from golive.apps.plan.tests.factories import task
from golive.apps.team import queries, services
from golive.apps.team.duties import learning_goes_on, skill_gaps_are_closed
from golive.apps.team.tests import factories
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def asked_for(cast, level=2):
    """A task of IT that asks for a skill."""
    skill = factories.skill(cast)
    plan.set_task_needs(cast.pm, task(cast, owner=cast.it), skill=skill, skill_level=level)
    return skill


def test_a_gap_is_what_a_task_asks_for_and_its_people_lack(cast):
    skill = asked_for(cast)
    (gap,) = queries.gaps(cast.project)
    assert (gap.skill, gap.person, gap.has, gap.level, gap.tasks) == (skill, cast.it, 0, 2, 1)
    plan.set_person_skill(cast.pm, skill, person=cast.it, level=1)
    assert queries.gaps(cast.project)[0].has == 1
    plan.set_person_skill(cast.pm, skill, person=cast.it, level=2)
    assert queries.gaps(cast.project) == []


def test_a_goal_is_reached_by_the_skills_of_the_plan_and_by_nothing_else(cast):
    goal = factories.goal(cast)
    services.note_learning(cast.it, goal, text="已经都会了")
    assert queries.reached([goal]) == {goal.pk: False}
    plan.set_person_skill(cast.pm, goal.skill, person=cast.it, level=2)
    assert queries.reached([goal]) == {goal.pk: True}


def test_everybody_sets_goals_for_himself_only(cast):
    assert factories.goal(cast).set_by == cast.pm
    own = services.set_goal(
        cast.business,
        cast.project,
        person=cast.business,
        skill=factories.skill(cast),
        level=1,
        how="自学",
        due_on=date(2027, 1, 1),
    )
    with pytest.raises(Refused, match="not_yours"):
        services.set_goal(
            cast.business,
            cast.project,
            person=cast.it,
            skill=factories.skill(cast),
            level=1,
            how="x",
            due_on=date(2027, 1, 1),
        )
    with pytest.raises(Refused, match="not_yours"):
        services.edit_goal(cast.business, own, person=cast.it)
    with pytest.raises(PermissionDenied):
        services.note_learning(cast.pm, own, text="他会了")
    assert queries.visible_goals(cast.it).count() == 1 and queries.visible_goals(cast.vendor).count() == 0


def test_m9_asks_for_a_goal_where_there_is_a_gap_and_for_the_level_when_it_is_due(cast):
    """Duty "M9"."""
    asked_for(cast)
    assert len(skill_gaps_are_closed(cast.project).missing) == 1
    goal = factories.goal(cast)
    found = skill_gaps_are_closed(cast.project)
    assert found.missing == [] and len(found.facts) == 1
    goal = services.edit_goal(cast.pm, goal, due_on=date(2020, 1, 1))
    assert len(skill_gaps_are_closed(cast.project).missing) == 1
    plan.set_person_skill(cast.pm, goal.skill, person=cast.it, level=2)
    assert skill_gaps_are_closed(cast.project).missing == []


def test_t3_is_proved_by_what_the_person_noted(cast):
    """Duty "T3"."""
    goal = factories.goal(cast)
    assert learning_goes_on(cast.project).facts == []
    services.note_learning(cast.it, goal, text="跟着做了一次盘点")
    (fact,) = learning_goes_on(cast.project).facts
    assert fact.who_id == cast.it.pk and fact.period.endswith(("Q1", "Q2", "Q3", "Q4"))
