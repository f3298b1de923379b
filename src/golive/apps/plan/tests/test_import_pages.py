"""Upload → report → import on pages, the export, and the comparison of baselines."""

import subprocess
import sys
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from golive.apps.plan import comparing, services
from golive.apps.plan.engine_io import files
from golive.apps.plan.models import Link, Task
from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.apps.plan.tests.test_import_plan import by_hand, workbook
from golive.engines.schedule import Link as Link_
from golive.engines.schedule import Plan, foreign, read_json, read_mspdi, write_mspdi
from golive.engines.schedule import Task as Task_
from golive.engines.worktime import china_standard
from golive.foundation import clock
from golive.foundation.registers.models import Upload
from tests.engines.schedule.test_foreign import WRITE
from tests.shared_data import shared

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
    assert "前置任务：3FS+1d" in report and "开始：2026-03-12" in report  # what a new task will look like
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


def test_a_plan_of_another_program_is_refused_with_what_to_do_where_mpxj_is_absent(cast, client, monkeypatch):
    monkeypatch.setattr(foreign, "available", lambda: False)
    client.force_login(cast.pm)
    page = url("import_plan", cast)
    sent = {"file": SimpleUploadedFile("plan.mpp", b"x")}
    text = client.post(page, sent, follow=True, HTTP_REFERER=f"http://testserver{page}").content.decode()
    assert "“.mpp”计划" in text and "另存为 XML" in text and not Upload.objects.exists()


def test_a_plan_of_another_program_is_converted_once_when_it_is_uploaded(cast, client, monkeypatch):
    content = small_xml()
    monkeypatch.setattr(files, "as_mspdi", lambda path, patience: content if path.read_bytes() == b"x" else b"")
    report = client.get(upload(client, cast, b"x", "计划.xer")).content.decode()
    assert "配置" in report and Upload.objects.get().file_name == "计划.xer.xml"


def small_xml():
    tasks = (Task_(1, "配置", duration=960), Task_(2, "上线", duration=0, milestone=True))
    return write_mspdi(Plan(datetime(2026, 3, 2, 8), tasks, (Link_(1, 2),), {"": china_standard()}))  # noqa: DTZ001


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


@pytest.mark.slow
@pytest.mark.skipif(not foreign.available(), reason="MPXJ or Java is not installed")
def test_a_real_primavera_file_comes_in_with_its_dates(cast, client, tmp_path):
    source, target = shared("schedule/mspdi/aspose_NET__Residential_Construction.xml"), tmp_path / "plan.xer"
    subprocess.run([sys.executable, "-c", WRITE, source, "XER", target], check=True, capture_output=True)
    place = upload(client, cast, target.read_bytes(), "plan.xer")
    client.post(url("import_plan", cast), {"upload": place.split("=")[1]})
    plan = read_mspdi(source)
    rows = {t.name: t for t in Task.objects.all()}
    lengths = {t.name.strip(): t.duration for t in plan.tasks if t.uid not in {c.parent for c in plan.tasks}}
    assert len(rows) >= len(lengths)
    assert {n: rows[n].duration_minutes for n in lengths} == lengths
    assert Link.objects.count() == len(plan.links)
