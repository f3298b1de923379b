"""Upload → report → import on pages, the export, and the comparison of baselines."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from golive.apps.plan import comparing, services
from golive.apps.plan.models import Task
from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.apps.plan.tests.test_import_plan import by_hand, workbook
from golive.engines.schedule import read_json
from golive.foundation import clock

pytestmark = pytest.mark.django_db


def url(name, cast):
    return reverse(f"plan:{name}", args=[cast.project.code])


def upload(client, cast, content, name="计划.xlsx"):
    client.force_login(cast.pm)
    answer = client.post(url("import_plan", cast), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    return answer["Location"]


def test_from_the_file_to_the_plan_in_one_step(cast, client):
    assert url("import_plan", cast) in _page(client, cast, "gantt")  # offered while there is no plan
    report = client.get(upload(client, cast, by_hand(cast))).content.decode()
    assert "王外人" in report and "导入" in report and not Task.objects.exists()
    pk = report.split('name="upload" value="')[1].split('"')[0]
    values = {"upload": pk, "stranger": "王外人", "member": str(cast.vendor.pk)}
    assert client.post(url("import_plan", cast), values)["Location"] == url("gantt", cast)
    assert Task.objects.get(name="调研").owner == cast.vendor and "系统上线" in _page(client, cast, "gantt")


def _page(client, cast, name):
    client.force_login(cast.pm)
    return client.get(url(name, cast)).content.decode()


def test_the_report_names_faulty_cells_and_offers_no_import(cast, client):
    report = client.get(upload(client, cast, workbook((1, "甲", "lang", "", "", 1)))).content.decode()
    assert "Sheet!C2" in report and "不是工期" in report and "导入此计划" not in report


def test_the_report_compares_task_by_task(cast, client):
    services.import_plan(cast.pm, cast.project, content=by_hand(cast), file_name="a.xlsx")
    again = upload(client, cast, workbook((2, "立项", "4天", "", "", 1), (3, "调研", "1w", "2", "", 1)))
    merged, replaced = (client.get(again + f"&replace={n}").content.decode() for n in ("", "1"))
    assert "工期（天）：2 → 4" in merged and "完成：2026-03-16 18:00 → 2026-03-18 18:00" in merged
    assert "完成：2026-03-16 18:00 → " not in replaced and "系统上线" in replaced


def test_a_person_cannot_import_what_another_uploaded_or_at_all(cast, client):
    place = upload(client, cast, by_hand(cast))
    client.force_login(cast.it)
    assert client.get(place).status_code == 403
    assert client.post(url("import_plan", cast), {"upload": place.split("=")[1]}).status_code == 403


@pytest.mark.parametrize(("kind", "start"), [("xml", b"<?xml"), ("xlsx", b"PK"), ("json", b"{")])
def test_every_member_takes_the_plan_away(cast, client, kind, start):
    client.force_login(cast.vendor)
    assert client.get(url(f"export_{kind}", cast)).status_code == 302  # nothing there yet
    small_plan(cast)
    answer = client.get(url(f"export_{kind}", cast))
    assert answer.content.startswith(start) and "attachment" in answer["Content-Disposition"]
    if kind == "json":
        assert [t.name for t in read_json(answer.content.decode()).tasks] == ["甲", "乙", "丙", "上线"]


def test_a_baseline_is_compared_with_now_and_with_another(cast, client):
    with clock.at(at("2026-03-02 08:00")):
        plan = small_plan(cast)
        first = approve(cast)
        services.edit_task(cast.pm, plan.a, days=4)
        services.edit_task(cast.pm, plan.c, predecessors=str(plan.b.number))
        second = approve(cast)
        services.edit_task(cast.pm, plan.b, days=2)
        now = comparing.compare(cast.project, first, None)
        between = comparing.compare(cast.project, first, second, everything=True)
        html = _page(client, cast, "compare_baselines")
        client.get(url("compare_baselines", cast) + "?a=1&b=2&all=1")
    assert {s.task.name: s.days for s in now.slips} == {"甲": 2, "乙": 1, "丙": 6, "上线": 2}
    assert {s.task.name: s.days for s in between.slips} == {"甲": 2, "乙": 2, "丙": 7, "上线": 3}
    assert (now.later, now.earlier, now.only_one) == (4, 0, 0)
    bar = now.chart.bars[0]
    assert bar.base_width < bar.width and "逐条对比" in html


def test_what_is_only_in_one_of_them_is_said(cast):
    with clock.at(at("2026-03-02 08:00")):
        small_plan(cast)
        first = approve(cast)
        services.add_task(cast.pm, cast.project, name="新")
        found = comparing.compare(cast.project, first, None)
    assert [(s.task.name, s.a, s.days) for s in found.slips] == [("新", None, None)] and found.only_one == 1
