"""Canonical JSON, hash chain and seal: every forgery is found."""

import copy
import hashlib
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.engines.evidence.canonical import canonical_json, content_hash
from golive.engines.evidence.chain import AUDIT_FORMAT, entry_hash, verify_audit
from golive.engines.evidence.seal import key_fingerprint, new_private_key, seal, verify_seal

KEY = bytes(range(32))


def chain(length: int = 4) -> dict:
    entries, before = [], ""
    for seq in range(7, 7 + length):
        entry = {
            "seq": seq, "at": f"2026-11-0{seq - 6}T08:00:00+00:00", "actor_name": "项目经理", "action": "gate.pass",
            "subject": f"gate:{seq}", "detail": {"why": "齐备", "count": seq}, "prev_hash": before,
        }  # fmt: skip
        entry["hash"] = before = entry_hash(entry)
        entries.append(entry)
    return {"format": AUDIT_FORMAT, "entries": entries}


def test_canonical_form_is_the_documented_one():
    value = {"b": [1, None, True], "a": "中文", "c": Decimal("1.500")}
    text = '{"a":"中文","b":[1,null,true],"c":"1.5"}'
    assert canonical_json(value) == text
    assert content_hash(value) == hashlib.sha256(text.encode()).hexdigest()


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=5))
def test_hash_survives_a_round_trip_through_json_and_key_order(value):
    there_and_back = json.loads(json.dumps(dict(reversed(value.items()))))
    assert content_hash(there_and_back) == content_hash(value)


def test_sound_chain_passes():
    assert verify_audit(chain()) == []


@pytest.mark.parametrize("field", ["seq", "at", "actor_name", "action", "subject", "detail", "prev_hash", "hash"])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_any_changed_field_is_found(field, place):
    forged = chain()
    forged["entries"][place][field] = 99 if field == "seq" else "forged"
    assert verify_audit(forged)


def test_a_rewritten_entry_breaks_the_next_link():
    forged = chain()
    entry = forged["entries"][1]
    entry["actor_name"] = "somebody else"
    entry["hash"] = entry_hash(entry)
    assert [problem.code for problem in verify_audit(forged)] == ["chain_broken"]


def test_a_removed_entry_and_swapped_entries_are_found():
    forged = chain()
    del forged["entries"][1]
    assert {problem.code for problem in verify_audit(forged)} == {"chain_broken", "seq_gap"}
    forged = chain()
    forged["entries"][1:3] = forged["entries"][2:0:-1]
    assert verify_audit(forged)


def test_malformed_documents_are_answered_not_raised():
    for entries in (None, "x", ["x"], []):
        assert verify_audit({"format": AUDIT_FORMAT, "entries": entries})
    assert verify_audit({})
    broken = chain()
    del broken["entries"][0]["actor_name"]
    assert verify_audit(broken)[0].code == "field_missing"


def test_seal_holds_only_for_its_content_and_key():
    digest = content_hash({"a": 1})
    given_seal = seal(digest, KEY)
    assert verify_seal(digest, given_seal) == []
    assert verify_seal(digest, given_seal, key_fingerprint(KEY)) == []
    assert verify_seal(content_hash({"a": 2}), given_seal)[0].code == "signature_invalid"
    other = new_private_key()
    assert verify_seal(digest, given_seal, key_fingerprint(other))[0].code == "key_not_trusted"


@pytest.mark.parametrize("field", ["algorithm", "public_key", "fingerprint", "signature"])
def test_each_field_of_the_seal_counts(field):
    digest = content_hash({"a": 1})
    forged = copy.deepcopy(seal(digest, KEY))
    forged[field] = seal(digest, new_private_key())[field] if field != "algorithm" else "none"
    assert verify_seal(digest, forged)
    assert verify_seal(digest, None)[0].code == "seal_missing"
