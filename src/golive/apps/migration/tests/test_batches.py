"""A worklist goes out as a workbook and comes back: faulty cells are named, the others become recorded corrections."""

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from golive.apps.migration import services
from golive.apps.migration.engine_io.preview import preview
from golive.foundation.errors import Refused
from golive.foundation.words import Words

from .erp_double import ErpDouble
from .factories import checked, fresh, loaded, work
from .test_pages import BACKEND, page


def worklist(client, cast, products):
    answer = page(client, cast.pm, "worklist_file", cast.project, pk=products.pk)
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def sent(book, name="改正.xlsx"):
    file = io.BytesIO()
    book.save(file)
    return ContentFile(file.getvalue(), name=name)


def test_a_workbook_out_and_back(client, cast):
    products = checked(cast)["products"]
    book = worklist(client, cast, products)
    sheet = book.active
    lines = {(sheet.cell(n, 1).value, sheet.cell(n, 2).value): n for n in range(2, sheet.max_row + 1)}
    good, stale, unknown = lines["F002", "dw"], lines["R001", "dw"], lines["R002", "jhj"]
    sheet.cell(good, 5).value = "台"
    sheet.cell(stale, 5).value, sheet.cell(stale, 4).value = "件", "别的"
    sheet.cell(unknown, 5).value, sheet.cell(unknown, 1).value = "10", "R999"
    batch = services.import_batch(cast.pm, products, upload=sent(book))
    assert [line["key"] for line in batch.lines] == ["F002"]
    assert {f["cell"] for f in batch.faults} == {f"D{stale}", f"A{unknown}"}
    assert all(Words.from_json(f["words"]).render() for f in batch.faults)
    assert not products.corrections.exists(), "nothing is corrected before somebody has looked"
    text = page(client, cast.pm, "batch", cast.project, pk=batch.pk).content.decode()
    assert f"D{stale}" in text
    services.apply_batch(cast.pm, batch)
    work()
    made = fresh(cast)["products"].corrections.get()
    assert (made.keys, made.before, made.after, made.cells, made.by) == (["F002"], None, "台", 1, cast.pm)
    with pytest.raises(Refused, match="applied_already"):
        services.apply_batch(cast.pm, batch)


def test_something_else_is_refused(cast):
    products = checked(cast)["products"]
    with pytest.raises(Refused, match="not_a_workbook"):
        services.import_batch(cast.pm, products, upload=ContentFile(b"hello", name="x.exe"))
    with pytest.raises(Refused, match="not_a_workbook"):
        services.import_batch(cast.pm, products, upload=ContentFile(b"PK\x03\x04broken", name="x.xlsx"))


@pytest.mark.slow
def test_exactly_the_refused_rows_go_out_and_what_changed_comes_back(client, cast):
    cycle = loaded(cast, ErpDouble())
    client.force_login(cast.pm, BACKEND)
    url = reverse("migration:refused_rows", kwargs={"project": cast.project.code, "pk": cycle.pk})
    book = openpyxl.load_workbook(io.BytesIO(client.get(url, {"object": "products"}).content))
    sheet = book.active
    assert [sheet.cell(n, 1).value for n in range(2, sheet.max_row + 1)] == ["R002", "R003"]
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index("jhj") + 1).value = "10"
    batch = services.import_batch(cast.pm, fresh(cast)["products"], upload=sent(book))
    assert [(line["key"], line["column"], line["before"], line["after"]) for line in batch.lines] == [
        ("R002", "jhj", "面议", "10")
    ]
    assert not batch.faults


def test_a_column_is_cleaned_after_a_look(cast):
    products = checked(cast)["products"]
    seen = preview(products, "jhj", "number")
    assert seen["cells"] == 1 and seen["examples"] == [("1,250.00元", "1250.00", 1)]
    made = services.transform(cast.pm, products, column="jhj", kind="number", reason="统一写法")
    work()
    made.refresh_from_db()
    assert made.cells == 1 and made.reason == "统一写法"
