"""What a comparison of before and after says, in the language of the reader."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.diagnosis.engine_io.words import NOTHING

SIZES = {
    "negligible": gettext_lazy("negligible"),
    "small": gettext_lazy("small"),
    "medium": gettext_lazy("medium"),
    "large": gettext_lazy("large"),
}
TONES = {"improved": "ok", "worse": "bad", "no_proven_change": "warn", "too_few": "warn"}


def comparison(result: dict[str, Any], lang: str) -> dict[str, Any]:
    """What a comparison found, in the language of the reader; {} before it was computed."""
    if not result:
        return {}
    return {
        "verdict": result["verdict_text"][lang][:1].upper() + result["verdict_text"][lang][1:],
        "tone": TONES.get(result["verdict"], "warn"),
        "because": [result["headline"][lang]],
        "notes": [n[lang] for n in result["notes"]],
        "sides": [(_("Old way"), _side(result["before"])), (_("New way"), _side(result["after"]))],
        "rows": [_row(e, lang) for e in result["effects"]],
    }


def _side(side: dict[str, Any]) -> str:
    """Which log, how many cases, and which days they began on."""
    text = _("%(log)s: %(n)s finished cases") % {"log": side["log"], "n": f"{side['cases']:,}"}
    if "first" not in side:
        return text
    begun = max(filter(None, (side["begun"], side["first"])), default="")
    until = min(filter(None, (_day_before(side["until"]), side["last"])), default="")
    return _("%(what)s, begun from %(a)s to %(b)s") % {"what": text, "a": begun, "b": until}


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else ""


def _row(e: dict[str, Any], lang: str) -> dict[str, Any]:
    days = e["key"] == "duration" or e["key"].startswith(("span: ", "wait: "))
    return {
        "name": e["measure"][lang][:1].upper() + e["measure"][lang][1:],
        "before": _amount(e["before"], e["kind"], days),
        "after": _amount(e["after"], e["kind"], days),
        "difference": _amount(e["difference"], e["kind"], days, signed=True),
        "interval": NOTHING
        if e["low"] is None
        else _("%(low)s to %(high)s")
        % {
            "low": _signed(e["low"], e["kind"], days),
            "high": _amount(e["high"], e["kind"], days, signed=True),
        },
        "effect": str(SIZES.get(e["magnitude"], "")),
        "met": e["target_met"],
        "said": _both(e, days),
        "verdict": e["verdict_text"][lang],
        "tone": TONES.get(e["verdict"], "warn") if e["verdict"] in ("improved", "worse") else "",
    }


def _both(e: dict[str, Any], days: bool) -> str:
    """The two sides as a sentence says them."""
    if e["before"] is None or e["after"] is None:
        return ""
    if not days:
        given = {side: _amount(e[side], e["kind"], days) for side in ("before", "after")}
        return _("%(before)s before, %(after)s after") % given
    given = {side: f"{e[side]:.2f}" for side in ("before", "after")}
    return _("median of %(before)s working days before, %(after)s after") % given


def _signed(value: float, kind: str, days: bool) -> str:
    """The lower bound, whose unit the upper one has."""
    return f"{100 * value:+.1f}" if kind == "share" else f"{value:+.2f}" if days else f"{value:+.1f}"


def _amount(value: float | None, kind: str, days: bool, signed: bool = False) -> str:
    if value is None:
        return NOTHING
    sign = "+" if signed else ""
    if kind == "share":
        return f"{100 * value:+.1f} {_('points')}" if signed else f"{100 * value:.1f} %"
    return f"{value:{sign}.2f} {_('d')}" if days else f"{value:{sign}.1f}"
