"""plan.import_plan: MS Project XML and Excel into a project, whole or not at all; and the plan out again."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import Workbook

from golive.apps.plan import services
from golive.apps.plan.engine_io import files
from golive.apps.plan.models import Link, Task, TaskPerson
from golive.apps.plan.preview import preview
from golive.apps.plan.tests.factories import approve, at, shown, small_plan
from golive.engines import schedule as engine
from golive.engines.worktime import china_standard
from golive.foundation import clock
from golive.foundation.errors import Refused
from tests.shared_data import shared

pytestmark = pytest.mark.django_db


def workbook(*rows, heading=("序号", "任务名称", "工期", "前置任务", "负责人", "大纲级别")):
    book = Workbook()
    for line in (heading, *rows):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_hand(cast):
    """As a project manager writes it."""
    return workbook(
        (1, "准备阶段", "", "", "", 1),
        (2, "立项", "2天", "", str(cast.it), 2),
        (3, "调研", "1w", "2", "王外人", 2),
        (4, "配置", 3, "3FS+1d", f"{cast.it}; {cast.team}", 2),
        (5, "系统上线", 0, "4", str(cast.sponsor), 1),
    )


def brought(cast, content, **kwargs):
    services.import_plan(cast.pm, cast.project, content=content, file_name="计划.xlsx", **kwargs)
    return {t.name: t for t in Task.objects.filter(project=cast.project)}


def test_an_empty_project_gets_a_usable_plan_from_excel(cast):
    rows = brought(cast, by_hand(cast))
    assert [(t.wbs, t.name, t.number) for t in Task.objects.order_by("position")] == [
        ("1", "准备阶段", 1),
        ("1.1", "立项", 2),
        ("1.2", "调研", 3),
        ("1.3", "配置", 4),
        ("2", "系统上线", 5),
    ]
    assert [shown(rows[n].early_start) for n in ("立项", "调研", "配置")] == [
        "2026-03-02 09:00",
        "2026-03-04 09:00",
        "2026-03-12 09:00",
    ]
    assert rows["立项"].owner == cast.it and rows["调研"].owner is None and rows["系统上线"].go_live
    assert set(rows["配置"].people.values_list("person", "units")) == {(cast.it.pk, 100), (cast.team.pk, 100)}
    assert rows["配置"].predecessors == "3FS+1d"


def test_a_name_that_nobody_has_is_listed_and_can_be_given_to_somebody(cast):
    assert preview(cast.project, by_hand(cast), "计划.xlsx", replace=False).outcome.unknown == ["王外人"]
    assert brought(cast, by_hand(cast), people={"王外人": cast.vendor})["调研"].owner == cast.vendor


def test_matched_tasks_change_and_keep_their_progress(cast):
    rows = brought(cast, by_hand(cast))
    services.report_progress(cast.pm, rows["立项"], percent=40)
    again = workbook(
        (2, "立项", "4天", "", str(cast.it), 1), (3, "调研", "1w", "2", "", 1), (9, "验收", "2d", "3", "", 1)
    )
    rows = brought(cast, again)
    assert (rows["立项"].percent, rows["立项"].days, rows["立项"].owner) == (40, 4, cast.it)
    assert rows["验收"].number == 6 and rows["验收"].predecessors == "3"
    assert "配置" in rows and rows["配置"].predecessors == "3FS+1d"  # only here: stays


def test_replacing_removes_what_is_not_in_the_file(cast):
    brought(cast, by_hand(cast))
    rows = brought(cast, workbook((2, "立项", "4天", "", "", 1), (3, "调研", "1w", "2", "", 1)), replace=True)
    assert sorted(rows) == ["立项", "调研"] and rows["立项"].wbs == "1" and Link.objects.count() == 1


def test_replacing_never_loses_history_and_then_nothing_is_imported(cast):
    rows = brought(cast, by_hand(cast))
    services.report_progress(cast.pm, rows["配置"], percent=10)
    before = list(Task.objects.order_by("position").values())
    with pytest.raises(Refused) as refusal:
        brought(cast, workbook((2, "立项改", "4天", "", "", 1), (3, "调研", "1w", "2", "", 1)), replace=True)
    assert refusal.value.code == "import_loses_history" and "“配置”" in refusal.value.message
    assert list(Task.objects.order_by("position").values()) == before


def test_a_foreign_file_is_matched_by_names_not_by_its_numbers(cast):
    brought(cast, by_hand(cast))
    rows = brought(cast, workbook((1, "别的", "1d", "", "", 1), (2, "配置", "6d", "1", "", 1)))
    assert (rows["配置"].number, rows["配置"].days, rows["立项"].days) == (4, 6, 2)
    assert rows["配置"].incoming.filter(pred__name="别的").exists()


def test_faulty_cells_are_named_and_nothing_is_imported(cast):
    content = workbook((1, "甲", "lang", "", "", 1), (2, "乙", "1d", "77", "", 1))
    with pytest.raises(files.Faulty):
        brought(cast, content)
    found = preview(cast.project, content, "计划.xlsx", replace=False)
    assert [cell for cell, _value, _why in found.problems] == ["Sheet!C2", "Sheet!D3"]
    assert found.refusal and not Task.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"no workbook", "a.xlsx", "file_unreadable"),
        (b"<a/>", "a.xml", "file_unreadable"),
        (b"{}", "a.json", "file_unreadable"),
        (b"x", "a.mpp", "plan_kind"),
        (workbook((1, 2), heading=("甲", "乙")), "a.xlsx", "file_no_table"),
        (workbook((1, "甲", "1d", "2", "", 1), (2, "乙", "1d", "1", "", 1)), "a.xlsx", "file_circle"),
    ],
    ids=["no workbook", "xml", "json", "mpp", "no table", "circle"],  # a workbook's bytes carry the time they were made
)
def test_what_is_no_plan_is_refused_in_words(cast, content, name, code):
    with pytest.raises(Refused) as refusal:
        services.import_plan(cast.pm, cast.project, content=content, file_name=name)
    assert refusal.value.code == code and not Task.objects.exists()


def test_a_preview_says_what_will_be_and_changes_nothing(cast):
    rows = brought(cast, by_hand(cast))
    before = list(Task.objects.order_by("position").values())
    content = workbook((2, "立项", "4天", "", "", 1), (3, "调研", "1w", "2", "", 1), (9, "验收", "5d", "3", "", 1))
    found = preview(cast.project, content, "计划.xlsx", replace=True)
    assert (found.new, found.gone) == (1, 3) and found.finish_before != found.finish_after
    line = next(x for x in found.lines if x.name == "立项")
    assert line.state == "changed" and ("工期（天）", "2", "4") in line.changes
    assert list(Task.objects.order_by("position").values()) == before
    assert list(TaskPerson.objects.all()) and rows


def test_a_lag_in_per_cent_comes_in_as_such_and_goes_out_again(cast):
    rows = brought(cast, workbook((1, "甲", "4d", "", "", 1), (2, "乙", "1d", "1SS+50%", "", 1)))
    assert rows["乙"].predecessors == "1SS+50%" and shown(rows["乙"].early_start) == "2026-03-04 09:00"
    brought(cast, workbook((1, "甲", "8d", "", "", 1), (2, "乙", "1d", "1SS+50%", "", 1)))
    assert shown(Task.objects.get(name="乙").early_start) == "2026-03-06 09:00"
    (link,) = engine.read_mspdi(io.BytesIO(files.written(cast.project, "xml"))).links
    assert (link.lag, link.lag_kind) == (50, "percent")


def test_a_plan_backwards_from_its_finish_keeps_its_dates(cast):
    late = engine.Constraint.ALAP
    tasks = [
        engine.Task(n, name, duration=d * 480, constraint=late)
        for n, name, d in ((1, "甲", 2), (2, "乙", 3), (3, "丙", 1), (4, "上线", 0))
    ]
    links = [engine.Link(1, 2), engine.Link(2, 4), engine.Link(3, 4)]
    until = at("2026-03-20 18:00").replace(tzinfo=None)
    plan = engine.Plan(until, tuple(tasks), tuple(links), {"": china_standard()}, from_finish=until)
    content = engine.write_mspdi(plan)
    services.import_plan(cast.pm, cast.project, content=content, file_name="计划.xml")
    rows = {t.name: (shown(t.early_start), shown(t.early_finish)) for t in Task.objects.all()}
    own = {t.name: engine.critical_path(plan).tasks[t.uid] for t in tasks}
    assert rows == {n: (f"{d.start:%Y-%m-%d %H:%M}", f"{d.finish:%Y-%m-%d %H:%M}") for n, d in own.items()}
    assert rows["甲"][0] == "2026-03-16 09:00" and rows["丙"][0] == "2026-03-20 09:00"
    assert shown(Task.objects.get(name="上线").deadline) == "2026-03-20 23:59"
    (note,) = [n for n in preview(cast.project, content, "计划.xml", replace=False).notes if "倒排" in n]
    assert "2026-03-20" in note


@pytest.mark.parametrize("kind", ["xml", "xlsx", "json"])
def test_out_and_in_again_is_the_same_plan(cast, kind):
    plan = small_plan(cast)
    services.edit_task(cast.pm, plan.c, constraint="SNET", constraint_at=plan.b.early_start, predecessors="1SS+1d")
    approve(cast)
    before = files.whole(cast.project)
    content = files.written(cast.project, kind)
    services.import_plan(cast.pm, cast.project, content=content, file_name=f"plan.{kind}", replace=True)
    fields = {d.field for d in engine.difference(before, files.whole(cast.project))}
    assert fields == set()


def test_ms_project_opens_what_is_written_with_people_and_baselines(cast):
    with clock.at(at("2026-03-02 08:00")):
        small_plan(cast)
        approve(cast)
        plan = engine.read_mspdi(io.BytesIO(files.written(cast.project, "xml")))
    found = {t.name: t for t in plan.tasks}
    assert shown(Task.objects.get(name="上线").early_finish) == f"{engine.critical_path(plan).finish:%Y-%m-%d %H:%M}"
    assert found["甲"].baseline(0) is not None and {r.name for r in plan.resources} >= {str(cast.it)}


@pytest.mark.parametrize("name", ["aspose_NET__Residential_Construction.xml", "aspose_Java__HomeMovePlan.xml"])
def test_plans_of_ms_project_are_usable_at_once(cast, name):
    path = shared(f"schedule/mspdi/{name}")
    services.import_plan(cast.pm, cast.project, content=path.read_bytes(), file_name=name)
    plan = engine.read_mspdi(str(path))
    kept = [t for t in plan.tasks if t.uid and t.active]
    rows = list(Task.objects.order_by("position"))
    assert [(t.number, t.name) for t in rows] == [(t.uid, t.name.strip()[:200] or "—") for t in kept]
    assert all(t.early_start and t.early_finish and t.wbs for t in rows)
    assert Link.objects.count() == len({(k.pred, k.succ) for k in plan.links if k.pred and k.succ})
    summaries = {t.parent for t in kept}
    assert {t.number for t in rows if t.is_summary} == {uid for uid in summaries if uid}


def test_only_the_project_manager_imports(cast):
    for actor in (cast.sponsor, cast.it, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.import_plan(actor, cast.project, content=by_hand(cast), file_name="a.xlsx")
