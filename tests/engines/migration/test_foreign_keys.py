"""Foreign keys that a database does not state, against those that one does."""

from golive.connectors.open_source import open_source
from golive.engines.migration.foreign_keys import find_foreign_keys
from golive.engines.migration.profile import profile
from golive.engines.migration.table import Workbench
from tests.shared_data import shared


def test_orphans_are_counted_and_running_numbers_are_no_reference():
    customers = [{"编号": f"C{n}", "等级": str(n % 3)} for n in range(40)]
    orders = [
        {"单号": str(n), "客户编号": f"C{n % 30}" if n != 7 else "C99", "数量": str(n % 20 + 1)} for n in range(200)
    ]
    with Workbench() as bench:
        tables = [bench.load("客户", list(customers[0]), customers), bench.load("订单", list(orders[0]), orders)]
        found = find_foreign_keys(bench, [profile(bench, table) for table in tables])
    assert [(each.table, each.column, each.to_table, each.to_column, each.orphans) for each in found] == [
        ("订单", "客户编号", "客户", "编号", 1)
    ]
    assert found[0].share == round(30 / 31, 4)


def test_those_that_a_database_states_are_found():
    source = open_source(str(shared("migration/chinook/Chinook_Sqlite.sqlite")))
    stated, profiles = set(), []
    with Workbench() as bench:
        for info in source.describe():
            stated |= {(info.name, field.name, field.refers_to) for field in info.fields if field.refers_to}
            table = bench.load(info.name, [field.name for field in info.fields], source.read(info.name), info.key)
            profiles.append(profile(bench, table))
        found = {(each.table, each.column, each.to_table) for each in find_foreign_keys(bench, profiles)}
    print(sorted(stated - found), sorted(found - stated))
    assert len(stated & found) >= 0.8 * len(stated)
    assert len(found - stated) <= 2
