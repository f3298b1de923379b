"""The matrix as Excel, Word and PDF: opened and read; it says what the page says."""

from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment
from golive.foundation.duties.tests.factories import local

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(cast, prove, client):
    """file(name, query="", who="pm") → the response, on 17 March with a gap, a difference and an issued version."""
    prove("M4").fact("2026-03-06 15:00", period="2026-W10")
    prove("M3")
    with clock.at(local("2026-03-10 12:00")):
        evaluate(cast.project)
    with clock.at(local("2026-03-17 12:00")):
        evaluate(cast.project)
        services.tailor(cast.pm, cast.project, duty_id="M3", grace=16, reason="两天宽限")
        services.issue_matrix(cast.pm, cast.project, note="首次发布")
        evaluate(cast.project)
        Assignment.objects.filter(project=cast.project, duty_id="Q1").update(accountable=None)

        def get(name, query="", who="pm"):
            client.force_login(getattr(cast, who))
            return client.get(reverse(f"duties:{name}", kwargs={"project": cast.project.code}) + query)

        yield get


def sheets(answer):
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.content))


def test_the_workbook_has_four_sheets_ready_to_print(file):
    book = sheets(file("matrix_excel"))
    assert book.sheetnames == ["职责矩阵", "人员与职责", "与模板的差异", "空缺与冲突"]
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 8  # A3
        assert sheet.print_title_rows == "$5:$5" and sheet.freeze_panes.endswith("6")
        assert sheet["A2"].value == "截至 2026-03-17"


def test_the_first_sheet_has_letters_people_and_heat(file, cast):
    sheet = sheets(file("matrix_excel"))["职责矩阵"]
    head = [c.value for c in sheet[5]]
    rows = {r[0].value: r for r in sheet.iter_rows(min_row=6) if r[1].value}
    assert len([k for k in rows if k and k[0] in "SMBIVCTEQAX" and k[1:].isdigit()]) == 80
    m4 = rows["M4"]
    assert m4[1].value.startswith("沟通管理") and m4[2].value == f"A {cast.pm}"
    assert [c.value for c in m4[3:13]] == ["I", "AR", "C", "C", "C", "I", "I", None, "I", None]
    week = head.index("第 10 周\n03-02")
    assert (m4[week].value, m4[week].fill.fgColor.rgb) == (1, "FFDCEFE6")
    assert (m4[week + 1].value, m4[week + 1].fill.fgColor.rgb) == (1, "FFC93A2F")
    assert "逾期 1" in m4[week + 1].comment.text
    assert m4[head.index("当前状态")].value == "逾期 1 项"
    assert rows["Q1"][-1].value == "无人负责"


def test_the_other_sheets_say_who_what_differs_and_what_is_amiss(file, cast):
    book = sheets(file("matrix_excel"))
    people = [c.value for c in book["人员与职责"][5]]
    row = next(r for r in book["人员与职责"].iter_rows(min_row=6, values_only=True) if r[0] == "M4")
    assert row[people.index(str(cast.pm))] == "A"
    changed = list(book["与模板的差异"].iter_rows(min_row=6, values_only=True))
    assert ("M3", "8", "16", "两天宽限") in [(r[0], r[3], r[4], r[5]) for r in changed]
    faults = list(book["空缺与冲突"].iter_rows(min_row=6, values_only=True))
    assert any(r[0] == "Q1" and r[3] == "无人负责" for r in faults)


def test_filters_and_day_apply_to_the_files(file):
    book = sheets(file("matrix_excel", "?party=V&on=2026-03-16"))
    sheet = book["职责矩阵"]
    assert sheet["A2"].value == "截至 2026-03-16" and "供应商" in sheet["A3"].value
    assert {str(r[0])[0] for r in sheet.iter_rows(min_row=7, max_row=11, values_only=True)} == {"V"}
    text = words(file("matrix_word", "?party=V"))
    assert "V1" in text and "M4" not in text and "供应商" in text


def words(answer):
    assert answer.status_code == 200
    paper = docx.Document(BytesIO(answer.content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_the_paper_has_letters_versions_and_both_signatures(file, cast):
    text = words(file("matrix_word"))
    for wanted in ("职责矩阵", "字母的含义", "A 负责：", "首次发布", "2026-03-17", "空缺与冲突", "两天宽限"):
        assert wanted in text
    assert f"甲方：{cast.project.client}" in text and f"乙方：{cast.vendor.organisation}" in text
    assert "%(" not in text and "None" not in text


def test_it_is_english_for_who_reads_english(file, cast):
    cast.pm.language = "en"
    cast.pm.save()
    text = words(file("matrix_word"))
    assert "What the letters mean" in text and "Party A" in text
    assert sheets(file("matrix_excel")).sheetnames[0] == "Responsibility matrix"


def test_the_pdf_is_one(file):
    answer = file("matrix_pdf", "?party=M")
    assert answer.content.startswith(b"%PDF") and len(answer.content) > 20_000
    assert "attachment" in answer["Content-Disposition"]


def test_day_of_the_files_is_the_day_asked_for(file):
    assert str(date(2026, 3, 16)) in file("matrix_pdf", "?on=2026-03-16&party=S")["Content-Disposition"]
