"""What Tryton makes of a field that is left blank is what the templates say of it, field by field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from golive.connectors.protocol import Values, WriteRow, key_prefix
from golive.connectors.tryton.building import Field
from golive.connectors.tryton.objects import BY_NAME, OBJECTS
from golive.connectors.tryton.target import TrytonTarget
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from golive.engines.migration.load import Loader
from golive.engines.migration.reconcile import Sourced, reconcile
from tests.erp.rows import row
from tests.erp.samples import DAY, sample

pytestmark = pytest.mark.erp


def test_a_blank_comes_back_as_its_template_says(target: TrytonTarget, tmp_path: Path) -> None:
    planned = {name: [blanked(name, one) for one in rows] for name, rows in sample("blank").items()}
    for name, values in BARE.items():
        planned[name].append(blanked(name, row("blank", name, "bare", values)))
    kept: set[str] = set()
    with FileLedger(tmp_path / "ledger.db") as ledger:
        for one in OBJECTS:
            prefix = key_prefix("blank", one.name)
            result = Loader(target, one.name, ledger, prefix, "run").load(planned[one.name])
            assert result.refused == 0, [str(e) for e in ledger.entries(prefix, {State.REJECTED})]
            source = [Sourced(row.key, row.digest, row.values) for row in planned[one.name]]
            found = reconcile(target, one.name, ledger, prefix, source)
            assert [(d.field, d.found) for d in found.differences] == [], one.name
            kept |= {f"{one.name}.{field}" for field, _as in found.kept_blanks}
    declared = {f"{one.name}.{each.name}" for one in OBJECTS for each in one.fields if each.blank is not None}
    assert declared - kept == set(), "each word of a template is seen to be true here"


LINE = {"product": "blank-F1", "quantity": Decimal(1), "unit_price": Decimal("9.50")}
BARE: dict[str, Values] = {
    "addresses": {"party": "blank-C1", "name": "三厂", "street": "长江路 3 号", "city": "镇江"},
    "products": {"code": "blank-P0", "name": "面议件", "unit": "件"},
    "open_sales": {"number": "blank-SO2", "party": "blank-C1", "date": DAY, "lines": [LINE]},
}


def blanked(name: str, one: WriteRow) -> WriteRow:
    return one._replace(values=_filled(BY_NAME[name].fields, one.values))


def _filled(fields: tuple[Field, ...], values: Values) -> Values:
    """The row with a blank in every field that it does not fill."""
    found = {each.name: values.get(each.name) for each in fields if not each.readonly}
    for each in fields:
        if each.is_lines and each.name in found:
            found[each.name] = [_filled(each.fields, line) for line in values.get(each.name) or ()]  # type: ignore[union-attr]
    return found
