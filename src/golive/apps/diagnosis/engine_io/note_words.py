"""What the reader of a log remarks about it, as a person says it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

NOTES = {
    "naive_times": gettext_lazy("%(rows)s times say no time zone; they are read as %(tz)s."),
    "mixed_zones": gettext_lazy("Times of several zones are mixed: %(zones)s."),
    "bad_start": gettext_lazy("%(rows)s begins cannot be read; those events have an end only."),
    "start_after_end": gettext_lazy("%(rows)s events begin after they end."),
    "equal_times": gettext_lazy("%(rows)s steps have the same time as the one before; the order of the file decides."),
    "far_times": gettext_lazy("%(rows)s times lie before 1900 or after 2200."),
    "empty_cases": gettext_lazy("%(cases)s cases have no event."),
    "mixed_types": gettext_lazy(
        "The attribute %(attribute)s holds values of several types (%(types)s); it is read as text."
    ),
    "duplicate_key": gettext_lazy("The attribute %(attribute)s stands twice in %(rows)s rows."),
    "damaged": gettext_lazy("The file is damaged (%(where)s: %(message)s); what came before is kept."),
    "huge_value": gettext_lazy("A value of %(attribute)s is %(length)s characters long."),
    "paired": gettext_lazy(
        "Begin and completion are two rows of the file; %(pairs)s pairs were read as one step each "
        "(%(begins_alone)s begins and %(ends_alone)s completions stand alone, %(others)s other rows are left out)."
    ),
    "dangling": gettext_lazy("%(rows)s references point at nothing (%(what)s)."),
    "undeclared": gettext_lazy("Not declared, but used: %(names)s (%(what)s)."),
}


def notes(kept: dict[str, Any]) -> list[str]:
    found = []
    for note in kept.get("notes", []):
        text = NOTES.get(note["code"])
        params = {k: ", ".join(map(str, v)) if isinstance(v, list) else v for k, v in note.items()}
        try:
            found.append(str(text) % params if text else note["code"])
        except KeyError:
            found.append(note["code"])
    return found
