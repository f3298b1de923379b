"""The legacy data of the example firm, with the dirt real firms have. Deterministic, and all of it invented.

A 2009 invoicing program gives one SQL dump in GB18030 (customers, suppliers, products); three storekeepers
keep stock in Excel, each in his own way, with the count of last week beside the book.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

SEED = 20090301
CITIES = [
    "苏州",
    "昆山",
    "无锡",
    "常州",
    "南京",
    "上海",
    "杭州",
    "宁波",
    "嘉兴",
    "绍兴",
    "温州",
    "台州",
    "合肥",
    "芜湖",
    "济南",
    "青岛",
    "烟台",
    "潍坊",
    "武汉",
    "宜昌",
]
NAMES = [
    "恒泰",
    "瑞丰",
    "鑫源",
    "华腾",
    "金利",
    "德隆",
    "盛达",
    "永泰",
    "顺发",
    "宏业",
    "天成",
    "中兴",
    "东晟",
    "远大",
    "联创",
    "江海",
    "长城",
    "新力",
    "安泰",
    "兴旺",
    "博远",
    "科达",
    "明远",
    "凯旋",
]
TRADES = [
    "机械",
    "水泵",
    "阀门",
    "环保设备",
    "给排水",
    "化工设备",
    "机电",
    "流体设备",
    "自动化",
    "暖通",
    "消防器材",
    "石化装备",
]
MATERIALS = ["轴承钢", "铸件", "密封件", "电机", "五金", "标准件", "不锈钢", "橡塑制品", "包装", "电气", "轴承", "油封"]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
ROADS = ["人民路", "长江路", "中山路", "工业园区星湖街", "解放路", "建设路", "新华路", "科技大道", "迎宾路", "滨河路"]
PARTS = [
    "泵体",
    "泵盖",
    "叶轮",
    "主轴",
    "轴套",
    "机械密封",
    "联轴器",
    "轴承座",
    "口环",
    "填料压盖",
    "电机支架",
    "底座",
    "法兰",
    "垫片",
    "O形圈",
    "螺栓",
    "螺母",
    "轴承",
    "油杯",
    "挡水圈",
]
PUMPS = ["单级离心泵", "多级离心泵", "自吸泵", "管道泵", "潜水泵", "化工泵", "消防泵", "磁力泵"]
UNITS = ("只", "件", "台", "套", "个", "米", "公斤")
MESSY_UNITS = {
    "只": ["只", "支", "PCS"],
    "件": ["件", "Pcs", "pcs"],
    "公斤": ["公斤", "kg", "KG", "千克"],
    "米": ["米", "m", "M"],
}
CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LOOKALIKES = {f"KH{number:05d}" for number in range(1197, 1201)}
DIFFERENCES = 412
KEEPERS = (("原材料库", "raw"), ("成品库", "finished"), ("备件库", "spare"))


@dataclass(frozen=True)
class Legacy:
    """Where the files lie, and how many rows of each kind were written."""

    dump: Path
    stock: tuple[Path, ...]
    rows: dict[str, int]


def write(folder: Path) -> Legacy:
    """Write the legacy files into `folder`; the same bytes of data each time."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED)
    customers = _customers(rng)
    suppliers = _suppliers(rng)
    products = _products(rng)
    dump = folder / "进销存_2009_导出.sql"
    text = "\n".join(
        [
            "-- 进销存管理系统 V3.2 数据导出",
            *_table("kehu", ("khbh", "khmc", "lxr", "dh", "dz", "swdjh", "xyed"), customers),
            *_table("gys", ("gysbh", "gysmc", "lxr", "dh", "dz", "swdjh"), suppliers),
            *_table("wuliao", ("wlbh", "wlmc", "ggxh", "dw", "jhj", "xsj", "lb"), products),
        ]
    )
    dump.write_bytes(text.encode("gb18030"))
    paths, lines = [], 0
    shelves = {name: [p for p in products if p[6] == kind and rng.random() >= 0.06] for name, kind in KEEPERS}
    wrong = set(rng.sample([p[0] for shelf in shelves.values() for p in shelf], DIFFERENCES))
    for name, _kind in KEEPERS:
        path = folder / f"{name}_盘点.xlsx"
        lines += _stock_sheet(path, name, shelves[name], wrong, rng)
        paths.append(path)
    rows = {"customers": len(customers), "suppliers": len(suppliers), "products": len(products), "stock": lines}
    return Legacy(dump, tuple(paths), rows)


def _table(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    lines = [f"CREATE TABLE {name} ({', '.join(f'{c} VARCHAR(100)' for c in columns)});"]
    for row in rows:
        values = ", ".join("NULL" if v == "" else "'" + v.replace("'", "''") + "'" for v in row)
        lines.append(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values});")
    return lines


def credit_code(rng: random.Random) -> str:
    """A well-formed 统一社会信用代码 (GB 32100-2015) of a firm that does not exist."""
    body = "91" + "320500" + "".join(rng.choice(CODE_DIGITS) for _ in range(9))
    total = sum(CODE_DIGITS.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + CODE_DIGITS[(31 - total % 31) % 31]


def _person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(("经理", "工", "女士", "先生", "主任"))


def _phone(rng: random.Random) -> str:
    number = f"{rng.randint(5550000, 5559999)}"
    return rng.choice((f"0512-{number}0", f"0512 {number}0", f"（0512）{number}0", f"138{number}1", f"１３９{number}2"))


def _firm(rng: random.Random, words: list[str]) -> str:
    return f"{rng.choice(CITIES)}{rng.choice(NAMES)}{rng.choice(words)}有限公司"


def _party(rng: random.Random, code: str, name: str) -> list[str]:
    tax = credit_code(rng) if rng.random() > 0.12 else ""
    if tax and rng.random() < 0.03:  # a digit mistyped years ago
        tax = tax[:-1] + ("0" if tax[-1] != "0" else "1")
    address = f"{name[:2]}市{rng.choice(ROADS)}{rng.randint(1, 999)}号" if rng.random() > 0.06 else ""
    return [code, name, _person(rng), _phone(rng), address, tax]


def _distorted(rng: random.Random, name: str) -> str:
    """The same firm as another clerk wrote it."""
    return rng.choice(
        (
            name.replace("有限公司", "有限责任公司"),
            name.replace("有限公司", "(有限公司)"),
            name + " ",
            name[:2] + "市" + name[2:],
            "　" + name,
        )
    )


def _customers(rng: random.Random) -> list[list[str]]:
    """987 firms; 211 of them entered a second time, and two pairs that only look like the same firm."""
    names: list[str] = []
    while len(names) < 985:
        name = _firm(rng, TRADES)
        if name not in names:
            names.append(name)
    rows = [[*_party(rng, f"KH{n:05d}", name), _limit(rng)] for n, name in enumerate(names, 1)]
    for original in rng.sample([row for row in rows if row[4] and row[1]], 211):
        again = list(original)
        again[0] = f"KH{len(rows) + 1:05d}"
        again[1] = _distorted(rng, original[1])
        again[3] = _phone(rng)
        rows.append(again)
    for town in ("苏州", "无锡"):  # a parent firm and its branch under one roof: two customers, invoiced apart
        parent = [*_party(rng, "", f"{town}双泉泵业有限公司"), _limit(rng)]
        parent[4], parent[5] = f"{town}市科技大道88号", ""
        for suffix in ("有限公司", "有限责任公司"):
            row = list(parent)
            row[0], row[1] = f"KH{len(rows) + 1:05d}", f"{town}双泉泵业{suffix}"
            rows.append(row)
    doubled = {row[5] or row[4] for row in rows[985:]}
    for row in rng.sample([r for r in rows[:900] if (r[5] or r[4]) not in doubled], 9):
        row[1] = rng.choice(("", "测试客户", "零散客户", "待定"))
    return rows


def _limit(rng: random.Random) -> str:
    amount = rng.choice((0, 50000, 100000, 200000, 500000))
    return rng.choice((str(amount), f"{amount:,}.00", f"{amount // 10000}万")) if amount else ""


def _suppliers(rng: random.Random) -> list[list[str]]:
    names: list[str] = []
    while len(names) < 186:
        name = _firm(rng, MATERIALS)
        if name not in names:
            names.append(name)
    return [_party(rng, f"GYS{n:04d}", name) for n, name in enumerate(names, 1)]


def _products(rng: random.Random) -> list[list[str]]:
    """1,500 items; 135 have no unit, which is why the first mock load rejects 9 %; 18 of them are spare parts: 1.2 %."""
    rows = []
    for n in range(1, 1501):
        kind = "finished" if n % 5 == 0 else "spare" if n % 7 == 0 else "raw"
        size = f"{rng.choice((25, 32, 40, 50, 65, 80, 100, 125, 150))}-{rng.choice((125, 160, 200, 250, 315))}"
        name = rng.choice(PUMPS) if kind == "finished" else rng.choice(PARTS)
        unit = "台" if kind == "finished" else rng.choice(UNITS)
        unit = rng.choice(MESSY_UNITS.get(unit, [unit]))
        cost = round(rng.uniform(800, 9000) if kind == "finished" else rng.uniform(0.5, 600), 2)
        price = f"{cost * 1.35:.2f}"
        shown = rng.choice((f"{cost:.2f}", f"{cost:,.2f}", f"{cost:.2f}元")) if rng.random() > 0.01 else "面议"
        rows.append([f"{kind[0].upper()}{n:05d}", name, size, unit, shown, price, kind])
    spare, others = [r for r in rows if r[6] == "spare"], [r for r in rows if r[6] != "spare"]
    for row in (*rng.sample(spare, 18), *rng.sample(others, 117)):
        row[3] = ""
    return rows


def _stock_sheet(path: Path, keeper: str, shelf: list[list[str]], wrong: set[str], rng: random.Random) -> int:
    """One storekeeper's workbook: what is booked beside what he counted; they differ for the products of `wrong`."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("盘点")
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, ["物料编码", "物料名称", "规格", "单位", "账面数量", "实盘数量", "库位", "盘点人"], bold)
    for line, product in enumerate(shelf, 1):
        booked = rng.randint(1, 60) if product[6] == "finished" else rng.randint(5, 2500)
        counted = max(booked + rng.choice((-5, -3, -2, -1, 1, 2, 4)), 0) if product[0] in wrong else booked
        place = f"{keeper[0]}-{rng.randint(1, 12):02d}-{rng.randint(1, 30):02d}"
        sheet.write_row(line, 0, [product[0], product[1], product[2], product[3], booked, counted, place])
        sheet.write(line, 7, "")
    sheet.set_column(0, 7, 14)
    book.close()
    return len(shelf)
