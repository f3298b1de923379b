"""What minutes say: the content that is frozen when they are issued, and what of it a reader may see."""

from __future__ import annotations

from typing import Any

from golive.apps.governance.models import Meeting


def content_of(meeting: Meeting) -> dict[str, Any]:
    """Exactly what is issued; JSON. People by name, because names are what stands on paper."""
    guests = list(meeting.guests.select_related("person"))
    return {
        "number": meeting.code,
        "issue": meeting.issue,
        "kind": meeting.kind,
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "minutes": meeting.minutes,
        "place": meeting.place,
        "chair": str(meeting.chair),
        "writer": str(meeting.writer),
        "came": [str(g.person) for g in guests if g.came],
        "absent": [str(g.person) for g in guests if not g.came],
        "summary": meeting.summary,
        "agenda": [{"label": i.label, "said": i.said, "inside": i.inside} for i in meeting.agenda.all()],
        "decisions": [
            {
                "code": d.code,
                "question": d.question,
                "agreed": next((o["text"] for o in d.options if o["key"] == (d.choice or d.recommended)), ""),
                "decider": str(d.decider),
            }
            for d in meeting.decisions.select_related("decider").order_by("number")
        ],
        "actions": [
            {"code": a.code, "title": a.title, "owner": str(a.owner), "due_on": a.due_on.isoformat()}
            for a in meeting.actions.select_related("owner").order_by("id")
        ],
    }


def readable(content: dict[str, Any], *, inside: bool) -> dict[str, Any]:
    """The client's own matters are left out for others, and that something is left out is said."""
    if inside:
        return content | {"extract": False}
    agenda = [i for i in content["agenda"] if not i["inside"]]
    left_out = len(agenda) < len(content["agenda"]) or bool(content["decisions"])
    return content | {"agenda": agenda, "decisions": [], "extract": left_out}
