"""Codes of mapping, loading and reconciliation in words."""

from __future__ import annotations

from golive.cli.words import N_, _
from golive.engines.migration.ledger import State
from golive.engines.migration.mapping import MappingError
from golive.engines.migration.port import Guarantees
from golive.engines.migration.reconcile import Difference
from golive.engines.migration.said import DIFFERENCES, MAPPINGS, REFUSALS

LIMITS = {
    "power_loss": N_("Not promised: after a power cut the target may have lost its last commits; reconcile then."),
    "engine_without_transactions": N_("Not promised for tables without transactions (MyISAM)."),
}
STATES = {
    State.LOADED: N_("Loaded"),
    State.MERGED: N_("Merged"),
    State.EXCLUDED: N_("Left out"),
    State.REJECTED: N_("Rejected rows"),
}
GUARANTEES = {
    "atomic_key": N_("The target keeps record and key in one transaction: exactly once."),
    "external_id_upsert": N_("The target keeps an external id: a repeated write finds the record again."),
    "none": N_("The target keeps no keys: exactly once cannot be claimed."),
}


def mapping_words(error: MappingError) -> str:
    sentence = MAPPINGS.get(error.code)
    return _(sentence) % {"place": error.place, **error.params} if sentence else str(error)


def refusal_words(code: str, text: str) -> str:
    sentence = REFUSALS.get(code)
    said = _(sentence) if sentence else code
    return f"{text} – {said}" if text else said


def difference_words(difference: Difference) -> str:
    sentence = DIFFERENCES.get(difference.code, "")
    said = _(sentence) % difference._asdict() if sentence else difference.code
    return said + " " + _("[explained: %(words)s]") % {"words": difference.explained} if difference.explained else said


def state_words(state: State) -> str:
    return _(STATES[state])


def guarantee_words(found: Guarantees) -> str:
    return " ".join([_(GUARANTEES[found.key]), *(_(LIMITS[limit]) for limit in found.limits if limit in LIMITS)])
