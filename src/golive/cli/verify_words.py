"""What does not hold in a certificate or a chain, in words."""

from __future__ import annotations

from golive.cli.words import N_, _
from golive.engines.evidence.chain import Problem

PROBLEMS = {
    "not_an_audit_chain": N_("this is not an audit chain"),
    "chain_empty": N_("the chain has no entries"),
    "field_missing": N_("a field is missing: %(fields)s"),
    "hash_differs": N_("entry %(seq)s was changed after it was written"),
    "chain_broken": N_("the link to the one before is broken: something was changed, removed or put in"),
    "seq_gap": N_("entry %(seq)s follows %(before)s: entries are missing or out of order"),
    "seq_not_a_number": N_("the number of an entry is not a number"),
    "not_decisions": N_("these are not decisions with their audit chain"),
    "decision_not_sealed": N_("%(code)s is not what was sealed when it was decided"),
    "decision_left_out": N_("a decision that was sealed is left out: %(label)s"),
    "not_a_certificate": N_("this is not a migration certificate"),
    "unknown_version": N_("version %(version)s of the certificate is not known here; use a newer GoLive"),
    "malformed": N_("parts of the certificate are missing or misshapen (%(said)s)"),
    "content_changed": N_("the content was changed after it was issued"),
    "signature_of_other_content": N_("a person's signature belongs to another content"),
    "seal_missing": N_("the seal of the issuing installation is missing"),
    "seal_malformed": N_("the seal cannot be read"),
    "fingerprint_differs": N_("the fingerprint does not belong to the key"),
    "signature_invalid": N_("the seal does not fit the content"),
    "key_not_trusted": N_("it was sealed with another key: %(fingerprint)s"),
    "rows_unaccounted": N_("the source had %(rows)s rows, %(accounted)s are accounted for"),
    "totals_differ": N_("%(name)s: the totals are not those of the rows listed"),
    "key_sets_differ": N_("%(name)s: the keys of the target are not those of the loaded rows"),
    "balance_differs": N_("it says balanced where it is not, or the other way round"),
    "key_wrong_or_twice": N_("the key %(key)s is listed twice or belongs elsewhere"),
    "unknown_state": N_("the state %(state)s of %(key)s does not exist"),
    "target_id_missing_or_twice": N_("the target's id of %(key)s is missing or used twice"),
    "reason_missing": N_("%(key)s was not loaded and no reason is given"),
    "survivor_not_loaded": N_("%(key)s was merged into a record that was not loaded"),
    "total_does_not_add_up": N_("the control total %(name)s %(group)s does not add up"),
    "total_differs": N_("the control total %(name)s %(group)s differs between source and target"),
}


def problem_words(problem: Problem) -> str:
    sentence = PROBLEMS.get(problem.code)
    return f"- {_(sentence) % problem.params if sentence else problem} [{problem.where}]"
