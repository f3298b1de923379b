"""A migration certificate on paper, from nothing but its JSON: figures, totals, reasons, signatures, how to check it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from golive.cli.migrate_words import GUARANTEES, LIMITS, STATES, refusal_words
from golive.cli.words import LOCALE, _
from golive.engines.migration.ledger import State


def print_certificate(content: dict[str, Any], language: str) -> bytes:
    """The PDF. `language`: of the labels that the printer adds."""
    _bring_up_settings()
    from golive.foundation.documents.content import Document, Heading, Note, Paragraph, Signer, SigningParty, Table
    from golive.foundation.documents.pdf import pdf

    states = (State.LOADED, State.MERGED, State.EXCLUDED, State.REJECTED)
    target = content["target"]
    promises = [GUARANTEES[target["guarantee"]], *(LIMITS[limit] for limit in target["limits"] if limit in LIMITS)]
    document = Document(
        title=_("Migration certificate"),
        project=content["project"],
        subtitle=content["cycle"],
        number=content["content_hash"][:12],
        day=datetime.fromisoformat(content["issued_at"]).date(),
        meta=((_("Target system"), target["name"]), (_("Issued by"), content["issued_by"])),
        sections=(
            Note(
                _("Every record is accounted for, and the target agrees.")
                if content["balanced"]
                else _("NOT balanced: open rows or differences remain."),
                "ok" if content["balanced"] else "bad",
            ),
            Heading(_("Records")),
            Table(
                (_("Object"), _("Rows"), *(_(STATES[state]) for state in states), _("Differences")),
                tuple(_counts(each, states) for each in content["objects"]),
                align="lrrrrrr",
            ),
            Heading(_("Control totals")),
            Table(
                (_("Object"), _("Figure"), _("Group"), _("Source"), _("Loaded"), _("Target system")),
                tuple(row for each in content["objects"] for row in _totals(each)),
                align="lllrrr",
                empty=_("No control totals are set up."),
            ),
            Heading(_("Why records were not loaded")),
            Table(
                (_("Object"), _("Reason"), _("Rows")),
                tuple(row for each in content["objects"] for row in _reasons(each)),
                align="llr",
                empty=_("Every record was loaded."),
            ),
            *_compared(content, Heading, Paragraph),
            Heading(_("What the target promises")),
            *(Paragraph(_(promise)) for promise in promises),
            Note(_("What counts is the JSON file: it names every record and is checked with “golive verify”."), "info"),
            Paragraph(_("Content hash: %(hash)s") % {"hash": content["content_hash"]}),
            Paragraph(_("Fingerprint of the sealing key: %(fingerprint)s") % content["seal"]),
        ),
        signatures=(
            SigningParty(
                content["project"], tuple(Signer(s["person"], s["role"], s["at"][:16]) for s in content["signatures"])
            ),
        ),
        evidence_code=content["content_hash"],
        language="zh-hans" if language == "zh_Hans" else "en",
    )
    return pdf(document)


def _counts(each: dict[str, Any], states: tuple[State, ...]) -> tuple[str, ...]:
    figures = (each["source"]["rows"], *(each["totals"][state] for state in states), len(each["differences"]))
    return (each["name"], *(f"{figure:,}" for figure in figures))


def _totals(each: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (each["name"], total["name"], total["group"], total["source"], total["by_state"]["LOADED"], total["target"])
        for total in each["control_totals"]
    ]


def _reasons(each: dict[str, Any]) -> list[tuple[str, ...]]:
    counted = Counter(row[4][:120] for row in each["dispositions"] if row[1] in (State.REJECTED, State.EXCLUDED))
    return [(each["name"], refusal_words(*_split(reason)), f"{rows:,}") for reason, rows in counted.most_common(20)]


def _compared(content: dict[str, Any], heading: Any, paragraph: Any) -> list[Any]:
    """How the comparison was made, where it was not simply field by field."""
    lines = []
    for each in content["objects"]:
        for kept in each.get("kept_blanks", ()):
            said = (
                _(
                    "%(records)s blanks in “%(field)s” stand in the ERP as %(as)s, which it keeps where nothing is given; "
                    "they count as equal."
                )
                if kept["as"]
                else _(
                    "%(records)s blanks in “%(field)s” were filled by the ERP with a value of its own; they count as equal."
                )
            )
            lines.append((each["name"], said % kept))
        if each["not_compared"]:
            said = _("Not compared, because the ERP cannot give it back: %(fields)s.")
            lines.append((each["name"], said % {"fields": ", ".join(each["not_compared"])}))
    return [heading(_("How fields were compared")), *(paragraph(": ".join(line)) for line in lines)] if lines else []


def _split(reason: str) -> tuple[str, str]:
    code, _colon, text = reason.partition(": ")
    return code, text


def _bring_up_settings() -> None:
    """The printer asks Django for the time zone and for words; no app and no database is touched."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_TZ=True, TIME_ZONE="Asia/Shanghai", LOCALE_PATHS=[str(LOCALE)], INSTALLED_APPS=[])
        django.setup()
