"""What people do in the apps that keep evidence of their own: each step is a use case, and many are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from golive.apps.control import services as control
from golive.apps.control.models import Issue, Risk
from golive.apps.governance import services as governance
from golive.apps.governance.models import Decision, Objective
from golive.apps.reports import services as reports
from golive.apps.reports.models import Report
from golive.apps.requirements import services as requirements
from golive.apps.requirements.models import Process, Requirement
from golive.apps.support import services as support
from golive.apps.support.models import Ticket
from golive.foundation import clock

if TYPE_CHECKING:
    from tests.simulation.story import Story

OPTIONS = [{"key": "a", "text": "A", "effect": "x"}, {"key": "b", "text": "B", "effect": "y"}]


def _one(story: Story, model: type[Model], **filters: Any) -> Any:
    rows = list(model._default_manager.filter(project=story.project, **filters).order_by("-pk")[:30])
    return story.random.choice(rows) if rows else None


def risks(story: Story) -> str:
    risk, actor = _one(story, Risk, state="open"), story.random.choice([story.pm, story.anybody()])
    match story.random.choice(["add", "review", "review", "review", "edit", "close"]) if risk else "add":
        case "add":
            level = story.random.randrange(1, 6)
            control.add_risk(actor, story.project, title="r", category="data", probability=level, impact=level)
        case "review":
            control.review_risk(actor, risk, probability=2, impact=story.random.randrange(1, 6))
        case "edit":
            control.edit_risk(actor, risk, response=story.random.choice(["", "do"]), owner=actor)
        case _:
            control.close_risk(actor, risk, note="over")
    return str(risk)


def issues(story: Story) -> str:
    issue, owner = _one(story, Issue), story.anybody()
    match story.random.choice(["raise", "answer", "answer", "edit"]) if issue else "raise":
        case "raise":
            due = clock.today(story.project.timezone) + timedelta(days=story.random.randrange(15))
            control.raise_issue(story.anybody(), story.project, title="i", owner=owner, due_on=due)
        case "answer":
            control.answer_issue(issue.owner, issue, answer="so")
        case _:
            control.edit_issue(story.pm, issue, owner=owner, due_on=issue.due_on + timedelta(days=3))
    return str(issue)


def objectives(story: Story) -> str:
    row = _one(story, Objective)
    match story.random.choice(["add", "edit", "approve", "approve", "approve"]) if row else "add":
        case "add":
            due = story.project.go_live_date
            values = {"title": "o", "indicator": "k", "unit": "%", "baseline": 1, "target": 9, "owner": story.pm}
            governance.add_objective(story.pm, story.project, due_on=due, **values)
        case "edit":
            governance.edit_objective(story.pm, row, title=f"o{story.random.randrange(3)}")
        case _:
            governance.approve_objective(story.sponsor, row)
    return str(row)


def decisions(story: Story) -> str:
    row = _one(story, Decision, state="open")
    match story.random.choice(["ask", "decide", "decide", "withdraw"]) if row else "ask":
        case "ask":
            deadline = clock.now() + timedelta(minutes=story.random.randrange(20000))
            who = story.random.choice([story.sponsor, story.anybody()])
            governance.ask_decision(
                story.pm, story.project, question="?", options=OPTIONS, decider=who, deadline=deadline
            )
        case "decide" if row.decider != story.sponsor or not row.act:
            governance.decide(row.decider, row, choice=row.options[0]["key"], reason="x")
        case "withdraw":
            governance.withdraw_decision(row.asked_by, row)
    return str(row)


def months(story: Story) -> str:
    day = clock.today(story.project.timezone) - timedelta(days=story.random.choice([0, 10, 40]))
    governance.sign_monthly_review(story.sponsor, story.project, period=f"{day:%Y-%m}", findings="f")
    return f"{day:%Y-%m}"


def weeks(story: Story) -> str:
    row = _one(story, Report)
    match story.random.choice(["write", "send", "send", "read"]) if row else "write":
        case "write":
            day = clock.today(story.project.timezone) - timedelta(days=story.random.choice([0, 0, 0, 7]))
            reports.write(story.pm, story.project, period=f"{day:%G-W%V}")
        case "send":
            reports.send(story.pm, row)
        case _:
            reports.read(story.sponsor, row)
    return str(row)


def needs(story: Story) -> str:
    row, process = _one(story, Requirement), _one(story, Process)
    if process is None or story.random.random() < 0.05:
        where = story.random.choice(story.departments)
        return str(requirements.add_process(story.pm, story.project, name="p", department=where))
    acts = ["add", "submit", "sign", "sign", "fit", "fit", "edit", "return", "withdraw"]
    match story.random.choice(acts) if row else "add":
        case "add":
            author = story.random.choice([story.pm, story.anybody()])
            requirements.add_requirement(author, story.project, process=process, title="t", text="x", acceptance="y")
        case "submit":
            requirements.submit(row.author, row)
        case "sign":
            requirements.sign(_speaker(story, row), row)
        case "fit":
            requirements.answer_fit(_of_party(story, "V"), row, answer="standard")
        case "edit":
            requirements.edit_requirement(story.pm, row, text=f"x{story.random.randrange(2)}")
        case "return":
            requirements.return_to_author(story.pm, row, reason="unclear")
        case _:
            if story.random.random() < 0.3:
                requirements.withdraw(story.pm, row, reason="not needed")
    return str(row)


def _speaker(story: Story, row: Requirement) -> Any:
    found = [m.person for m in story.members() if m.party == "B" and m.department_id == row.department_id]
    return found[0] if found else story.anybody()


def _of_party(story: Story, party: str) -> Any:
    found = [m.person for m in story.members() if m.party == party]
    return found[0] if found else story.anybody()


def tickets(story: Story) -> str:
    row = _one(story, Ticket)
    acts = ["report", "assign", "answer", "answer", "confirm", "reopen"]
    match story.random.choice(acts) if row else "report":
        case "report":
            support.report(story.anybody(), story.project, title="t")
        case "assign":
            support.assign(_of_party(story, "I"), row, assignee=story.anybody())
        case "answer":
            support.answer(_of_party(story, "I"), row, text="so")
        case "confirm":
            support.confirm(row.reported_by, row)
        case _:
            support.reopen(row.reported_by, row, text="again")
    return str(row)


APP_ACTS: list[tuple[Callable[[Story], str | None], float]] = [
    (risks, 10),
    (issues, 8),
    (objectives, 4),
    (decisions, 6),
    (months, 2),
    (weeks, 10),
    (needs, 14),
    (tickets, 10),
]
