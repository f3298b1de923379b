"""The legacy data: found dirty, corrected by those who know it, and left where the newcomer takes it up.

Still open today, on purpose: two owners' signatures that their data is ready, and one storekeeper's signature.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.base import ContentFile

from golive.apps.migration import services as migration
from golive.apps.migration.models import CountSheet, DataObject, Source
from golive.demo import legacy
from golive.demo.legacy import LOOKALIKES
from golive.demo.timeline import Timeline, World
from golive.foundation.jobs.worker import run_pending

OWNERS = {"customers": "销售部", "suppliers": "采购部", "products": "生产部", "stock": "仓储部"}
TABLES = {"customers": "kehu", "suppliers": "gys", "products": "wuliao"}
STEWARDS = {"customers": "zhang.min", "suppliers": "liu.yang", "products": "wu.yue", "stock": "zhao.gang"}
SHEETS = {"原材料库_盘点.xlsx": "gu.wei", "成品库_盘点.xlsx": "shen.fang", "备件库_盘点.xlsx": "jin.bo"}
UNSIGNED = "shen.fang"


def tell(time: Timeline) -> None:
    last = time.story.last_day
    time.on(last - 48, "09:30", _sources)
    time.on(last - 47, "10:30", _extracts)
    time.on(last - 45, "14:00", _standard_cleaning)
    time.on(last - 44, "09:00", _one_word_for_one_unit)
    time.on(last - 43, "14:00", _mappings)
    time.on(last - 38, "15:10", _units)
    time.on(last - 14, "10:40", _spare_parts)
    time.on(last - 35, "09:50", _tax_codes)
    time.on(last - 30, "11:00", _duplicates)
    time.on(last - 32, "16:20", _leave_out)
    time.on(last - 10, "15:00", _ready)
    time.on(last - 8, "17:00", _count)


def _object(world: World, key: str) -> DataObject:
    return DataObject.objects.select_related("project", "owner").get(project=world.project, key=key)


def _sources(world: World) -> None:
    departments = {p.department.name: p.department for p in world.people.values() if p.department}
    owners = {key: departments[name] for key, name in OWNERS.items()}
    he = world.who("he.jian")
    migration.set_up_objects(he, world.project, owners=owners)
    with tempfile.TemporaryDirectory() as folder:
        files = legacy.write(Path(folder))
        for path in (files.dump, *files.stock):
            migration.add_source(he, world.project, upload=ContentFile(path.read_bytes(), name=path.name))
    run_pending()


def _extracts(world: World) -> None:
    he = world.who("he.jian")
    dump = Source.objects.get(project=world.project, name__endswith=".sql")
    for key, table in TABLES.items():
        migration.take_extract(he, _object(world, key), source=dump, table=table)
    for name in SHEETS:
        migration.take_extract(he, _object(world, "stock"), source=Source.objects.get(project=world.project, name=name))
    run_pending()
    for key in OWNERS:
        migration.profile(he, _object(world, key))
        migration.check(he, _object(world, key))
    run_pending()


def _standard_cleaning(world: World) -> None:
    for key, steward in STEWARDS.items():
        migration.apply_standard_cleaning(world.who(steward), _object(world, key))
    run_pending()


def _one_word_for_one_unit(world: World) -> None:
    wu = world.who("wu.yue")
    migration.apply_suggestions(wu, _object(world, "products"), rule="unit.known")
    products = _object(world, "products")
    if products.findings.filter(rule="cost.number", state="open").exists():
        reason = "价格面议：成本价先留空，采购谈定后再录入。"
        migration.correct(wu, products, rule="cost.number", before="面议", after="", reason=reason)
    run_pending()


def _units(world: World) -> None:
    """After the first mock load: the missing units, kind by kind. The spare parts are still to be looked at."""
    for kind, unit in (("finished", "台"), ("raw", "件")):
        _fill_unit(world, kind, unit)
    run_pending()


def _spare_parts(world: World) -> None:
    _fill_unit(world, "spare", "件")
    run_pending()


def _fill_unit(world: World, kind: str, unit: str) -> None:
    reason = "与库房核对：该类物料统一按此单位收发。"
    products = _object(world, "products")
    if products.findings.filter(rule="unit.filled", state="open", group=kind).exists():
        migration.correct(
            world.who("wu.yue"), products, rule="unit.filled", before="", after=unit, group=kind, reason=reason
        )


def _ready(world: World) -> None:
    """Two owners sign that their data is ready; sales and the stores have not."""
    for key in ("suppliers", "products"):
        each = _object(world, key)
        if each.above_bar and not each.outdated:
            migration.sign_ready(world.who(STEWARDS[key]), each, comment="清单已清完，可以装载。")
    for row in _object(world, "products").value_maps.filter(name="units"):
        migration.sign_values(world.who("wu.yue"), row)


def _tax_codes(world: World) -> None:
    """A firm with a mistyped tax code is still a firm: the code is cleared, and asked for again."""
    for key, steward in (("customers", "zhang.min"), ("suppliers", "liu.yang")):
        each = _object(world, key)
        if each.findings.filter(rule="tax.valid", state="open").exists():
            reason = "校验位错误的税号先清空，再向对方补要。"
            migration.correct(world.who(steward), each, rule="tax.valid", before=None, after="", reason=reason)
    run_pending()


def _duplicates(world: World) -> None:
    """Two hundred and thirteen pairs are proposed: 211 firms were entered twice, two only look alike."""
    zhang, customers = world.who("zhang.min"), _object(world, "customers")
    migration.find_duplicates(zhang, customers)
    run_pending()
    apart, same = [], []
    for cluster in customers.clusters.all():
        (apart if LOOKALIKES & set(cluster.keys) else same).append(cluster.pk)
    migration.decide_duplicates(zhang, _object(world, "customers"), clusters=same, verdict="merged")
    migration.decide_duplicates(zhang, _object(world, "customers"), clusters=apart, verdict="separate")
    run_pending()


def _leave_out(world: World) -> None:
    """Records that are no firms are left out by decision, each accounted for."""
    customers = _object(world, "customers")
    keys = sorted(
        set(
            customers.findings.filter(rule__in=["name.real", "name.filled"], state="open").values_list(
                "row_key", flat=True
            )
        )
    )
    if keys:
        migration.exclude(world.who("zhang.min"), customers, keys=keys, reason="测试或零散客户，不迁移。")


def _mappings(world: World) -> None:
    for key in OWNERS:
        migration.map_object(world.who("he.jian"), _object(world, key))


def _count(world: World) -> None:
    """Two storekeepers sign their sheets; the third has not."""
    rows = CountSheet.objects.filter(extract__data_object__project=world.project).select_related("extract__source")
    for sheet in rows:
        keeper = SHEETS[sheet.extract.source.name]
        if keeper != UNSIGNED:
            migration.sign_stock_count(world.who(keeper), sheet, comment="已复盘", seen_hash=sheet.content_hash)
    _recount(world)


def _recount(world: World) -> None:
    """The spare parts are counted again on the phone, blind; half a page is entered so far."""
    jin = world.who("jin.bo")
    take = migration.open_take(
        world.who("zhao.gang"), _object(world, "stock"), title="备件库年末抽盘", place="备件库", keepers={"备件库": jin}
    )
    sheet = take.sheets.get()
    lines = list(sheet.lines.order_by("number")[:12])
    migration.enter_counts(jin, sheet, counted={line.pk: str(line.book or 0) for line in lines})
