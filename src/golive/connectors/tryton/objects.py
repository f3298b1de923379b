"""What GoLive loads into Tryton: the objects in order of dependence, their fields, and both directions of translation.

A field's `path` is where Tryton keeps it ("addresses.city" is the city of the first address); `build` makes the values
that the module trytond_golive writes. A reference ({"$find": ...}) is resolved inside the load's own transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from golive.connectors.protocol import FieldInfo, FieldType, ObjectInfo, Values

Out = dict[str, object]
Text = tuple[str, str]
"""The same in Chinese and in English."""


@dataclass(frozen=True)
class Field:
    """One field as the mapping sees it. `meaning` is for the person who maps; `refers_to` names another object."""

    name: str
    path: str
    label: Text
    meaning: Text = ("", "")
    type: FieldType = "text"
    required: bool = False
    refers_to: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrytonObject:
    """One object: `after` must be loaded before it; `batch` is the most rows of one write."""

    name: str
    model: str
    label: Text
    meaning: Text
    fields: tuple[Field, ...]
    build: Callable[[Values], Out]
    key: tuple[str, ...]
    after: tuple[str, ...] = ()
    batch: int = 200
    domain: tuple[object, ...] = ()

    def info(self, language: int = 0) -> ObjectInfo:
        """The description of the connector protocol; language 0 is Chinese, 1 English."""
        fields = tuple(
            FieldInfo(
                name=field.name,
                type=field.type,
                label=field.label[language],
                required=field.required,
                refers_to=field.refers_to,
                choices=tuple((choice, choice) for choice in field.choices),
            )
            for field in self.fields
        )
        return ObjectInfo(self.name, self.label[language], fields, self.key)

    def paths(self, names: list[str]) -> list[str]:
        """Tryton's paths of our field names; an unknown name raises KeyError."""
        known = {field.name: field.path for field in self.fields}
        return [known[name] for name in names]

    def our_names(self, paths: list[str]) -> tuple[str, ...]:
        """Our names of the fields that Tryton complains about; a path that we do not use stays as it is."""
        known = {field.path.partition(".")[0]: field.name for field in reversed(self.fields)}
        known |= {field.path: field.name for field in self.fields}
        return tuple(dict.fromkeys(known.get(path, path) for path in paths))

    def wrong(self, values: Values) -> tuple[str, str, tuple[str, ...]] | None:
        """What is wrong with the row before Tryton is asked: (code, text, fields)."""
        names = {field.name for field in self.fields}
        if unknown := tuple(sorted(values.keys() - names)):
            return "unknown_field", f"{self.name} has no field {', '.join(unknown)}", unknown
        empty = tuple(f.name for f in self.fields if f.required and values.get(f.name) in (None, ""))
        if empty:
            return "required", f"{', '.join(empty)} must not be empty", empty
        return None


def value_at(record: Mapping[str, object], path: str) -> object:
    """The value of a path in a record as `read` returns it; of many children the first one's."""
    head, _, rest = path.partition(".")
    if not rest:
        found = record.get(head)
        return Decimal(repr(found)) if isinstance(found, float) else found
    child = record.get(f"{head}.")
    if isinstance(child, list):
        child = min(child, key=lambda one: int(one["id"]), default=None)
    return value_at(child, rest) if isinstance(child, Mapping) else None


def _find(model: str, field: str, value: object, *attribute: str) -> Out:
    return {"$find": [model, field, value, *attribute]}


def _one(values: Out) -> list[object]:
    return [["create", [values]]]


def _given(values: Values, names: Mapping[str, str]) -> Out:
    """The filled-in ones of the values, under Tryton's names."""
    return {theirs: values[ours] for ours, theirs in names.items() if values.get(ours) not in (None, "")}


def _party(category: str) -> Callable[[Values], Out]:
    def build(values: Values) -> Out:
        out = _given(values, {"name": "name", "code": "code"})
        out["categories"] = [["add", [{"$data": ["golive", category]}]]]
        address = _given(values, {"street": "street", "city": "city", "postal_code": "postal_code", "contact": "attn"})
        if values.get("country"):
            address["country"] = _find("country.country", "code", values["country"])
        if address:
            out["addresses"] = _one(address)
        if values.get("tax_identifier"):
            out["identifiers"] = _one(_identifier(str(values["tax_identifier"])))
        ways = [name for name in ("phone", "mobile", "fax", "email", "website") if values.get(name)]
        if ways:
            out["contact_mechanisms"] = [["create", [{"type": name, "value": values[name]} for name in ways]]]
        return out

    return build


def _identifier(code: str) -> Out:
    """18 signs are a 统一社会信用代码, whose check digit Tryton verifies; anything else is kept as it is."""
    return {"code": code, "type": "cn_vat" if re.fullmatch(r"[0-9A-Z]{18}", code) else None}


def _category(values: Values) -> Out:
    return {"name": values["name"], "accounting": False}


def _location(values: Values) -> Out:
    parent = values.get("parent")
    return {
        "code": values["code"],
        "name": values["name"],
        "type": "storage",
        "parent": _find("stock.location", "code", parent) if parent else {"$data": ["stock", "location_storage"]},
    }


def _product(values: Values) -> Out:
    unit = _find("product.uom", "symbol", values["unit"])
    out: Out = {
        "code": values["code"],
        "name": values["name"],
        "type": values.get("type") or "goods",
        "default_uom": unit,
        "account_category": _find("product.category", "accounting", True),
        "products": _one(_given(values, {"cost_price": "cost_price"})),
    }
    for flag, unit_field in (("salable", "sale_uom"), ("purchasable", "purchase_uom")):
        out[flag] = values.get(flag) is not False
        if out[flag]:
            out[unit_field] = unit
    out |= _given(values, {"list_price": "list_price"})
    if values.get("category"):
        out["categories"] = [["add", [_find("product.category", "name", values["category"])]]]
    return out


def _opening_stock(values: Values) -> Out:
    code = values["product"]
    out: Out = {
        "product": _find("product.product", "code", code),
        "unit": _find("product.product", "code", code, "default_uom"),
        "from_location": {"$data": ["stock", "location_lost_found"]},
        "to_location": _find("stock.location", "code", values["location"]),
        "quantity": float(str(values["quantity"])),
    }
    return out | _given(values, {"date": "effective_date"})


_PARTY_FIELDS = (
    Field("name", "name", ("名称", "Name"), required=True),
    Field("code", "code", ("编码", "Code"), ("不填时由 Tryton 编号；不能重复", "Numbered by Tryton if empty; unique")),
    Field(
        "tax_identifier",
        "identifiers.code",
        ("税号", "Tax identifier"),
        ("18 位时按统一社会信用代码校验", "18 signs are checked as a unified social credit code"),
    ),
    Field("contact", "addresses.attn", ("联系人", "Contact")),
    Field("street", "addresses.street", ("街道地址", "Street")),
    Field("city", "addresses.city", ("城市", "City")),
    Field("postal_code", "addresses.postal_code", ("邮政编码", "Postal code")),
    Field(
        "country", "addresses.country.code", ("国家代码", "Country code"), ("两位代码，如 CN", "Two letters, e.g. CN")
    ),
    Field("phone", "phone", ("电话", "Phone")),
    Field("mobile", "mobile", ("手机", "Mobile")),
    Field("fax", "fax", ("传真", "Fax")),
    Field("email", "email", ("电子邮箱", "Email")),
    Field("website", "website", ("网址", "Website")),
)

OBJECTS: tuple[TrytonObject, ...] = (
    TrytonObject(
        "customers",
        "party.party",
        ("客户", "Customers"),
        ("向我们购买的单位和个人", "Who buys from us"),
        _PARTY_FIELDS,
        _party("category_customer"),
        ("code",),
        domain=(["categories", "=", "$category_customer"],),
    ),
    TrytonObject(
        "suppliers",
        "party.party",
        ("供应商", "Suppliers"),
        ("我们向其采购的单位", "From whom we buy"),
        _PARTY_FIELDS,
        _party("category_supplier"),
        ("code",),
        domain=(["categories", "=", "$category_supplier"],),
    ),
    TrytonObject(
        "product_categories",
        "product.category",
        ("产品类别", "Product categories"),
        ("产品的分类", "Groups of products"),
        (Field("name", "name", ("名称", "Name"), required=True),),
        _category,
        ("name",),
        domain=(["accounting", "=", False],),
    ),
    TrytonObject(
        "products",
        "product.template",
        ("产品", "Products"),
        ("买卖、生产和库存的物料与服务", "Goods and services bought, sold, made and stored"),
        (
            Field("code", "code", ("编码", "Code"), required=True),
            Field("name", "name", ("名称", "Name"), required=True),
            Field(
                "unit",
                "default_uom.symbol",
                ("单位", "Unit"),
                ("ERP 中单位的符号，如 个、台、kg", "The unit's symbol in the ERP"),
                required=True,
                refers_to="product.uom",
            ),
            Field("type", "type", ("类型", "Type"), type="choice", choices=("goods", "assets", "service")),
            Field("list_price", "list_price", ("销售价", "List price"), ("人民币元", "In CNY"), "decimal"),
            Field("cost_price", "products.cost_price", ("成本价", "Cost price"), ("人民币元", "In CNY"), "decimal"),
            Field("category", "categories.name", ("类别", "Category"), refers_to="product_categories"),
            Field("salable", "salable", ("可销售", "Salable"), type="boolean"),
            Field("purchasable", "purchasable", ("可采购", "Purchasable"), type="boolean"),
        ),
        _product,
        ("code",),
        after=("product_categories",),
        batch=50,
    ),
    TrytonObject(
        "locations",
        "stock.location",
        ("库位", "Storage locations"),
        ("仓库里存放物料的地方", "Where goods are kept"),
        (
            Field("code", "code", ("编码", "Code"), required=True),
            Field("name", "name", ("名称", "Name"), required=True),
            Field(
                "parent",
                "parent.code",
                ("上级库位", "Parent"),
                ("不填时在主仓库的存储区下", "Below the main warehouse's storage zone if empty"),
                refers_to="locations",
            ),
        ),
        _location,
        ("code",),
        domain=(["type", "=", "storage"],),
    ),
    TrytonObject(
        "opening_stock",
        "stock.move",
        ("期初库存", "Opening stock"),
        ("上线当日每种产品在每个库位的数量", "Quantity of each product in each location at go-live"),
        (
            Field("product", "product.code", ("产品编码", "Product code"), required=True, refers_to="products"),
            Field("location", "to_location.code", ("库位编码", "Location code"), required=True, refers_to="locations"),
            Field(
                "quantity", "quantity", ("数量", "Quantity"), ("按产品的单位", "In the product's unit"), "decimal", True
            ),
            Field("date", "effective_date", ("日期", "Date"), ("不填时为当天", "Today if empty"), "date"),
        ),
        _opening_stock,
        ("product", "location"),
        after=("products", "locations"),
        batch=100,
        domain=(["from_location.type", "=", "lost_found"],),
    ),
)

BY_NAME = {one.name: one for one in OBJECTS}
