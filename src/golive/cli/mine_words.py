"""Codes of event logs in words."""

from __future__ import annotations

from typing import Any

from golive.cli.words import N_, _
from golive.engines.mining.log import Dropped, LogError, Note

REFUSALS = {
    "file_missing": N_("There is no file %(file)s. Check the path and try again."),
    "not_a_log": N_("%(file)s is no event log (%(reason)s). XES, OCEL, CSV, Excel and Parquet are read."),
    "unknown_format": N_("%(file)s: this kind of file is not known. XES, OCEL, CSV, Excel and Parquet are read."),
    "empty_log": N_("%(source)s holds no event. Export it again."),
    "damaged": N_("%(file)s is damaged and nothing could be kept: %(reason)s. Copy or export it again."),
    "not_readable": N_("%(file)s cannot be read: %(reason)s"),
    "not_empty": N_("The directory %(folder)s is not empty. Choose another."),
    "no_such_column": N_("There is no column %(columns)s. There are: %(known)s"),
    "mapping_incomplete": N_(
        "No column was found for: %(missing)s %(unknown)s. Name the columns with --case, --activity and --time."
    ),
    "no_such_activity": N_("There is no activity %(name)s."),
    "no_such_type": N_("There is no type of object %(name)s. There are: %(known)s"),
    "no_relations": N_("No event of %(file)s is related to an object."),
    "bad_filter": N_("The filter is not understood: %(reason)s"),
    "calendar_empty": N_("The calendar %(calendar)s has no working time."),
}
REASONS = {
    "no_case": N_("%(rows)s rows have no case"),
    "no_activity": N_("%(rows)s rows have no activity"),
    "no_time": N_("%(rows)s rows have no time"),
    "bad_time": N_("%(rows)s rows have a time that cannot be read"),
    "damaged": N_("%(rows)s rows stand where the file breaks off"),
    "ragged": N_("%(rows)s rows have more or fewer cells than the header"),
}
NOTES = {
    "naive_times": N_("%(rows)s times carry no time zone; they were read as %(tz)s. Give another with --tz."),
    "mixed_zones": N_("Times with and without a zone are mixed (%(naive)s without one)."),
    "bad_start": N_("%(rows)s begins cannot be read and were left empty."),
    "start_after_end": N_("%(rows)s events begin after they end."),
    "equal_times": N_("%(rows)s events have the time of the one before; their order is that of the file."),
    "far_times": N_("%(rows)s events lie before 1900 or after 2200."),
    "empty_cases": N_("%(cases)s cases have no event; they are kept, but count nowhere."),
    "duplicate_case_names": N_("%(cases)s cases have the name of another; they are kept apart."),
    "mixed_types": N_("Attribute %(attribute)s has values of several types; they are kept as text."),
    "duplicate_key": N_("%(attribute)s occurs twice in %(rows)s places; all values are kept."),
    "damaged": N_("The file breaks off (%(message)s). What came before was kept."),
    "dangling": N_("%(rows)s rows of %(what)s refer to what is not in the file; they are kept."),
    "case_type": N_("Cases are the objects of type %(name)s (%(cases)s). Choose another with --object-type."),
    "paired": N_(
        "Begin and completion are two rows of the file; %(pairs)s pairs were read as one step each "
        "(%(begins_alone)s begins and %(ends_alone)s completions stand alone, %(others)s other rows are left out)."
    ),
    "copies": N_("%(rows)s rows more, because events with several objects occur in the case of each."),
}
LOST = {
    "o2o": N_("OCEL 1.0 cannot hold %(rows)s relations between objects."),
    "object_attributes": N_("OCEL 1.0 cannot hold %(rows)s changed values of objects."),
    "qualifiers": N_("OCEL 1.0 cannot hold %(rows)s qualifiers of relations."),
}


def refusal_words(error: LogError) -> str:
    return _said(REFUSALS.get(error.code, ""), error.params) or str(error)


def dropped_words(dropped: Dropped) -> str:
    """The reason, and the first rows it concerns."""
    first = ", ".join(f"{row}: {value}" for row, value in dropped.sample[:3])
    text = _said(REASONS.get(dropped.reason, ""), {"rows": dropped.rows}) or f"{dropped.reason}: {dropped.rows}"
    return _("Left out: %(reason)s (row %(first)s).") % {"reason": text, "first": first}


def note_words(note: Note) -> str:
    """Empty for a note that is of no use on a terminal."""
    return _said(NOTES.get(note.code, ""), note.params)


def loss_words(lost: str) -> str:
    what, _colon, rows = lost.partition(": ")
    return _said(LOST.get(what, ""), {"rows": rows}) or lost


def _said(text: str, params: Any) -> str:
    """A code without its parameters must not stop a refusal."""
    if not text:
        return ""
    try:
        return str(_(text) % dict(params))
    except KeyError:
        return str(_(text))
