"""Who does a step: the role or department that the log names, for the lanes of a picture."""

from __future__ import annotations

import re

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.sql_text import quoted

ROLE = re.compile(r"^(org:)?(role|group|department|dept|org.?unit|team|岗位|角色|部门|科室|班组|组织)$", re.IGNORECASE)
NO_ROLE = re.compile(r"^(none|null|nan|missing|unknown|undefined|n/?a|-|\?|empty|未知|无|空)$", re.IGNORECASE)
MOST_LANES = 9  # more bands than that nobody reads
_SHARE = 0.5


def roles_of_activities(log: EventLog) -> dict[str, str]:
    """Activity → the role that does it most, by the first attribute of events that names roles or departments; empty
    where the log names none, or too many to be roles. Roles that come early in their cases first. An activity whose
    commonest role does less than half has none."""
    for attribute in log.attributes:
        if attribute.scope != "event" or not ROLE.match(attribute.name):
            continue
        rows = log.rows(
            f"""SELECT a.name, e.role, e.n, sum(e.n) OVER (PARTITION BY e.act), sum(e.pos) OVER w / sum(e.n) OVER w AS early FROM (
            SELECT s.act, CAST(v.{quoted(attribute.column)} AS VARCHAR) AS role, count(*) AS n, sum(s.pos) AS pos FROM step s
            JOIN event_attr v ON v.seq = s.seq WHERE v.{quoted(attribute.column)} IS NOT NULL GROUP BY 1, 2) e
            JOIN activity a ON a.act_id = e.act
            WINDOW w AS (PARTITION BY e.role) ORDER BY early, e.n DESC, e.role"""
        )
        found: dict[str, str] = {}
        for activity, role, n, every, _early in rows:
            if activity not in found and n >= _SHARE * every and not NO_ROLE.match(role):
                found[activity] = role
        if 2 <= len(set(found.values())) <= MOST_LANES:
            return found
    return {}
