"""Put something out: rows in the transaction of the caller, so that either both are there or neither; a job sends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.audit.services import subject_key
from golive.foundation.dispatch.models import Dispatch, Robot
from golive.foundation.jobs.queue import enqueue
from golive.foundation.words import Words

JOB = "dispatch.send"


def robots_for(project: Any, topic: str) -> list[Robot]:
    rows = Robot.objects.filter(project=project, state=Robot.State.ACTIVE).order_by("id")
    return [robot for robot in rows if topic in robot.topics]


def to_robots(
    robots: Iterable[Robot],
    topic: str,
    *,
    title: Any,
    lines: Sequence[Any] = (),
    url: str = "",
    about: Any = None,
    once: str = "",
    by: Any = None,
) -> list[Dispatch]:
    """What every member of the project may see, and nothing else (see registry). New rows only: whoever had it under the
    key `once` has had it."""
    receivers = [{"robot": robot, "project": robot.project} for robot in robots]
    return _put(receivers, topic, title, lines, url, about, once, by)


def to_people(
    people: Iterable[Any],
    topic: str,
    *,
    project: Any,
    title: Any,
    lines: Sequence[Any] = (),
    url: str = "",
    about: Any = None,
    once: str = "",
    by: Any = None,
    paper: dict[str, Any] | None = None,
) -> list[Dispatch]:
    """Mails. `paper`: {"make": key of PAPERS, "pk": …}, made for its reader when it is sent."""
    receivers = [{"person": person, "project": project, "paper": paper or {}} for person in people]
    return _put(receivers, topic, title, lines, url, about, once, by)


def of_notices(notices: Iterable[Any], topic: str) -> list[Dispatch]:
    """Messages of inboxes, each to its own reader; their words are read when they are sent."""
    now, machine = clock.now(), clock.machine()
    rows = [
        Dispatch(
            person_id=n.person_id,
            project=n.project,
            topic=topic,
            title=n.text,
            url=n.url,
            notice=n,
            once=f"notice:{n.pk}",
            made_at=now,
            next_at=machine,
        )
        for n in notices
    ]
    return _kept(rows)


def _put(
    receivers: list[dict[str, Any]],
    topic: str,
    title: Any,
    lines: Sequence[Any],
    url: str,
    about: Any,
    once: str,
    by: Any,
) -> list[Dispatch]:
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"a message leads to a page of this site, not to {url}")
    shared = {
        "topic": topic,
        "title": Words.of(title).to_json(),
        "lines": [Words.of(line).to_json() for line in lines],
        "url": url,
        "about": subject_key(about) if about is not None else "",
        "once": once or None,
        "by": by,
        "made_at": clock.now(),
        "next_at": clock.machine(),
    }
    return _kept([Dispatch(**receiver, **shared) for receiver in receivers])


def _kept(rows: list[Dispatch]) -> list[Dispatch]:
    """Those that are new, also when two put out the same at once; one job for all of them."""
    made = []
    for row in rows:
        if row.once:
            who = {"robot_id": row.robot_id, "person_id": row.person_id}
            values = {f.attname: getattr(row, f.attname) for f in Dispatch._meta.concrete_fields if f.name != "id"}
            kept, new = Dispatch.objects.get_or_create(once=row.once, **who, defaults=values)
        else:
            row.save()
            kept, new = row, True
        made += [kept] if new else []
    if made:
        enqueue(system_actor(), JOB)
    return made
