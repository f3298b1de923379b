"""A log that comes again: what changed is told, only its cases are touched, and the result is that of reading everything."""

import pytest
from django.urls import reverse

from golive.apps.diagnosis import engine_io, services
from golive.apps.diagnosis.engine_io import opening
from golive.apps.diagnosis.jobs import follow_sources
from golive.apps.diagnosis.providers import PROVIDERS, Provider
from golive.apps.diagnosis.tests import factories
from golive.engines.mining.log import EventLog, LogMapping
from golive.foundation.errors import Refused
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db
LINES = factories.purchase_csv(cases=150).decode("gb18030").splitlines()
HEAD, ROWS = LINES[0], sorted(LINES[1:], key=lambda line: line.split(",")[2])
CUT = len(ROWS) * 8 // 10


def csv(rows):
    return "\n".join([HEAD, *rows]).encode("gb18030")


def bring(cast, log, rows, whole, name="new.csv"):
    services.renew_log(cast.consultant, log, upload=factories.upload(name, csv(rows)), whole=whole)
    run_pending()
    log.refresh_from_db()
    return log


def kept(log):
    """What is kept of a log, without the numbers by which a reading calls its activities."""
    figures = log.analyses.get(steps=[]).figures
    names = {n["id"]: n["name"] for n in figures["map"]["nodes"]}
    edges = {(names[e["from"]], names[e["to"]]): (e["n"], e["cases"], e["total"]) for e in figures["map"]["edges"]}
    variants = {v["key"]: (v["cases"], v["median"]) for v in figures["variants"]}
    findings = {f.key: (f.n, f.days, f.sentence["zh"]) for f in log.findings.exclude(state="outdated")}
    return log.log_hash, figures["facts"], edges, variants, findings


def test_a_later_delivery_gives_what_a_full_reading_gives_and_touches_its_cases_only(cast, monkeypatch):
    log = factories.read(cast, content=csv(ROWS[:CUT]))
    overlap = ROWS[CUT - 12 : CUT]
    seen = []
    refresh = opening.refresh
    monkeypatch.setattr(opening, "refresh", lambda *a, **k: seen.append(refresh(*a, **k)))
    log = bring(cast, log, [*overlap, *ROWS[CUT:]], whole=False)
    assert log.state == "done", log.fault
    everything = factories.read(cast, name="全部", content=csv(ROWS))
    assert kept(log) == kept(everything)
    # Only the cases of the delivery were touched, and they are those that are told.
    cases = {row.split(",")[0] for row in [*overlap, *ROWS[CUT:]]}
    before = {row.split(",")[0] for row in ROWS[:CUT]}
    news = {row.split(",")[0] for row in ROWS[CUT:]}
    assert set(seen[0].touched) == cases
    change = log.change
    assert (change["new"], change["changed"], change["gone"]) == (len(news - before), len(news & before), 0)
    assert change["same"] == len(before - news) > 0
    assert change["events_before"] + change["added"] - change["removed"] == change["events_after"] == len(ROWS)
    account = log.account
    assert account["rows_read"] == len(ROWS) + 12 == account["rows_kept"] + account["rows_dropped"]
    assert [(d["reason"], d["rows"]) for d in account["dropped"]] == [("known", 12)]
    # Configured anew, everything is read from the files again: the same log.
    services.configure_log(cast.consultant, log, config={**log.config, "cost_per_hour": 50})
    run_pending()
    log.refresh_from_db()
    assert log.log_hash == everything.log_hash and log.change["same"] == 150


def test_a_whole_new_file_takes_the_place_of_the_old_and_its_changes_are_told(cast, client):
    log = factories.read(cast, content=csv(ROWS))
    row = log.findings.filter(rule="removable_approval").first()
    services.set_aside(cast.consultant, row, reason="制度要求")
    gone, other = "PO-0003", "PO-0007"
    later = [r.replace("总经理审批", "总裁审批") if r.startswith(other) else r for r in ROWS if not r.startswith(gone)]
    log = bring(cast, log, later, whole=True)
    assert (log.change["new"], log.change["changed"], log.change["gone"]) == (0, 1, 1)
    assert log.change["changed_names"] == [other] and log.change["gone_names"] == [gone]
    assert log.findings.get(pk=row.pk).state == "withdrawn"
    client.force_login(cast.consultant)
    text = client.get(reverse("diagnosis:log_quality", args=[cast.project.code, log.pk])).content.decode()
    assert "最近一次读取带来的变化" in text and gone in text and other in text


def test_a_delivery_that_cannot_be_read_changes_nothing_and_says_why(cast):
    log = factories.read(cast, content=csv(ROWS[:CUT]))
    was = kept(log)
    with pytest.raises(Refused, match="log_no_such_column"):
        services.renew_log(cast.consultant, log, upload=factories.upload("x.csv", b"a,b\n1,2\n"), whole=False)
    assert log.parts.count() == 0
    wrong = csv([]).decode("gb18030") + "\nPO-1,提交申请,not a time,某人,1"
    services.renew_log(cast.consultant, log, upload=factories.upload("y.csv", wrong.encode("gb18030")), whole=False)
    run_pending()
    log.refresh_from_db()
    assert "None of the" in log.fault["msgid"]
    assert log.parts.count() == 0 and log.state == "done" and kept(log) == was


@pytest.fixture
def erp(monkeypatch):
    """A system that gives rows; `rows` may grow."""
    rows = list(ROWS[:CUT])
    names = HEAD.split(",")
    mapping = LogMapping(("采购单号",), ("环节",), "完成时间", resource="办理人", tz="Asia/Shanghai")

    def take(_project):
        return EventLog.from_rows([dict(zip(names, r.split(","), strict=True)) for r in rows], mapping)

    monkeypatch.setitem(PROVIDERS, "test.erp", Provider("test.erp", "ERP", take, lambda project: True))
    return rows


def test_a_systems_log_is_taken_every_night_and_made_anew_only_where_there_is_news(cast, erp, monkeypatch):
    log = services.take_from(
        cast.consultant, cast.project, origin="test.erp", name="ERP", process="采购", moment="after"
    )
    run_pending()
    log.refresh_from_db()
    assert log.state == "done", log.fault
    services.follow_source(cast.consultant, log, nightly=True)
    made = log.analyses.get(steps=[]).made_at
    calls = []
    plain = engine_io.reading.figures_and_insights
    monkeypatch.setattr(engine_io.reading, "figures_and_insights", lambda *a: calls.append(1) or plain(*a))
    follow_sources(None)
    run_pending()
    log.refresh_from_db()
    assert calls == [] and log.state == "done" and log.change["same"] == log.facts["cases"]
    assert log.analyses.get(steps=[]).made_at == made
    erp.extend(ROWS[CUT:])
    follow_sources(None)
    run_pending()
    log.refresh_from_db()
    assert calls == [1] and log.facts["events"] == len(ROWS) and log.change["new"] > 0


def test_a_file_is_not_taken_at_night(cast):
    log = factories.read(cast)
    with pytest.raises(Refused, match="log_of_file"):
        services.follow_source(cast.consultant, log, nightly=True)
