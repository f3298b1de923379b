"""Plans of other programs through MPXJ, where it and Java are installed: files that MPXJ itself wrote, read back.

Nobody but Microsoft writes .mpp, so none can be made here; its reader is MPXJ's own, as for .xer.
"""
# ruff: noqa: DTZ001 - plans have local times

import subprocess
import sys
from dataclasses import replace
from datetime import datetime

import pytest

from golive.engines.schedule import Constraint, Link, LinkType, Plan, PlanError, Task, critical_path, foreign
from golive.engines.schedule.mspdi_write import write_mspdi
from golive.engines.worktime import Calendar, week

WRITE = """
import sys, jpype, mpxj
jpype.startJVM()
plan = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(sys.argv[1])
kind = getattr(jpype.JClass("org.mpxj.writer.FileFormat"), sys.argv[2])
writer = jpype.JClass("org.mpxj.writer.UniversalProjectWriter")(kind)
if sys.argv[2] == "XER":  # as a Primavera in China writes it
    writer = jpype.JClass("org.mpxj.primavera.PrimaveraXERFileWriter")()
    writer.setCharset(jpype.JClass("java.nio.charset.Charset").forName("GBK"))
writer.write(plan, sys.argv[3])
"""
PLAN = Plan(
    datetime(2026, 3, 2, 8),
    (
        Task(1, "准备", duration=0),
        Task(2, "启动会", 1, duration=480),
        Task(3, "组队", 1, duration=1440),
        Task(4, "配置", duration=4800, constraint=Constraint.SNET, constraint_date=datetime(2026, 3, 9, 8)),
        Task(5, "测试", duration=2400),
        Task(6, "上线", duration=0, milestone=True),
    ),
    (Link(2, 3), Link(3, 4, lag=480), Link(4, 5, LinkType.SS, 960), Link(4, 6), Link(5, 6)),
    {"1": Calendar("标准", "UTC", week("08:00-12:00 13:00-17:00"))},
    "1",
    name="ERP",
)


def test_where_mpxj_or_java_is_absent_it_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(foreign.shutil, "which", lambda name: None)
    with pytest.raises(PlanError) as refusal:
        foreign.read_foreign(tmp_path / "plan.mpp")
    assert (refusal.value.code, refusal.value.detail) == ("no_mpxj", ".mpp")


@pytest.mark.slow
@pytest.mark.skipif(not foreign.available(), reason="MPXJ or Java is not installed")
@pytest.mark.parametrize(("kind", "suffix"), [("XER", ".xer"), ("PMXML", ".pmxml"), ("PLANNER", ".planner")])
def test_a_file_of_another_program_gives_the_same_dates(kind, suffix, tmp_path):
    source, target = tmp_path / "plan.xml", tmp_path / f"plan{suffix}"
    whole = replace(PLAN, tasks=tuple(replace(t, remaining=t.duration) for t in PLAN.tasks))  # Primavera reckons by it
    source.write_bytes(write_mspdi(whole))
    subprocess.run([sys.executable, "-c", WRITE, source, kind, target], check=True, capture_output=True)
    back = foreign.read_foreign(target)
    was, now = critical_path(PLAN), critical_path(back)
    uids = {t.name: t.uid for t in back.tasks}
    for task in PLAN.tasks:
        dates, again = was.tasks[task.uid], now.tasks[uids[task.name]]
        assert (again.start, again.finish) == (dates.start, dates.finish), task.name
    assert len(back.links) == len(PLAN.links)


@pytest.mark.slow
@pytest.mark.skipif(not foreign.available(), reason="MPXJ or Java is not installed")
def test_a_file_that_is_none_is_refused_with_mpxjs_words(tmp_path):
    path = tmp_path / "plan.mpp"
    path.write_bytes(b"no plan at all")
    with pytest.raises(PlanError) as refusal:
        foreign.read_foreign(path)
    assert refusal.value.code == "not_foreign" and refusal.value.detail


def test_the_code_page_of_a_primavera_file():
    assert [foreign.charset("启动会".encode(e)) for e in ("utf-8", "gbk")] == ["utf-8", "gb18030"]
    assert foreign.charset(b"Stra\xdfe 1") == "windows-1252"
