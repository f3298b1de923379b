"""Translation between our fields and Tryton's, without a Tryton."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from golive.connectors.protocol import Refused, Unavailable, WriteRow
from golive.connectors.tryton.building import value_at
from golive.connectors.tryton.client import LoginFailed
from golive.connectors.tryton.objects import BY_NAME, OBJECTS
from golive.connectors.tryton.target import TrytonTarget


class Answers:
    """A client that answers from a list."""

    address = "erp@double"

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), []  # type: ignore[var-annotated]

    def ask(self, method: str, *params: Any) -> Any:
        self.asked.append((method, params))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def target(*answers: Any) -> tuple[TrytonTarget, Answers]:
    client = Answers(*answers)
    return TrytonTarget(client), client  # type: ignore[arg-type]


def test_what_an_object_depends_on_comes_before_it() -> None:
    names = [one.name for one in OBJECTS]
    assert all(names.index(other) < names.index(one.name) for one in OBJECTS for other in one.after)
    assert all(field.label[0] and field.label[1] for one in OBJECTS for field in one.fields)
    known = set(names) | {"product.uom"}
    assert all(field.refers_to in known | {""} for one in OBJECTS for field in one.fields)


@pytest.mark.parametrize("code", ["91440300192203821X", "914403001922038216"])
def test_eighteen_signs_are_checked_as_a_credit_code(code: str) -> None:
    built = BY_NAME["customers"].build({"name": "甲", "tax_identifier": code})
    assert built["identifiers"] == [["create", [{"code": code, "type": "cn_vat"}]]]
    other = BY_NAME["customers"].build({"name": "甲", "tax_identifier": "3205-1"})
    assert other["identifiers"] == [["create", [{"code": "3205-1", "type": None}]]]


def test_empty_values_are_not_sent() -> None:
    built = BY_NAME["suppliers"].build({"name": "甲", "city": "", "phone": None, "code": None})
    assert built == {"name": "甲", "categories": [["add", [{"$data": ["golive", "category_supplier"]}]]]}


def test_values_are_read_along_a_path() -> None:
    record = {
        "name": "甲",
        "addresses.": [{"id": 9, "city": "二"}, {"id": 3, "city": "一", "country.": None}],
        "quantity": 0.1,
    }
    assert value_at(record, "addresses.city") == "一"
    assert value_at(record, "addresses.country.code") is None
    assert value_at(record, "identifiers.code") is None
    assert value_at(record, "quantity") == Decimal("0.1")


def test_a_refusal_names_our_fields() -> None:
    erp, _ = target({"refused": {"code": "reference_missing", "text": "单位: 朵", "fields": ["default_uom", "x"]}})
    with pytest.raises(Refused) as refused:
        erp.write("products", "b", [WriteRow("k", "d", {"code": "1", "name": "n", "unit": "朵"})])
    assert refused.value.fields == ("unit", "x")


def test_only_two_errors_leave_the_target() -> None:
    for error in (LoginFailed("x"), Unavailable("x")):
        erp, _ = target(error)
        with pytest.raises(Unavailable):
            erp.find("customers", ["k"])
    with pytest.raises(Refused) as refused:
        target()[0].find("unicorns", ["k"])
    assert refused.value.reason_code == "unknown_object"
    with pytest.raises(Refused):
        target({})[0].read_back("customers", [], ["colour"])


def test_held_walks_page_by_page() -> None:
    erp, client = target([["a", 1, "d", "b"], ["b", 2, None, "b"]], [["c", 3, "d", "b"]], [])
    assert {key: one.target_id for key, one in erp.held("customers", "").items()} == {"a": "1", "b": "2", "c": "3"}
    assert [params[3] for _, params in client.asked] == ["", "b", "c"]
