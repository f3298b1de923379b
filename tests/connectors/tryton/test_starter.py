"""The folder to begin with: workbook, rules and project of all objects fit each other, in both languages."""

import io
from pathlib import Path

import pytest

from golive.connectors.files import FileSource
from golive.connectors.tryton import starter
from golive.connectors.tryton.objects import BY_NAME, OBJECTS
from golive.engines.migration.project import read_project
from golive.engines.migration.rules import read_rules


def begun(folder: Path, language: int, names: tuple[str, ...] = ()) -> Path:
    (folder / "data.xlsx").write_bytes(starter.workbook(names, language))
    (folder / "project.yaml").write_text(starter.project("试点", names, language), "utf-8")
    for one in OBJECTS:
        (folder / f"{one.name}.rules.yaml").write_text(starter.rules(one, language), "utf-8")
    return folder / "project.yaml"


@pytest.mark.parametrize("language", [0, 1])
def test_workbook_rules_and_project_fit_each_other(tmp_path, language):
    project = read_project(begun(tmp_path, language))
    assert {each.name for each in project.objects} == set(BY_NAME)
    order = [each.name for each in project.objects]
    assert order.index("products") < order.index("open_sales") and order.index("accounts") < order.index(
        "opening_balances"
    )
    sheets = {one.label[language]: [heading for heading, _, _ in starter.columns(one, language)] for one in OBJECTS}
    source = FileSource(tmp_path / "data.xlsx")
    offered = {info.name: [field.name for field in info.fields] for info in source.describe()}
    for each in project.objects:
        headings = sheets[each.mapping.table]
        assert len(set(headings)) == len(headings)
        if each.mapping.table in offered:
            assert offered[each.mapping.table] == headings
        each.mapping.require(headings)
        each.mapping.require_of(each.mapping.table, headings)
        rules = read_rules(each.rules)
        assert rules.object == each.mapping.table
        assert {column for rule in rules.rules for column in rule.columns} <= set(headings)
        filled = {field.to for field in each.mapping.fields}
        required = {field.name for field in BY_NAME[each.name].fields if field.required}
        assert required <= filled


def test_the_objects_are_documented_in_both_languages():
    for one in OBJECTS:
        assert all(len(text) > 12 for text in one.help), one.name
        for each in one.fields:
            assert all(each.label), (one.name, each.name)


def test_some_objects_only(tmp_path):
    book = io.BytesIO(starter.workbook(("customers",), 0))
    assert book.getvalue()[:2] == b"PK"
    project = read_project(begun(tmp_path, 0, ("customers", "addresses")))
    assert [each.name for each in project.objects] == ["customers", "addresses"]
