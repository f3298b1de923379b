"""A small firm's legacy data with every kind of dirt, made by use cases."""

from __future__ import annotations

import io
from contextlib import contextmanager

import xlsxwriter
from django.core.files.base import ContentFile

from golive.apps.migration import services
from golive.apps.migration.models import DataObject
from golive.apps.migration.targets import register_target
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending

GOOD = "91320500MA1XYZ12P2"
KEHU = [
    ("KH001", "苏州恒泰机械有限公司", "王经理", "0512-55500010", "苏州市人民路1号", ""),
    ("KH002", "无锡瑞丰水泵有限公司", "李工", "（0512）55500020", "", ""),
    ("KH003", "　苏州恒泰机械有限责任公司", "张女士", "１３９５５５０００３１", "苏州市长江路2号", ""),
    ("KH004", "常州鑫源阀门有限公司", "刘先生", "13855500041", "常州市中山路3号", "91320500MA1XYZ12P0"),
    ("KH005", "测试客户", "", "", "", ""),
]
GYS = [("GYS001", "南京华腾铸件有限公司", "陈工", "0512-55500050", "南京市建设路5号", "")]
WULIAO = [
    ("F001", "单级离心泵", "50-160", "台", "1,250.00元", "1687.50", "finished"),
    ("F002", "管道泵", "40-125", "", "980.00", "1323.00", "finished"),
    ("F003", "自吸泵", "65-200", "台", "2100", "2835.00", "finished"),
    ("R001", "叶轮", "50-160", "PCS", "88.50", "119.48", "raw"),
    ("R002", "密封件", "25-125", "件", "面议", "13.50", "raw"),
    ("R003", "螺栓", "32-160", "", "0.55", "0.74", "raw"),
]
STOCK = [("F001", 4, 4), ("F002", 2, 1), ("R001", 120, 120), ("R003", 2500, 2499), ("X999", 1, 1)]


def dump() -> bytes:
    def table(name, columns, rows):
        yield f"CREATE TABLE {name} ({', '.join(f'{c} VARCHAR(100)' for c in columns)});"
        for row in rows:
            values = ", ".join("NULL" if v == "" else f"'{v}'" for v in row)
            yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values});"

    lines = [
        *table("kehu", ("khbh", "khmc", "lxr", "dh", "dz", "swdjh"), KEHU),
        *table("gys", ("gysbh", "gysmc", "lxr", "dh", "dz", "swdjh"), GYS),
        *table("wuliao", ("wlbh", "wlmc", "ggxh", "dw", "jhj", "xsj", "lb"), WULIAO),
    ]
    return "\n".join(lines).encode("gb18030")


def workbook(rows=STOCK) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("盘点")
    sheet.write_row(0, 0, ["物料编码", "物料名称", "规格", "单位", "账面数量", "实盘数量", "库位", "盘点人"])
    for line, (code, booked, counted) in enumerate(rows, 1):
        sheet.write_row(line, 0, [code, "", "", "", booked, counted, "A-01", ""])
    book.close()
    return file.getvalue()


def objects(cast) -> dict[str, DataObject]:
    owners = {"customers": cast.sales, "suppliers": cast.sales, "products": cast.stores, "stock": cast.stores}
    services.set_up_objects(cast.pm, cast.project, owners=owners)
    return {o.key: o for o in DataObject.objects.filter(project=cast.project)}


def extracted(cast) -> dict[str, DataObject]:
    """Sources added and extracts taken."""
    found = objects(cast)
    legacy = services.add_source(cast.it, cast.project, upload=ContentFile(dump(), "进销存.sql"), encoding="gb18030")
    sheet = services.add_source(cast.it, cast.project, upload=ContentFile(workbook(), "成品库_盘点.xlsx"))
    work()
    for source in (legacy, sheet):
        source.refresh_from_db()
    for key, each in found.items():
        services.take_extract(cast.it, each, source=sheet if key == "stock" else legacy)
    work()
    return fresh(cast)


def checked(cast) -> dict[str, DataObject]:
    for each in extracted(cast).values():
        services.check(cast.pm, each)
    work()
    return fresh(cast)


def cleaned(cast) -> dict[str, DataObject]:
    """All that a department does before a load; three records are left to be rejected."""
    found = checked(cast)
    for each in found.values():
        services.apply_standard_cleaning(cast.pm, each)
    work()
    found = fresh(cast)
    services.apply_suggestions(cast.pm, found["products"], rule="unit.filled")
    services.apply_suggestions(cast.pm, found["products"], rule="unit.known")
    services.exclude(cast.pm, found["customers"], keys=["KH005"], reason="测试数据")
    clusters = list(found["customers"].clusters.values_list("pk", flat=True))
    services.decide_duplicates(cast.pm, found["customers"], clusters=clusters, verdict="merged")
    for each in found.values():
        services.map_object(cast.it, each)
    work()
    return fresh(cast)


def fresh(cast) -> dict[str, DataObject]:
    return {o.key: o for o in DataObject.objects.filter(project=cast.project).select_related("project", "owner")}


def storekeeper(cast):
    """Somebody of the stores, who signs counts and statements."""
    user = person("storekeeper", cast.project.client)
    place(cast.project, user, Party.BUSINESS, cast.stores)
    return user


@contextmanager
def loading_into(target):
    before = register_target(lambda project: target)
    try:
        yield target
    finally:
        register_target(before)


def work() -> None:
    """Run what waits; a job that failed fails the test with its own words."""
    for job in run_pending():
        assert job.state == Job.State.DONE, job.error_text


def loaded(cast, target, prepare=cleaned):
    """A first mock load, with its rejections."""
    prepare(cast)
    with loading_into(target):
        cycle = services.open_cycle(cast.pm, cast.project)
        services.start_load(cast.it, cycle)
        work()
    return cycle


def certified(cast, target, prepare=cleaned):
    """Loaded, reconciled, signed, certified."""
    cycle = loaded(cast, target, prepare)
    keeper = storekeeper(cast)
    with loading_into(target):
        services.reconcile(cast.it, cycle)
        work()
        for statement in cycle.reconciliations.all():
            signer = keeper if statement.data_object.owner_id == cast.stores.pk else cast.business
            services.sign_reconciliation(signer, statement)
        return services.issue_certificate(cast.pm, cycle)
