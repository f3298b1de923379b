"""Tags and filters of every GoLive page: {% load golive %}."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import quote

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from golive.foundation.words import Words
from golive.web import formats
from golive.web.sheets import sheets
from golive.web.statuses import status_of

register = template.Library()


register.simple_tag(sheets)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """{% icon "flag" %}: decoration. {% icon "flag" _("Milestone") %}: read aloud, when no word stands beside it."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    classes = f"i {css}".strip()
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>', classes, spoken, static("vendor/icons.svg"), name
    )


@register.simple_tag
def status(code: object, text: object = "") -> SafeString:
    """{% status "overdue" %} → pill with the state's own word; {% status "overdue" "逾期 2 天" %} → the given words.

    Words that only repeat the code are none: a register's column of codes has no others to give."""
    known = status_of(str(code or "unknown"))
    text = "" if text == code else text
    drawing = icon(known.icon) if known.icon else ""
    return format_html('<span class="st st-{}">{}{}</span>', known.tone, drawing, text or known.word)


@register.simple_tag
def bar(percent: object, tone: str = "", label: str = "") -> SafeString:
    """A progress bar; `percent` 0…100. Drawn as SVG, so that it prints."""
    width = max(0.0, min(100.0, float(percent or 0)))  # type: ignore[arg-type]
    return format_html(
        '<div class="bar{}" role="progressbar" aria-valuenow="{}" aria-valuemin="0" aria-valuemax="100" '
        'aria-label="{}"><svg viewBox="0 0 100 1" preserveAspectRatio="none"><rect width="{}" height="1"/></svg></div>',
        f" bar-{tone}" if tone else "",
        round(width),
        label or f"{width:.0f}%",
        f"{width:.1f}",
    )


@register.simple_tag
def watermark(text: str) -> SafeString:
    """Faint repeated text over the page (user, id, date), for projects that switch it on."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><text x="20" y="120" '
        'transform="rotate(-18 160 100)" font-family="sans-serif" font-size="14" fill="#1b2430" fill-opacity=".06">'
        f"{escape(text)}</text></svg>"
    )
    return format_html(
        '<div class="watermark" aria-hidden="true" style="{}"></div>',
        f"background-image:url('data:image/svg+xml,{quote(svg)}')",
    )


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The address of this list with parameters changed: {% query sort="due" page="" %}; an empty value removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = str(value)
    return "?" + params.urlencode()


@register.filter
def initial(name: object) -> str:
    """The letter of an avatar: the surname in Chinese, the first letter elsewhere."""
    return str(name or "?").strip()[:1].upper()


@register.filter
def local(value: dt.datetime | None, style: str = "") -> str:
    return formats.local_time(value, full=style == "full") if value != "" else formats.NOTHING


@register.filter
def day(value: dt.date | dt.datetime | None, style: str = "") -> str:
    return formats.day(value, short=style == "short") if value != "" else formats.NOTHING


@register.filter
def money(value: Decimal | int | None, style: str = "") -> str:
    return formats.money(value, short=style == "short") if value != "" else formats.NOTHING


@register.filter
def percent(share: Decimal | float | None, digits: int = 1) -> str:
    return formats.percent(share, digits) if share != "" else formats.NOTHING


@register.filter
def ago_days(value: dt.date | dt.datetime | None) -> str:
    return formats.ago_days(value) if value != "" else formats.NOTHING


@register.filter
def words(kept: dict[str, object] | None) -> str:
    """A sentence that was kept as data, in the reader's language."""
    return str(Words.from_json(kept))


@register.filter
def kind(field: BoundField) -> str:
    """How a form field is laid out: hidden, check, choices, file or input."""
    widget = field.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    names = {"hidden": "hidden", "checkbox": "check", "file": "file"}
    return names.get(getattr(widget, "input_type", ""), "input")
