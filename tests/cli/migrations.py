"""A small firm's files and the database they go into, for the commands of a migration."""

from __future__ import annotations

import sqlite3
from pathlib import Path

PROJECT = """
format: golive-migration
name: 华东精工
system: jxc
target: {kind: sql, url: "sqlite:///erp.db"}
sources:
  firms: {location: kehu.csv}
  orders: {location: dingdan.csv}
objects:
- name: orders
  source: orders
  mapping:
    source: {table: dingdan, key: [单号], group: true}
    target: sales_order
    fields:
    - {to: customer, from: [客户], lookup: customers, required: true}
    - {to: ordered, from: [日期], as: date}
    - to: sales_order_line
      children: {table: dingdan, by: [单号]}
      fields:
      - {to: item, from: [物料], required: true}
      - {to: quantity, from: [数量], as: decimal}
    exclude: [{when: '状态 == "已关闭"', reason: 已关闭}]
  totals:
  - {name: quantity, field: sales_order_line.quantity, children: {field: sales_order_line, expression: 数量}}
- name: customers
  source: firms
  mapping:
    source: {table: kehu, key: [编号]}
    target: customer
    fields:
    - {to: code, from: [编号], required: true}
    - {to: name, from: [名称], steps: [trim], required: true}
    - {to: credit, expression: 'num(额度) * 10000'}
  totals: [{name: credit, expression: 'num(额度) * 10000', field: credit}]
  exclude: [{key: C9, reason: 测试客户}]
  merge: [{key: C3, into: C1}]
"""
KEHU = "编号,名称,额度\nC1,苏州恒泰,1.5\nC2,无锡瑞丰,\nC3,苏州恒泰公司,2\nC4,,3\nC9,测试,0\n"
DINGDAN = (
    "单号,客户,日期,状态,物料,数量\nD1,C1,2026-01-05,执行,泵,3\nD1,C1,2026-01-05,执行,阀,2.5\nD2,C3,2026-01-06,执行,泵,1\n"
    "D3,C4,2026-01-06,执行,泵,1\nD4,C2,2026-01-07,已关闭,泵,9\nD5,C2,2026-01-07,执行,泵,1\nD5,C1,2026-01-07,执行,泵,1\n"
)
SCHEMA = """
CREATE TABLE customer (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, credit NUMERIC(12, 2));
CREATE TABLE sales_order (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, ordered DATE);
CREATE TABLE sales_order_line (id INTEGER PRIMARY KEY, sales_order INTEGER NOT NULL REFERENCES sales_order, item TEXT,
  quantity NUMERIC(10, 3) NOT NULL);
"""


def firm(folder: Path) -> Path:
    """The project's file; beside it the sources and the database to load into."""
    (folder / "kehu.csv").write_text(KEHU, "gb18030")
    (folder / "dingdan.csv").write_text(DINGDAN, "utf-8")
    (folder / "project.yaml").write_text(PROJECT, "utf-8")
    with sqlite3.connect(folder / "erp.db") as database:
        database.executescript(SCHEMA)
    return folder / "project.yaml"


def rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "erp.db") as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
