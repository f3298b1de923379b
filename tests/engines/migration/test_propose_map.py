"""Drafts of mappings from names and contents: real systems' columns, with the pairs that a person would choose."""

import pytest

from golive.connectors.tryton.objects import BY_NAME
from golive.engines.migration.mapping import read_mapping, write_mapping
from golive.engines.migration.propose_map import draft, propose

CASES = {
    # 用友/金蝶 style pinyin initials, as in the legacy system of the example project
    ("customers", "jxc"): {"khbh": "code", "khmc": "name", "lxr": "contact", "dh": "phone", "dz": "street", "swdjh": "tax_identifier"},
    ("customers", "northwind"): {"CustomerID": "code", "CompanyName": "name", "ContactName": "contact", "Address": "street", "City": "city", "PostalCode": "postal_code", "Phone": "phone", "Fax": "fax", "Country": "country"},
    ("products", "excel"): {"存货编码": "code", "存货名称": "name", "主计量单位": "unit", "参考成本": "cost_price", "销售价(元)": "list_price", "存货分类": "category"},
    ("products", "northwind"): {"ProductID": "code", "ProductName": "name", "CategoryID": "category", "UnitPrice": "list_price"},
    ("opening_stock", "sheet"): {"物料编码": "product", "库位": "location", "实盘数量": "quantity", "批号": "lot"},
    ("open_receivables", "excel"): {"客户编码": "party", "发票号": "number", "到期日": "due_date", "未收金额": "amount", "币种": "currency"},
    ("accounts", "kingdee"): {"科目代码": "code", "科目名称": "name", "上级科目": "parent"},
    ("employees", "hr"): {"工号": "code", "姓名": "name", "所属部门": "department", "入职日期": "start_date", "手机": ""},
    ("open_sales", "sap"): {"VBELN": "number", "KUNNR": "party", "AUDAT": "date", "WAERS": "currency"},
}  # fmt: skip


@pytest.mark.parametrize(("object_name", "system"), list(CASES))
def test_the_columns_of_real_systems_find_their_fields(object_name, system):
    expected = {column: field for column, field in CASES[object_name, system].items() if field}
    columns = {column: [] for column in CASES[object_name, system]} | {"rowguid": ["a", "b"], "内部备注X1": ["x"]}
    found = {each.column: each.field for each in propose(object_name, BY_NAME[object_name].info().fields, columns)}
    assert {column: found.get(column) for column in expected} == expected
    assert "rowguid" not in found


def test_content_overrules_a_name_that_lies():
    fields = BY_NAME["customers"].info().fields
    lying = {"电话": ["见备注", "老王的"], "Tel2": ["0512-66667777", "0510-88889999"]}
    found = {each.field: each.column for each in propose("customers", fields, lying)}
    assert found.get("phone") == "Tel2"


def test_a_draft_is_a_mapping_that_can_be_read_diffed_and_loaded():
    fields = BY_NAME["open_receivables"].info().fields
    columns = {"客户编码": ["C1"], "发票号": ["F1"], "到期日": ["2026-01-31"], "未收金额": ["1,200.00"]}
    proposals = propose("open_receivables", fields, columns)
    mapping = draft("receivables", "open_receivables", "应收", ["发票号"], fields, proposals, {"customers": "kehu"})
    assert read_mapping(write_mapping(mapping)) == mapping
    by_name = {each.to: each for each in mapping.fields}
    assert by_name["party"].lookup == "kehu"
    assert (by_name["due_date"].type, by_name["amount"].type) == ("date", "decimal")
    assert all(0.55 <= each.score <= 1 for each in proposals)
