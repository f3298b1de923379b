"""A certificate verifies as issued; whatever is changed in it, even one field, even consistently, is found."""

import copy
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.evidence.seal import key_fingerprint, new_private_key
from golive.engines.migration.certificate import ObjectEvidence, build, hash_of, issue, keys_hash, sign
from golive.engines.migration.ledger import Entry, State
from golive.engines.migration.reconcile import Reconciliation, Total
from golive.engines.migration.verify import verify

KEY = bytes(range(32))
P = "old/customers/"


def reconciliation():
    entries = [
        Entry(P + "1", State.LOADED, "d1", "11"),
        Entry(P + "2", State.LOADED, "d2", "12"),
        Entry(P + "3", State.REJECTED, "d3", reason_code="no_unit", text="单位缺失"),
        Entry(P + "4", State.MERGED, "d4", merged_into=P + "1"),
        Entry(P + "5", State.EXCLUDED, "d5", reason_code="decision", text="D-7"),
    ]
    total = Total("amount", "CNY")
    for state, amount in (("LOADED", "10.50"), ("REJECTED", "2"), ("MERGED", "0"), ("EXCLUDED", "1.25")):
        total.by_state[State(state)] = Decimal(amount)
    total.target = Decimal("10.5")
    by_state = {state: sum(entry.state is state for entry in entries) for state in State}
    return Reconciliation(P, 5, by_state, entries, [total], [], {P + "1": "11", P + "2": "12"})


def issued(previous="", key=KEY):
    evidence = ObjectEvidence(
        "customers", "party.party", "old", "客户.xlsx", "ab" * 32, 5, reconciliation(), "map-3", "rules-2"
    )
    draft = build(
        project="华东精工 ERP", cycle="cut-over", target_name="Tryton 8.0", guarantee="atomic_key", objects=[evidence],
        issued_at="2026-11-22T12:00:00+08:00", issued_by="golive", previous=previous,
    )  # fmt: skip
    signed = sign(draft, "王芳", "data owner", "2026-11-22T12:05:00+08:00")
    return json.loads(json.dumps(issue(signed, key)))


def test_as_issued_it_verifies():
    certificate = issued()
    assert verify(certificate) == []
    assert verify(certificate, key_fingerprint(KEY).upper()) == []
    assert certificate["balanced"]


def places(value, path=()):
    """Every leaf of the certificate, and every list to take something out of."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from places(item, (*path, name))
    elif isinstance(value, list) and value:
        yield path
        for number, item in enumerate(value):
            yield from places(item, (*path, number))
    else:
        yield path


def forged_at(path):
    certificate = issued()
    holder = certificate
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    if isinstance(value, bool):
        holder[path[-1]] = not value
    elif isinstance(value, int):
        holder[path[-1]] = value + 1
    elif isinstance(value, str):
        holder[path[-1]] = value[:-1] + ("0" if value[-1:] != "0" else "1")
    else:
        value.pop() if value else value.append("x")
    return certificate


@pytest.mark.parametrize("path", list(places(issued())), ids=lambda path: "/".join(map(str, path)))
def test_each_field_forged(path):
    assert verify(forged_at(path)), f"a change at {path} was not noticed"


@pytest.mark.parametrize("path", list(places(issued())), ids=lambda path: "/".join(map(str, path)))
def test_each_field_forged_and_hashed_again_fails_at_the_seal(path):
    certificate = forged_at(path)
    if path[0] not in ("content_hash", "signatures", "seal"):
        certificate["content_hash"] = hash_of(certificate)
        certificate["signatures"] = [
            {**each, "content_hash": hash_of(certificate)} for each in certificate["signatures"]
        ]
    assert verify(certificate)


def reissue(change, key=KEY):
    """A forger with the whole machinery, but for the installation's key."""
    certificate = {name: value for name, value in issued().items() if name not in ("seal", "content_hash")}
    change(certificate["objects"][0])
    certificate["signatures"] = []
    certificate["content_hash"] = hash_of(certificate)
    return issue(sign(certificate, "x", "y", "z"), key)


def test_a_forger_with_his_own_key_is_found_by_the_fingerprint_only():
    mine = reissue(lambda each: None, new_private_key())
    assert verify(mine) == []
    assert [problem.code for problem in verify(mine, key_fingerprint(KEY))] == ["key_not_trusted"]


def loses_a_row(each):
    del each["dispositions"][2]


def hides_a_rejection(each):
    each["dispositions"][2][1:3] = ["LOADED", "13"]


def doubles_an_id(each):
    each["dispositions"][1][2] = "11"


def gives_no_reason(each):
    each["dispositions"][2][4] = ""


def merges_into_nothing(each):
    each["dispositions"][3][4] = P + "9"


def swells_a_total(each):
    each["control_totals"][0]["by_state"]["LOADED"] = "11.50"


def shifts_target_total(each):
    each["control_totals"][0]["target"] = "99"


def forgets_a_difference(each):
    each["differences"] = [{"code": "open", "key": P + "1"}]


def swaps_keys(each):
    each["target_keys"] = {"count": 2, "sha256": keys_hash({P + "1": "12", P + "2": "11"})}


def repeats_a_key(each):
    each["dispositions"][1][0] = P + "1"


def foreign_key(each):
    each["dispositions"][1][0] = "other/customers/2"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (loses_a_row, "rows_unaccounted"),
        (hides_a_rejection, "totals_differ"),
        (doubles_an_id, "target_id_missing_or_twice"),
        (gives_no_reason, "reason_missing"),
        (merges_into_nothing, "survivor_not_loaded"),
        (swells_a_total, "total_does_not_add_up"),
        (shifts_target_total, "total_differs"),
        (forgets_a_difference, "balance_differs"),
        (swaps_keys, "key_sets_differ"),
        (repeats_a_key, "key_wrong_or_twice"),
        (foreign_key, "key_wrong_or_twice"),
    ],
)
def test_wrong_arithmetic_is_found_even_under_a_good_seal(change, code):
    assert code in {problem.code for problem in verify(reissue(change))}


def test_chain_to_the_certificate_before():
    first = issued()
    second = issued(previous=first["content_hash"])
    assert verify(second, previous=first) == []
    other = copy.deepcopy(first)
    other["cycle"] = "mock 1"
    assert "chain_broken" in {problem.code for problem in verify(second, previous=other)}


def test_an_open_row_is_not_balanced():
    found = reconciliation()
    found.entries[1] = Entry(P + "2", State.INTENT, "d2")
    found.by_state[State.LOADED] -= 1
    found.by_state[State.INTENT] += 1
    evidence = ObjectEvidence("customers", "party", "old", "f", "", 5, found)
    draft = build(
        project="p", cycle="c", target_name="t", guarantee="none", objects=[evidence], issued_at="", issued_by=""
    )
    assert draft["balanced"] is False
    assert [problem.code for problem in verify(draft)] == ["seal_missing"]


@pytest.mark.parametrize("wrong", [{}, {"format": "x"}, {"format": "golive-migration-certificate", "version": 1}, {"format": "golive-migration-certificate", "version": 1, "objects": 5}])  # fmt: skip
def test_malformed_certificates_are_answered(wrong):
    assert verify(wrong)


FILE = json.dumps(issued(), ensure_ascii=False).encode()


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255), st.sampled_from(["change", "drop", "double", "swap"]))
def test_any_byte_forged_in_the_file_is_found(place, change, how):
    """Each byte may be changed, dropped, doubled or exchanged with its neighbour: the file then is no certificate, or says
    the same as before, or does not verify."""
    forged = bytearray(FILE)
    if how == "change":
        forged[place] ^= change
    elif how == "drop":
        del forged[place]
    elif how == "double":
        forged.insert(place, forged[place])
    elif place:
        forged[place - 1], forged[place] = forged[place], forged[place - 1]
    try:
        document = json.loads(forged.decode("utf-8"))
    except ValueError:
        return
    if not isinstance(document, dict) or json.dumps(document, sort_keys=True) == json.dumps(issued(), sort_keys=True):
        return
    assert verify(document, key_fingerprint(KEY)), f"{how} at {place} was not noticed"
