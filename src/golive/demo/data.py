"""The legacy data: found dirty, corrected by those who know it, and left where the newcomer takes it up.

Still open today, on purpose: items without a price, spare parts without a unit, and one storekeeper's signature.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.base import ContentFile

from golive.apps.migration import services as migration
from golive.apps.migration.models import CountSheet, DataObject, Source
from golive.demo import legacy
from golive.demo.timeline import Timeline, World

OWNERS = {"customers": "销售部", "suppliers": "采购部", "products": "生产部", "stock": "仓储部"}
TABLES = {"customers": "kehu", "suppliers": "gys", "products": "wuliao"}
STEWARDS = {"customers": "zhang.min", "suppliers": "liu.yang", "products": "wu.yue", "stock": "zhao.gang"}
SHEETS = {"原材料库_盘点.xlsx": "gu.wei", "成品库_盘点.xlsx": "shen.fang", "备件库_盘点.xlsx": "jin.bo"}
UNSIGNED = "shen.fang"
LOOKALIKE = "双泉泵业"  # a parent firm and its branch: two customers, whatever the names suggest


def tell(time: Timeline) -> None:
    last = time.story.last_day
    time.on(last - 48, "09:30", _sources)
    time.on(last - 47, "10:30", _extracts)
    time.on(last - 45, "14:00", _standard_cleaning)
    time.on(last - 38, "15:10", _units)
    time.on(last - 35, "09:50", _tax_codes)
    time.on(last - 30, "11:00", _duplicates)
    time.on(last - 32, "16:20", _leave_out)
    time.on(last - 16, "10:00", _mappings)
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


def _extracts(world: World) -> None:
    he = world.who("he.jian")
    dump = Source.objects.get(project=world.project, name__endswith=".sql")
    for key, table in TABLES.items():
        migration.take_extract(he, _object(world, key), source=dump, table=table)
    for name in SHEETS:
        migration.take_extract(he, _object(world, "stock"), source=Source.objects.get(project=world.project, name=name))
    for key in OWNERS:
        migration.profile(he, _object(world, key))
        migration.check(he, _object(world, key))


def _standard_cleaning(world: World) -> None:
    for key, steward in STEWARDS.items():
        migration.apply_standard_cleaning(world.who(steward), _object(world, key))


def _units(world: World) -> None:
    """One word for one unit; and the missing ones, kind by kind. The spare parts are still to be looked at."""
    wu = world.who("wu.yue")
    migration.apply_suggestions(wu, _object(world, "products"), rule="unit.known")
    for kind, unit in (("finished", "台"), ("raw", "件")):
        reason = "与库房核对：该类物料统一按此单位收发。"
        migration.correct(
            wu, _object(world, "products"), rule="unit.filled", before="", after=unit, group=kind, reason=reason
        )


def _tax_codes(world: World) -> None:
    """A customer with a mistyped tax code is still a customer: the code is cleared, and asked for again."""
    customers = _object(world, "customers")
    if customers.findings.filter(rule="tax.valid", state="open").exists():
        reason = "校验位错误的税号先清空，由销售向客户补要。"
        migration.correct(world.who("zhang.min"), customers, rule="tax.valid", before=None, after="", reason=reason)


def _duplicates(world: World) -> None:
    """Two hundred and eleven firms were entered twice; two pairs only look alike."""
    zhang, customers = world.who("zhang.min"), _object(world, "customers")
    left_out = set(customers.exclusions.values_list("row_key", flat=True))
    same, different = [], []
    for cluster in customers.clusters.all():
        apart = LOOKALIKE in str(cluster.reasons) or left_out & set(cluster.keys)
        (different if apart else same).append(cluster.pk)
    if same:
        migration.decide_duplicates(zhang, customers, clusters=same, verdict="merged")
    if different:
        migration.decide_duplicates(zhang, _object(world, "customers"), clusters=different, verdict="separate")


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
