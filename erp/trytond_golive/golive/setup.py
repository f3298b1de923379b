# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""First configuration. Each step may be repeated: what is there stays as it is."""

import datetime as dt
from decimal import Decimal

from trytond.i18n import gettext
from trytond.model import Model
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, inactive_records, without_check_access

GROUPS = [
    ("golive", "group_integration"),
    ("party", "group_party_admin"),
    ("product", "group_product_admin"),
    ("company", "group_employee_admin"),
    ("account", "group_account"),
    ("account", "group_account_admin"),
    ("account_product", "group_account_product_admin"),
    ("stock", "group_stock"),
    ("stock", "group_stock_admin"),
    ("sale", "group_sale"),
    ("purchase", "group_purchase"),
    ("production", "group_production_admin"),
]
# Opening balances and open items are booked against it; after a complete load it stands at nought.
CLEARING = ("4999", "期初导入过渡")


class Setup(Model):
    "GoLive Setup"

    __name__ = "golive.setup"

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update({name: RPC(readonly=False) for name in ("company", "chart", "fiscal_year", "trade", "user")})

    @classmethod
    def company(cls, name, currency_code, country_code, timezone):
        "Currency with rate 1, country, company; every user belongs to it. Return the company's id."
        _only_administrators()
        pool = Pool()
        Company, Party = pool.get("company.company"), pool.get("party.party")
        companies = Company.search([], limit=1)
        if not companies:
            _country(country_code)
            currency = _currency(currency_code)
            party = Party(name=name, addresses=[])
            party.save()
            companies = Company.create([{"party": party.id, "currency": currency.id, "timezone": timezone}])
        _everybody_belongs_to(companies[0])
        return companies[0].id

    @classmethod
    def chart(cls, company_id):
        "Accounts from the template, default receivable and payable. Return the number of accounts."
        _only_administrators()
        pool = Pool()
        Account, Company = pool.get("account.account"), pool.get("company.company")
        with Transaction().set_context(company=company_id):
            domain = [("company", "=", company_id)]
            if not Account.search(domain, limit=1):
                CreateChart = pool.get("account.create_chart", type="wizard")
                wizard = CreateChart(CreateChart.create()[0])
                template = pool.get("account.account.template")(_data("golive", "chart_cn"))
                wizard.account.company = Company(company_id)
                wizard.account.account_template = template
                wizard.transition_create_account()
                wizard.properties.company = Company(company_id)
                wizard.properties.account_receivable = _account("1122")
                wizard.properties.account_payable = _account("2202")
                wizard.transition_create_properties()
                CreateChart.delete(wizard._session_id)
            code, name = CLEARING
            if not Account.search([*domain, ("code", "=", code)], limit=1):
                near = _account("4104")
                parent = near.parent.id if near.parent else None
                Account.create([{"code": code, "name": name, "type": near.type.id, "parent": parent}])
            return Account.search(domain, count=True)

    @classmethod
    def fiscal_year(cls, company_id, year):
        "Fiscal year with monthly periods and its sequences. Return its id."
        _only_administrators()
        pool = Pool()
        FiscalYear = pool.get("account.fiscalyear")
        start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        with Transaction().set_context(company=company_id):
            years = FiscalYear.search([("company", "=", company_id), ("start_date", "=", start)])
            if not years:
                invoice = _sequence("account_invoice", "sequence_type_account_invoice", f"发票 {year}", company_id)
                values = dict.fromkeys(
                    [
                        "in_invoice_sequence",
                        "in_credit_note_sequence",
                        "out_invoice_sequence",
                        "out_credit_note_sequence",
                    ],
                    invoice,
                )
                values["company"] = company_id
                years = FiscalYear.create(
                    [
                        {
                            "name": str(year),
                            "company": company_id,
                            "start_date": start,
                            "end_date": end,
                            "move_sequence": _sequence(
                                "account", "sequence_type_account_move", f"凭证 {year}", company_id
                            ),
                            "invoice_sequences": [("create", [values])],
                        }
                    ]
                )
                FiscalYear.create_period(years)
            return years[0].id

    @classmethod
    def trade(cls, company_id, warehouse_name):
        "Accounting category of goods, warehouse, payment term. Return the storage location's id."
        _only_administrators()
        pool = Pool()
        Category, Location = pool.get("product.category"), pool.get("stock.location")
        Term = pool.get("account.invoice.payment_term")
        with Transaction().set_context(company=company_id):
            if not Category.search([("accounting", "=", True)], limit=1):
                Category.create(
                    [
                        {
                            "name": "商品",
                            "accounting": True,
                            "account_revenue": _account("6001").id,
                            "account_expense": _account("6401").id,
                        }
                    ]
                )
            if not Term.search([], limit=1):
                Term.create(
                    [
                        {
                            "name": "30 天",
                            "lines": [
                                ("create", [{"type": "remainder", "relativedeltas": [("create", [{"days": 30}])]}])
                            ],
                        }
                    ]
                )
            warehouse = Location(_data("stock", "location_warehouse"))
            if warehouse_name and not warehouse.write_date:  # a name that somebody gave it stays
                Location.write([warehouse], {"name": warehouse_name})
            return warehouse.storage_location.id

    @classmethod
    def user(cls, company_id, login, name, password):
        "The user GoLive works as: masters and stock, no administration. Its password is set anew. Return its id."
        _only_administrators()
        User, Lang = Pool().get("res.user"), Pool().get("ir.lang")
        (lang,) = Lang.search([("code", "=", "zh_CN")])
        values = {
            "name": name,
            "password": password,
            "language": lang.id,
            "active": True,
            "companies": [("add", [company_id])],
            "company": company_id,
            "groups": [("add", [_data(*group) for group in GROUPS])],
        }
        with inactive_records():
            users = User.search([("login", "=", login)])
        if users:
            User.write(users, values)
        else:
            users = User.create([dict(values, login=login)])
        return users[0].id


def _only_administrators():
    if _data("res", "group_admin") not in Pool().get("res.user").get_groups():
        raise AccessError(gettext("ir.msg_access_rule_error", ids="", model="golive.setup"))


def _data(module, name):
    return Pool().get("ir.model.data").get_id(module, name)


def _account(code):
    (account,) = (
        Pool().get("account.account").search([("code", "=", code), ("company", "=", Transaction().context["company"])])
    )
    return account


def _currency(code):
    Currency = Pool().get("currency.currency")
    found = Currency.search([("code", "=", code)])
    if found:
        return found[0]
    name, symbol, number = {"CNY": ("人民币", "¥", "156")}.get(code, (code, code, None))
    (currency,) = Currency.create(
        [
            {
                "name": name,
                "symbol": symbol,
                "code": code,
                "numeric_code": number,
                "rounding": Decimal("0.01"),
                "digits": 2,
                "rates": [("create", [{"date": dt.date(2000, 1, 1), "rate": Decimal(1)}])],
            }
        ]
    )
    return currency


def _country(code):
    Country = Pool().get("country.country")
    if not Country.search([("code", "=", code)]):
        Country.create([{"name": {"CN": "中国"}.get(code, code), "code": code}])


def _everybody_belongs_to(company):
    User = Pool().get("res.user")
    with without_check_access():
        if users := User.search([("companies", "=", None)]):
            User.write(users, {"companies": [("add", [company.id])], "company": company.id})


def _sequence(module, type_, name, company_id):
    (sequence,) = (
        Pool()
        .get("ir.sequence.strict")
        .create([{"name": name, "company": company_id, "sequence_type": _data(module, type_)}])
    )
    return sequence.id
