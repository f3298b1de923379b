from __future__ import annotations

import io

import docx

from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.document import report_document
from golive.apps.reports.tests.factories import planned, report
from golive.foundation import clock


def made(cast):
    planned(cast)
    with clock.at(at("2026-03-13 12:00")):
        row = services.edit(cast.pm, report(cast), status="green", note="仓库盘点需要加派人手")
        return services.send(cast.pm, row)


def test_the_paper_speaks_the_language_asked_for_and_the_note_stays(cast):
    row = made(cast)
    zh, en = report_document(row, "zh-hans"), report_document(row, "en")
    assert "项目周报" in zh.title and "Weekly report" in en.title
    assert "填报为绿灯，但证据表明是红灯" in zh.sections[0].text
    assert "Entered as Green, but the evidence says Red" in en.sections[0].text
    for paper in (zh, en):
        assert paper.evidence_code == row.content_hash
        assert any(getattr(b, "text", "") == "仓库盘点需要加派人手" for b in paper.sections)


def test_word_and_pdf_come_from_the_page(cast, client):
    row = made(cast)
    client.force_login(cast.sponsor)
    here = f"/p/{cast.project.code}/reports/reports/{row.pk}/"
    assert client.get(f"{here}file.pdf?language=en").content.startswith(b"%PDF")
    file = docx.Document(io.BytesIO(client.get(f"{here}file.docx?language=zh-hans").content))
    text = "\n".join(p.text for p in file.paragraphs)
    assert "超过计划日期的任务" in text and row.content_hash in text + str(file.element.xml)
    client.force_login(cast.vendor)
    assert client.get(f"{here}file.pdf").status_code == 403
