"""The requirements document: the same content in Word and PDF, in the reader's language."""

import io

import docx
import pytest
from django.urls import reverse
from django.utils import translation

from golive.apps.governance.tests.factories import objective
from golive.apps.requirements import services
from golive.apps.requirements.document import requirements_document
from golive.apps.requirements.tests.factories import in_review, requirement, signed
from golive.foundation.documents.content import Heading, Table

pytestmark = pytest.mark.django_db


def text_of(content):
    file = docx.Document(io.BytesIO(content))
    cells = [c.text for t in file.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in file.paragraphs), *cells])


def test_word_holds_every_requirement_its_answer_and_its_signature(cast, client):
    row = signed(cast)
    services.answer_fit(cast.vendor, row, answer="customisation", text="二次开发信用检查", effort_days=3)
    gone = services.withdraw(cast.pm, requirement(cast, title="传真订单"), reason="不再需要")
    client.force_login(cast.vendor)
    answer = client.get(reverse("requirements:document-word", kwargs={"project": cast.project.code}))
    text = text_of(answer.content)
    for expected in (row.code, row.title, row.text, row.acceptance, "二次开发信用检查", cast.business.display_name):
        assert expected in text
    assert row.content_hash[:16] in text and gone.title not in text


def test_only_signatures_under_the_printed_text_are_printed(cast):
    row = signed(cast)
    services.edit_requirement(cast.pm, row, text="改过")
    (last,) = [b for b in requirements_document(cast.project).sections if isinstance(b, Table)][-1:]
    assert last.rows == () and last.empty


def test_the_vendor_finds_no_objective_in_it(cast, client):
    goal = objective(cast)
    services.trace_objective(cast.pm, in_review(cast), objective=goal.code)
    client.force_login(cast.vendor)
    url = reverse("requirements:document-word", kwargs={"project": cast.project.code})
    assert goal.title not in text_of(client.get(url).content)


def test_it_speaks_the_readers_language(cast):
    in_review(cast)
    with translation.override("en"):
        english = requirements_document(cast.project)
    with translation.override("zh-hans"):
        chinese = requirements_document(cast.project)
    assert (english.title, chinese.title) == ("Requirements document", "需求说明书")
    assert (english.language, chinese.language) == ("en", "zh-hans")
    assert [b.text for b in english.sections if isinstance(b, Heading)][-1] == "Signatures"


def test_pdf_is_a_pdf_and_strangers_get_none(cast, client):
    in_review(cast)
    url = reverse("requirements:document-pdf", kwargs={"project": cast.project.code})
    client.force_login(cast.pm)
    assert client.get(url).content.startswith(b"%PDF")
    client.force_login(cast.stranger)
    assert client.get(url).status_code == 404
