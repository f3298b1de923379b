from __future__ import annotations

import io

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from golive.apps.reports import queries, services
from golive.apps.reports.models import Template
from golive.apps.reports.tests.factories import sent
from golive.foundation.errors import Refused


def file(*lines: str) -> SimpleUploadedFile:
    own = docx.Document()
    own.sections[0].footer.paragraphs[0].text = "华东精工 内部资料"
    for line in lines:
        own.add_paragraph(line)
    out = io.BytesIO()
    own.save(out)
    return SimpleUploadedFile("公司模板.docx", out.getvalue())


def test_reports_are_written_into_the_company_s_own_file(cast, client):
    row = sent(cast)
    client.force_login(cast.pm)
    here = f"/p/{cast.project.code}/reports/"
    answer = client.post(f"{here}reports/template/", {"upload": file("{{标题}}", "{{正文}}")})
    assert answer.status_code == 302 and queries.template_of(cast.project).fields == ["body", "title"]
    client.force_login(cast.sponsor)
    made = docx.Document(io.BytesIO(client.get(f"{here}reports/{row.pk}/file.docx?language=zh-hans").content))
    assert made.sections[0].footer.paragraphs[0].text == "华东精工 内部资料"
    assert made.paragraphs[0].text.startswith("项目周报") and row.content_hash in made.element.xml
    client.force_login(cast.pm)
    client.post(f"{here}reports/template/end/")
    plain = docx.Document(io.BytesIO(client.get(f"{here}reports/{row.pk}/file.docx").content))
    assert "内部资料" not in plain.sections[0].footer.paragraphs[0].text


def test_the_newest_template_holds_and_a_bad_one_changes_nothing(cast):
    first = services.set_template(cast.pm, cast.project, upload=file("{{正文}}"))
    second = services.set_template(cast.pm, cast.project, upload=file("{{标题}}", "{{正文}}"))
    with pytest.raises(Refused):
        services.set_template(cast.pm, cast.project, upload=file("忘了字段"))
    assert queries.template_of(cast.project) == second
    first.refresh_from_db()
    assert first.ended_at is not None and Template.objects.count() == 2


def test_only_the_project_manager_sets_it(cast):
    with pytest.raises(PermissionDenied):
        services.set_template(cast.sponsor, cast.project, upload=file("{{正文}}"))
