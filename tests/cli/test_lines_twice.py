"""A record that stands twice in its table takes its lines in once: the second is refused by name, never loaded again."""

import json

from click.testing import CliRunner

from golive.cli import main
from tests.cli.migrations import firm, rows

HEADS = "单号,客户,日期\nD1,C1,2026-01-05\nD2,C2,2026-01-06\nD1,C1,2026-01-05\n"
LINES = "单号,物料,数量\nD1,泵,3\nD1,阀,2\nD2,泵,1\nD7,泵,9\n"


def test_a_repeated_head_does_not_load_its_lines_again(tmp_path):
    project = firm(tmp_path)
    (tmp_path / "tou.csv").write_text(HEADS, "utf-8")
    (tmp_path / "mingxi.csv").write_text(LINES, "utf-8")
    (tmp_path / "tables.sql").write_text(_dump(), "utf-8")
    text = project.read_text("utf-8").replace("{location: dingdan.csv}", "{location: tables.sql}")
    text = text.replace("{table: dingdan, key: [单号], group: true}", "{table: tou, key: [单号]}")
    text = text.replace("{table: dingdan, by: [单号]}", "{table: mingxi, by: [单号]}")
    text = text.replace("    exclude: [{when: '状态 == \"已关闭\"', reason: 已关闭}]\n", "")
    project.write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["data", "load", str(project), "--json"])
    answer = json.loads(done.stdout)
    assert answer["objects"]["orders"]["loaded"] == 2
    refused = {each["code"] for each in answer["rejected"] if "orders" in each["key"]}
    assert refused == {"key_repeated", "parent_missing"}, "the repeated head, and the line without a record"
    assert rows(tmp_path, "sales_order") == 2 and rows(tmp_path, "sales_order_line") == 3


def _dump():
    lines = []
    for name, text in (("tou", HEADS), ("mingxi", LINES)):
        header, *body = text.splitlines()
        lines.append(f"CREATE TABLE {name} ({', '.join(f'{column} VARCHAR(40)' for column in header.split(','))});")
        for row in body:
            values = ", ".join(f"'{cell}'" for cell in row.split(","))
            lines.append(f"INSERT INTO {name} VALUES ({values});")
    return "\n".join(lines)
