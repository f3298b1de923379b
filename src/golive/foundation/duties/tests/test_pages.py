"""The pages: everybody of the project sees who owes what; the proofs are for whom they concern."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.registry import Occurrence, department
from golive.foundation.duties.tests.factories import local

NOW = "2026-03-17 12:00"
MEMBERS = ["sponsor", "pm", "business", "it", "vendor", "consultant", "team", "user", "qa", "care"]


@pytest.fixture
def page(cast, client, prove):
    """page(who, name, **more) → response, on 17 March with some duties connected."""
    prove("M4").fact("2026-03-13 15:00", "秘密周报", period="2026-W11", url="/report/1")
    prove("M3")
    prove("V1").fact("2026-03-13 15:00", "差异答复 12 条", url="/fit/1")
    prove("S3").occurrences.append(Occurrence("d:1", local("2026-03-16 10:00"), "秘密决策"))
    prove("B2").fact("2026-03-10 10:00", "签字", place=department(cast.sales.pk))
    with clock.at(local(NOW)):
        evaluate(cast.project)

        def get(who, name, query="", **more):
            client.force_login(getattr(cast, who))
            url = reverse(f"duties:{name}", kwargs={"project": cast.project.code, **more})
            return client.get(url + query)

        yield get


@pytest.mark.parametrize("who", MEMBERS)
def test_everybody_of_the_project_sees_the_matrix(page, who):
    answer = page(who, "matrix")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "风险管理：每周评审风险" in text
    assert "每周五 18:00" in text
    assert "证据尚未接入" in text
    assert page(who, "owed").status_code == 200


@pytest.mark.parametrize("name", ["matrix", "owed", "matrix_excel", "matrix_word", "matrix_pdf"])
def test_strangers_find_no_such_page(page, name):
    assert page("stranger", name).status_code == 404


@pytest.mark.parametrize("who", ["vendor", "consultant"])
def test_outsiders_do_not_see_what_proves_inside_duties(page, who):
    text = page(who, "duty", duty="M4").content.decode()
    assert "秘密周报" not in text
    assert "仅甲方内部人员可见" in text
    assert "秘密决策" not in page(who, "duty", duty="S3").content.decode()
    for name in ("matrix", "owed"):
        assert "秘密" not in page(who, name).content.decode()


@pytest.mark.parametrize(
    ("who", "sees"), [("vendor", True), ("consultant", False), ("pm", True), ("qa", True), ("sponsor", True)]
)
def test_a_vendor_s_proofs_are_his_and_the_client_s(page, who, sees):
    assert ("差异答复 12 条" in page(who, "duty", duty="V1").content.decode()) is sees


def test_the_duty_page_explains(page):
    text = page("pm", "duty", duty="M4").content.decode()
    assert "秘密周报" in text
    assert "应于 2026-03-06 18:00 前完成，至今未能证明已完成；规则：每周五 18:00" in text
    assert "2026 年第 11 周" in text
    assert page("pm", "duty", duty="Z9").status_code == 404


def test_forms_are_shown_to_those_who_may(page):
    assert "请发起人停用该职责" in page("pm", "duty", duty="M4").content.decode()
    assert "确认豁免" not in page("pm", "duty", duty="M4").content.decode()
    assert "确认豁免" in page("sponsor", "duty", duty="M4").content.decode()
    assert "停用该职责" not in page("team", "duty", duty="M4").content.decode()


def test_the_matrix_as_it_was(page, cast):
    with clock.at(local("2026-03-20 12:00")):
        evaluate(cast.project)
        then = page("pm", "matrix", query="?on=2026-03-17").content.decode()
        assert "截至 2026-03-17" in then
        assert page("pm", "matrix", query="?on=2026-03-01").status_code == 200
        assert "截至 2026" not in page("pm", "matrix", query="?on=nonsense").content.decode()


def test_the_forms_work(page, cast, client):
    client.force_login(cast.sponsor)
    row = Obligation.objects.get(duty_id="M4", key="2026-W10")
    assignment = Assignment.objects.get(duty_id="M3")
    here = {"project": cast.project.code}
    assign = reverse("duties:assign", kwargs={**here, "duty": "M3"})
    waive = reverse("duties:waive", kwargs={**here, "pk": row.pk})
    off = reverse("duties:ask_switch_off", kwargs={**here, "pk": assignment.pk})
    on = reverse("duties:switch_on", kwargs={**here, "pk": assignment.pk})
    assert client.post(assign, {"accountable": cast.team.pk}).status_code == 302
    assert client.post(waive, {"reason": "节后补", "until": "2026-03-20"}).status_code == 302
    assert client.post(off, {"reason": "不需要"}).status_code == 302
    assert "不需要" in client.get(reverse("duties:matrix", kwargs=here)).content.decode()
    assert client.post(on).status_code == 302
    text = client.get(reverse("duties:duty", kwargs={**here, "duty": "M4"})).content.decode()
    assert "节后补" in text
    assert Assignment.objects.get(duty_id="M3").accountable == cast.team
    client.force_login(cast.vendor)
    assert client.post(off, {"reason": "x"}).status_code == 403
    client.force_login(cast.stranger)
    assert client.post(off, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("matrix", 18), ("owed", 16)])
def test_queries_of_a_page_are_bounded(page, cast, client, name, most):
    page("pm", name)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(f"duties:{name}", kwargs={"project": cast.project.code}))
    assert len(captured) <= most, [q["sql"][:90] for q in captured]
