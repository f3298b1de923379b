"""Figures as rows of a page: every number with the address of the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.figures.figures import AHEAD, Figure
from golive.foundation.duties.figures.listing import COUNTED, JUDGED, NOBODY, NOWHERE, OPEN, rows_url
from golive.foundation.duties.lines import address
from golive.foundation.duties.states import State

FILTERS = {"party": "party", "person": "person", "duty": "duty", "phase": "phase", "department": "place"}
WIDE, HIGH = 96, 24  # of a sparkline
LONG = 16 * 60  # from here on lateness is said in working days
DAY = 8 * 60


@dataclass(slots=True)
class FigureRow:
    figure: Figure
    name: str
    code: str
    url: str
    urls: dict[str, str]
    tone: str
    lateness: str
    spark: dict[str, Any] | None = None
    months: list[Figure] = field(default_factory=list)


def figure_rows(
    project: Any,
    found: Iterable[Figure],
    by: str,
    *,
    today: date,
    on: date | None = None,
    trends: dict[tuple[int, Any], list[Figure]] | None = None,
    **more: Any,
) -> list[FigureRow]:
    """`more`: filters that hold for all rows."""
    return [_row(project, f, by, today, on, (trends or {}).get((project.pk, f.key)), more) for f in found]


def _row(
    project: Any,
    figure: Figure,
    by: str,
    today: date,
    on: date | None,
    months: list[Figure] | None,
    more: dict[str, Any],
) -> FigureRow:
    asked = {FILTERS[by]: _asked(figure.key, by)} if by else {}
    return FigureRow(
        figure,
        figure.name or nameless(by),
        figure.key if by == "duty" else "",
        address("duties:duty", project, duty=figure.key) if by == "duty" and figure.key in DUTIES else "",
        urls_of(project, today, on, **more, **asked),
        tone(figure.rate),
        lag_words(figure.lateness),
        spark(months) if months else None,
        months or [],
    )


def _asked(key: Any, by: str) -> Any:
    if by == "person":
        return key or NOBODY
    return key or NOWHERE


def nameless(by: str) -> str:
    return {"person": _("Nobody"), "department": _("Whole project"), "phase": _("Outside all phases")}.get(by, "")


def urls_of(project: Any, today: date, on: date | None, **asked: Any) -> dict[str, str]:
    """Where the rows behind each number of a figure are."""
    ahead = {"until": (on or today) + timedelta(days=AHEAD)}
    return {
        "all": rows_url(project, on, **asked),
        "due": rows_url(project, on, state=COUNTED, **asked),
        "judged": rows_url(project, on, state=JUDGED, **asked),
        "met": rows_url(project, on, state=State.MET.value, **asked),
        "late": rows_url(project, on, state=State.MET_LATE.value, **asked),
        "overdue": rows_url(project, on, state=State.OVERDUE.value, **asked),
        "waived": rows_url(project, on, state=State.WAIVED.value, **asked),
        "ahead": rows_url(project, on, state=OPEN, **ahead, **asked),
    }


def tone(rate: float | None) -> str:
    """bad under 70 %, warn under 90 %."""
    if rate is None:
        return ""
    return "bad" if rate < 0.7 else "warn" if rate < 0.9 else "ok"


def lag_words(minutes: float | None) -> str:
    """ "5 working hours", from two days on "3.5 working days" of eight hours."""
    if minutes is None:
        return "–"
    if minutes < LONG:
        return _("%(n)s working hours") % {"n": _short(minutes / 60)}
    return _("%(n)s working days") % {"n": _short(minutes / DAY)}


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def spark(months: list[Figure]) -> dict[str, Any] | None:
    """The rates of months as a line: `lines` of points (broken where nothing was due), `dots` [x, y, words]."""
    step = (WIDE - 8) / max(len(months) - 1, 1)
    dots, runs = [], [[]]  # type: list[dict[str, Any]], list[list[str]]
    for n, month in enumerate(months):
        if month.rate is None:
            runs.append([])
            continue
        x, y = round(4 + n * step, 1), round(4 + (1 - month.rate) * (HIGH - 8), 1)
        runs[-1].append(f"{x},{y}")
        dots.append({"x": x, "y": y, "month": month.key, "percent": percent(month.rate), "n": month.n})
    if not dots:
        return None
    words = _("; ").join(f"{d['month']} {d['percent']} (n={d['n']})" for d in dots)
    return {"lines": [" ".join(r) for r in runs if len(r) > 1], "dots": dots, "words": words, "w": WIDE, "h": HIGH}


def percent(rate: float | None) -> str:
    """Whole percent, never rounded up to a hundred."""
    return "–" if rate is None else f"{min(round(100 * rate), 99 if rate < 1 else 100)}%"
