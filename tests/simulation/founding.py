"""How the project of a story begins, and what such a project may tailor."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from golive.apps.projects import services as projects
from golive.foundation import clock
from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Department, Membership, Party, Project
from golive.foundation.accounts.tests.factories import organisation, person, place

if TYPE_CHECKING:
    from tests.simulation.story import Story

TAILORED = {
    "M4": {"weekly": "weekly thu 17:00"},
    "M3": {"weekly": "monthly day 15 12:00"},
    "A4": {"daily": "daily workday 09:00"},
    "S4": {"monthly": "quarterly day 45 18:00"},
    "E3": {"event": "days 3"},
    "B6": {"event": "workdays 2 12:00"},
}


def founded(story: Story, zone: str) -> Project:
    """A project with somebody of every party, one of them in two departments and one in none."""
    client = organisation()
    story.client = client
    with clock.at(story.local(story.start, 8)):
        story.sponsor, story.pm = person("sponsor", client), person("pm", client)
        made = accounts.create_project(
            story.pm,
            client,
            code=f"sim{story.random.randrange(10**9)}",
            name="Two years",
            method="standard",
            start_date=story.start,
            go_live_date=story.start + timedelta(days=300),
            language="zh-hans",
            timezone=zone,
        )
        place(made, story.sponsor, Party.SPONSOR)
        story.departments = [Department.objects.create(organisation=client, name=f"部门 {n}") for n in range(3)]
        cast = "BBBEEIIVCTTQA"
        for n, party in enumerate(cast):
            where = story.departments[n % 3] if party in "BE" else None
            place(made, person(f"{party}{n}", client), Party(party), where)
        both = Membership.objects.filter(project=made, party="B").first().person
        place(made, both, Party.BUSINESS, story.departments[1])  # one person in two departments
        place(made, both, Party.TEAM)
        place(made, person("outer", client), Party.BUSINESS)  # of no department
        projects.lay_out_phases(story.pm, made)
    return made
