"""What arguments of acts are called that stand in no form and are no field of the record: for the history and the audit trail."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "parent": _("Summary task"),
    "keys": _("Entries chosen"),
    "upload": _("File"),
    "seen_hash": _("Fingerprint of what was seen"),
    "config": _("Settings"),
    "of": _("Fingerprint of what was simulated"),
    "meeting": _("Meeting"),
    "act": _("Act that follows"),
    "recommended": _("Recommended option"),
    "subject_id": _("Record it is about"),
    "note": _("Remark"),
    "choice": _("Option chosen"),
    "conditions": _("Conditions"),
    "agreed": _("Agreed by all"),
    "said": _("Minutes"),
    "came": _("Who came"),
    "clusters": _("Groups of duplicates"),
    "counts": _("Numbers"),
    "keepers": _("Keepers"),
    "owners": _("Owners"),
    "person": _("Person"),
    "units": _("Share of working time"),
    "iterations": _("Iterations"),
    "seed": _("Seed"),
    "started": _("Actual start"),
    "finished": _("Actual finish"),
    "remaining_days": _("Days left"),
    "optimistic_days": _("Days at best"),
    "pessimistic_days": _("Days at worst"),
    "candidate": _("Candidate"),
    "criterion": _("Criterion scored"),
    "reason": _("Reason"),
    "seen": _("Fingerprint of what was seen"),
    "evidence_code": _("Evidence code"),
}


def called(name: str) -> str:
    """An argument that is not among them is called by its own name, which may be among the words."""
    return str(NAMES[name]) if name in NAMES else gettext(str(capfirst(name.replace("_", " "))))
