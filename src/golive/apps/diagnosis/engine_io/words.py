"""What the engine's figures are called on a page, in the language of the reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.diagnosis.engine_io.figure_names import FIGURES
from golive.apps.diagnosis.engine_io.note_words import notes as notes
from golive.foundation.words import Words

NOTHING = "—"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABOUT_CONFIG = gettext_lazy(
    "The engine's proposal, made from the names and habits it saw. Correct what it cannot know: which steps are approvals, "
    "which may rightly happen again, who is a robot, what an hour costs."
)
HOUR, DAY = 3600.0, 86400.0


def span(seconds: float | None) -> str:
    """A span as people say it: two figures that matter."""
    if seconds is None:
        return NOTHING
    size = abs(seconds)
    if size < 60:
        text = _("%(n)s s") % {"n": f"{size:.0f}"}
    elif size < HOUR:
        text = _("%(n)s min") % {"n": f"{size / 60:.0f}"}
    elif size < 2 * DAY:
        text = _("%(n)s h") % {"n": f"{size / HOUR:.1f}"}
    else:
        text = _("%(n)s d") % {"n": f"{size / DAY:.1f}"}
    return f"−{text}" if seconds < 0 else text


def fault(words: dict[str, Any]) -> str:
    return Words.from_json(words).render()


def kpis(facts: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": _("Cases"), "value": f"{facts.get('cases', 0):,}", "note": _("orders, invoices … that went through")},
        {"name": _("Events"), "value": f"{facts.get('events', 0):,}", "note": facts.get("period", "")},
        {"name": _("Activities"), "value": facts.get("activities", 0), "note": ""},
        {"name": _("People and systems"), "value": facts.get("people", 0), "note": ""},
        {
            "name": _("Median duration"),
            "value": span(facts.get("median")),
            "note": _("calendar time, first to last event"),
        },
    ]


# -- quality of the log ---------------------------------------------------------------------------------------------
WHY = {
    "no_case": gettext_lazy("No case: nothing says which order or document it belongs to"),
    "no_activity": gettext_lazy("No activity: nothing says what was done"),
    "no_time": gettext_lazy("No time"),
    "bad_time": gettext_lazy("The time cannot be read"),
    "damaged": gettext_lazy("The file breaks off inside this row"),
    "known": gettext_lazy("Delivered before: the same case, activity, person and time"),
    "ragged": gettext_lazy("The row has not the columns of the header"),
}


def account(kept: dict[str, Any]) -> dict[str, Any]:
    if not kept:
        return {}
    return {
        "read": f"{kept['rows_read']:,}",
        "kept": f"{kept['rows_kept']:,}",
        "lost": kept["rows_dropped"],
        "lost_text": f"{kept['rows_dropped']:,}",
        "dropped": [
            {"why": WHY.get(d["reason"], d["reason"]), "rows": f"{d['rows']:,}", "sample": d["sample"]}
            for d in kept["dropped"]
        ],
    }


MEANINGS = {
    "case": gettext_lazy("Case"),
    "activity": gettext_lazy("Activity"),
    "time": gettext_lazy("Time"),
    "start": gettext_lazy("Begin"),
    "resource": gettext_lazy("Person"),
    "tz": gettext_lazy("Time zone"),
    "time_format": gettext_lazy("Form of the time"),
}


def mapping(given: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(label), " + ".join(value) if isinstance(value, list | tuple) else str(value))
        for name, label in MEANINGS.items()
        if (value := given.get(name))
    ]


# -- pictures ---------------------------------------------------------------------------------------------------------
def times(figures: dict[str, Any]) -> dict[str, Any]:
    found = figures.get("throughput")
    if not found:
        return {}
    spread, working = found["time"], found.get("business")
    rework = figures["rework"]
    return {
        "kpis": [
            {"name": _("Median duration"), "value": span(spread["median"]), "note": _("half of the cases take less")},
            {"name": _("Mean duration"), "value": span(spread["mean"]), "note": ""},
            {"name": _("90 % take less than"), "value": span(spread["p90"]), "note": ""},
            {
                "name": _("Median in working time"),
                "value": span(working["median"]) if working else NOTHING,
                "note": _("without nights, weekends and holidays"),
            },
        ],
        **_bars(found["histogram"]),
        "periods": [
            {"period": p["period"], "n": f"{p['n']:,}", "median": span(p["median"]), "p90": span(p["p90"])}
            for p in found["periods"]
        ],
        "rework": [r for r in rework["activities"] if r["extra"]][:15],
        "rework_share": _("%(share)s of the cases do something twice") % {"share": f"{rework['share']:.1%}"},
        "handover": [{**h, "median": span(h.get("median"))} for h in figures["handover"] if h["giver"] != h["taker"]][
            :15
        ],
    }


def _bars(histogram: list[dict[str, Any]]) -> dict[str, Any]:
    """Geometry of 800 × 160; the last bar is open to the right."""
    most = max((b["cases"] for b in histogram), default=1)
    wide = 800 / max(1, len(histogram))
    bars = [
        {
            "x": round(n * wide + 1, 1),
            "w": round(max(1.0, wide - 2), 1),
            "h": round(150 * b["cases"] / most, 1),
            "y": round(158 - 150 * b["cases"] / most, 1),
            "n": f"{b['cases']:,}",
            "label": f"{span(b['from'])} – {span(b['to'])}",
        }
        for n, b in enumerate(histogram)
    ]
    step = max(1, len(histogram) // 6)
    ticks = [
        {"x": round(n * wide + wide / 2, 1), "text": span(b["from"])} for n, b in enumerate(histogram) if n % step == 0
    ]
    return {"bars": bars, "ticks": ticks}


def asked(query: dict[str, str], figures: dict[str, Any]) -> str:
    """What a list of cases was asked for, in words."""
    names = {str(n["id"]): n["name"] for n in figures.get("map", {}).get("nodes", [])}
    parts = []
    if "activity" in query:
        parts.append(_("with “%(name)s”") % {"name": names.get(query["activity"], query["activity"])})
    if "path" in query:
        a, _dash, b = query["path"].partition("-")
        parts.append(_("from “%(a)s” to “%(b)s”") % {"a": names.get(a, a), "b": names.get(b, b)})
    if "variant" in query:
        parts.append(_("of one variant"))
    if "behind" in query:
        parts.append(_("behind the figure"))
    if "finding" in query:
        parts.append(_("behind the finding"))
    return "，".join(parts) or _("slowest first")


# -- findings ---------------------------------------------------------------------------------------------------------
OWNERS = {
    "process_owner": gettext_lazy("process owner"),
    "sponsor": gettext_lazy("sponsor"),
    "internal_control": gettext_lazy("internal control"),
    "it": gettext_lazy("IT"),
    "line_manager": gettext_lazy("line manager"),
}
KINDS = {
    "act": gettext_lazy("to act on"),
    "control": gettext_lazy("rule of control broken"),
    "keep": gettext_lazy("earns its place"),
    "know": gettext_lazy("good to know"),
}


def finding(row: Any, lang: str, cases: str = "", and_filter: str = "") -> dict[str, Any]:
    """A finding as its list and its page show it. One of a part is no row: it opens its cases."""
    figures = row.figures
    interval = figures.get("interval")
    known = getattr(row, "known", None)
    return {
        "url": row.get_absolute_url() if row.pk else f"{cases}?behind={row.ref}{and_filter}",
        "known": known and {"url": known.get_absolute_url(), "state": known.state, "text": known.get_state_display()},
        "of_part": not row.pk,
        "sentence": row.sentence.get(lang, ""),
        "proposal": row.proposal.get(lang, ""),
        "state": row.state,
        "state_text": row.get_state_display(),
        "n": f"{row.n:,}",
        "days_text": _("%(n)s days at stake") % {"n": f"{row.days:,.0f}"} if row.days else "",
        "cost_fen": row.cost_fen,
        "interval": _interval(figures.get("interval_of", ""), interval) if interval else "",
        "owner": str(OWNERS.get(row.owner, "")),
        "kind": str(KINDS.get(figures.get("kind", ""), "")),
        "figures": [_figure(name, value) for name, value in figures.get("values", {}).items()],
        "cases": row.cases[:60],
    }


def _interval(name: str, bounds: list[float]) -> str:
    """In the unit of the figure that it belongs to."""
    low, high = (_figure(name, bound)[1] for bound in bounds)
    return _("95 %% interval %(low)s to %(high)s") % {"low": low, "high": high}


def _figure(name: str, value: Any) -> tuple[str, str]:
    label, kind = FIGURES.get(name, (name.replace("_", " "), "number"))
    if kind == "share" and isinstance(value, int | float):
        return str(label), f"{100 * value:.2f} %" if value < 0.1 else f"{100 * value:.1f} %"
    return str(label), f"{figure(value)} {_('d')}" if kind == "days" and value is not None else figure(value)


def figure(value: Any) -> str:
    """A number with the digits that matter; texts as they are."""
    if value is None:
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 0.1 else f"{value:.4f}"


# -- designs --------------------------------------------------------------------------------------------------------
CHANGES = {
    "drop": gettext_lazy("Dropped: %(what)s"),
    "merge": gettext_lazy("Done in one step: %(what)s"),
    "threshold": gettext_lazy("Only from %(below)s on: %(what)s"),
    "automate": gettext_lazy("Done by the system: %(what)s"),
    "capacity": gettext_lazy("%(pool)s: %(to)s people instead"),
    "wait": gettext_lazy("Waiting for %(what)s: times %(factor)s"),
    "service": gettext_lazy("Work on %(what)s: %(minutes)s minutes"),
    "probability": gettext_lazy("%(what)s in %(value)s of the cases"),
    "arrivals": gettext_lazy("Cases arriving: times %(factor)s"),
    "pool": gettext_lazy("A pool of people: %(name)s, %(capacity)s"),
}
MEASURES = {
    "cycle_mean": (gettext_lazy("Mean duration of a case"), gettext_lazy("d")),
    "cycle_median": (gettext_lazy("Median duration of a case"), gettext_lazy("d")),
    "cycle_p90": (gettext_lazy("Duration that one case in ten exceeds"), gettext_lazy("d")),
    "work_minutes": (gettext_lazy("Work in a case"), gettext_lazy("min")),
    "queue_minutes": (gettext_lazy("Time a case queues for people"), gettext_lazy("min")),
    "cost": (gettext_lazy("Cost of the work in a case"), "¥"),
}


def change(one: dict[str, Any]) -> str:
    """One change of a scenario as a person says it."""
    ((kind, what),) = one.items()
    given = dict(what) if isinstance(what, dict) else {}
    steps = given.get("steps") or given.get("step") or ("" if given else what)
    given["what"] = "、".join(map(str, steps)) if isinstance(steps, list | tuple) else str(steps)
    text = CHANGES.get(kind)
    try:
        return str(text) % given if text else kind
    except KeyError:
        return f"{kind}: {given['what']}"


def gain(found: dict[str, Any], lang: str) -> dict[str, Any]:
    """The simulated gain as a table; {} before it was simulated."""
    if not found:
        return {}
    rows = []
    for m in found["measures"]:
        if not m["as_is"] and not m["to_be"]:
            continue  # without begins in the log there is no work to count
        name, unit = MEASURES.get(m["name"], (m["name"], ""))
        proved = m["low"] > 0 or m["high"] < 0
        rows.append(
            {
                "name": str(name),
                "before": f"{m['as_is']:,.2f} {unit}",
                "after": f"{m['to_be']:,.2f} {unit}",
                "difference": f"{m['difference']:+,.2f} {unit}",
                "interval": f"{m['low']:+,.2f} … {m['high']:+,.2f}",
                "better": proved and m["difference"] < 0,
                "worse": proved and m["difference"] > 0,
            }
        )
    about = _("%(n)s cases, %(runs)s runs") % {"n": f"{found['cases']:,}", "runs": found["replications"]}
    return {"rows": rows, "about": about, "notes": [found["calibration"][lang]]}


# -- filters --------------------------------------------------------------------------------------------------------
def step(one: dict[str, Any]) -> str:
    """A filter as a person says it."""
    kind = one.get("kind", "")
    if kind == "path":
        return _("from “%(a)s” to “%(b)s”") % {"a": one.get("source"), "b": one.get("target")}
    if kind == "activity":
        names = {"name": "、".join(one.get("activities", []))}
        return (_("without “%(name)s”") if one.get("mode") == "none" else _("with “%(name)s”")) % names
    if kind == "endpoint":
        starts, ends = ("、".join(one.get(name) or ()) for name in ("starts", "ends"))
        said = [_("beginning with “%(name)s”") % {"name": starts}] if starts else []
        return "，".join(said + ([_("ending with “%(name)s”") % {"name": ends}] if ends else []))
    if kind == "attribute":
        return _attribute(one)
    if kind == "variant":
        return _("of one variant")
    if kind == "time":
        return _("begun from %(a)s to %(b)s") % {"a": _day(one.get("low_us")), "b": _day(one.get("high_us"))}
    if kind == "duration":
        low, high = one.get("low_us"), one.get("high_us")
        return _("taking %(a)s to %(b)s") % {"a": span(low and low / 1e6), "b": span(high and high / 1e6)}
    return str(kind)


def _attribute(one: dict[str, Any]) -> str:
    given = {"name": one.get("name"), "values": "、".join(one.get("values") or ())}
    given |= {side: NOTHING if one.get(side) is None else figure(one[side]) for side in ("low", "high")}
    if given["values"]:
        keep, drop = _("“%(name)s” is %(values)s"), _("“%(name)s” is not %(values)s")
    elif one.get("high") is None and one.get("low") is not None:
        keep, drop = _("“%(name)s” at least %(low)s"), _("“%(name)s” less than %(low)s")
    elif one.get("low") is None and one.get("high") is not None:
        keep, drop = _("“%(name)s” at most %(high)s"), _("“%(name)s” more than %(high)s")
    else:
        keep, drop = _("“%(name)s” from %(low)s to %(high)s"), _("“%(name)s” not from %(low)s to %(high)s")
    return (keep if one.get("keep", True) else drop) % given


def _day(us: int | None) -> str:
    return NOTHING if us is None else f"{timezone.localtime(EPOCH + timedelta(microseconds=us)):%Y-%m-%d}"
