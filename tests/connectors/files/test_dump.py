"""SQL dumps of several flavours, read as data and never executed."""

import pytest

from golive.connectors.files import FileSource
from golive.connectors.protocol import SourceError
from tests.shared_data import shared

POSTGRES = r"""
SET client_encoding = 'UTF8';
CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; SELECT 'it''s'; END; $body$ LANGUAGE plpgsql;
CREATE TABLE public.item (id integer NOT NULL, "名称" character varying(40) DEFAULT 'x', price numeric(10,2));
COPY public.item (id, "名称", price) FROM stdin;
1	螺栓 M8	0.10
2	\N	12345678901234567.89
3	tab\there	1e3
\.
ALTER TABLE ONLY public.item ADD CONSTRAINT item_pk PRIMARY KEY (id);
INSERT INTO public.item VALUES (4, E'line\nbreak'::text, -1.50);
"""
MYSQL = r"""
/*!40101 SET NAMES utf8 */;
CREATE TABLE `客户` (`id` int(11) NOT NULL AUTO_INCREMENT, `name` varchar(50), `on` tinyint(1), `img` blob,
  PRIMARY KEY (`id`), KEY `k` (`name`)) ENGINE=InnoDB DEFAULT CHARSET=utf8;
INSERT INTO `客户` VALUES (1,'O\'Neil; & Co, (x)',1,0xFFD8),(2,'上海\\公司',NULL,_binary 'x');
INSERT INTO `客户` (`name`) VALUES ('third'); # comment
"""
SERVER = """
CREATE TABLE [dbo].[Region] ([RegionID] [int] NOT NULL, [Note] [nchar](50))
GO
INSERT [dbo].[Region] ([RegionID], [Note]) VALUES (1, N'it''s east')
INSERT [dbo].[Region] ([RegionID], [Note]) VALUES (2, N'west')
GO
"""


def dump(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "d.sql"
    path.write_bytes(text.encode(encoding))
    return FileSource(path)


def test_postgresql(tmp_path):
    source = dump(tmp_path, POSTGRES)
    assert list(source.read("item")) == [
        {"id": "1", "名称": "螺栓 M8", "price": "0.10"},
        {"id": "2", "名称": None, "price": "12345678901234567.89"},
        {"id": "3", "名称": "tab\there", "price": "1e3"},
        {"id": "4", "名称": "line\nbreak", "price": "-1.50"},
    ]


def test_mysql_in_gb18030(tmp_path):
    source = dump(tmp_path, MYSQL, "gb18030")
    assert source.describe()[0].key == ("id",)
    assert list(source.read("客户", ["id", "name", "on"])) == [
        {"id": "1", "name": "O'Neil; & Co, (x)", "on": "1"},
        {"id": "2", "name": "上海\\公司", "on": None},
        {"id": "3", "name": "third", "on": None},
    ]


def test_sql_server_without_semicolons(tmp_path):
    source = dump(tmp_path, SERVER)
    assert list(source.read("Region")) == [
        {"RegionID": "1", "Note": "it's east"},
        {"RegionID": "2", "Note": "west"},
    ]


def test_backslash_is_plain_outside_mysql(tmp_path):
    source = dump(tmp_path, "CREATE TABLE t (a text); INSERT INTO t VALUES ('C:\\'), ('b');")
    assert [row["a"] for row in source.read("t")] == ["C:\\", "b"]


def test_nothing_is_executed_and_expressions_are_said(tmp_path):
    source = dump(tmp_path, "ATTACH 'x' AS y; CREATE TABLE t (a text); INSERT INTO t VALUES (now()), (load('x'));")
    assert [issue.code for issue in source.issues] == ["value_is_expression"] * 2
    assert [row["a"] for row in source.read("t")] == ["now ( )", "load ( x )"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT 1;", "dump_without_tables"),
        ("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1);", "dump_row_width"),
        ("CREATE TABLE t (a int); INSERT INTO t VALUES ('never closed);", "dump_broken"),
        ("CREATE TABLE t (a int); INSERT INTO t VALUES (1;", "dump_broken"),
    ],
)
def test_broken_dumps_say_what_and_where(tmp_path, text, code):
    with pytest.raises(SourceError) as caught:
        dump(tmp_path, text)
    assert caught.value.code == code


def test_northwind_is_read_whole():
    source = FileSource(shared("migration/northwind/create_sqlite.sql"))
    rows = {info.name: source.count(info.name) for info in source.describe()}
    assert rows == {
        "Categories": 8, "CustomerCustomerDemo": 0, "CustomerDemographics": 0, "Customers": 93, "Employees": 9,
        "EmployeeTerritories": 49, "Order Details": 2155, "Orders": 830, "Products": 77, "Regions": 4, "Shippers": 3,
        "Suppliers": 29, "Territories": 53,
    }  # fmt: skip
    assert source.issues == []
    customer = next(row for row in source.read("Customers") if row["CustomerID"] == "BERGS")
    assert customer["CompanyName"] == "Berglunds snabbköp"
    categories = [row["CategoryID"] for row in source.read("Categories", ["CategoryID"])]
    assert categories == [str(number) for number in range(1, 9)]
