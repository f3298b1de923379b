import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.diagnosis import engine_io, services
from golive.apps.diagnosis.engine_io import opening
from golive.apps.diagnosis.models import Finding
from golive.apps.diagnosis.tests import factories
from golive.foundation.errors import Refused
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def test_columns_of_a_gb18030_file_are_proposed_and_a_person_confirms_them(cast):
    log = factories.draft(cast)
    assert log.state == "draft"
    assert (log.mapping["case"], log.mapping["activity"], log.mapping["time"]) == (["采购单号"], ["环节"], "完成时间")
    assert engine_io.head(log).sample[0][1] == "提交申请"
    with pytest.raises(Refused, match="log_no_such_column"):
        services.map_columns(cast.consultant, log, mapping={**log.mapping, "case": ["没有这一列"]})


def test_every_row_is_accounted_for_and_findings_come_with_their_cases(cast):
    log = factories.read(cast)
    assert log.state == "done", log.fault
    rows = factories.purchase_csv().decode("gb18030").count("\n")
    assert log.account["rows_read"] == rows == log.account["rows_kept"]
    assert log.facts["cases"] == 120 and log.log_hash and log.store is not None
    found = log.findings.filter(rule="removable_approval")
    assert "总经理" in [f.figures["subject"] for f in found]
    assert all(f.sentence["zh"] and f.sentence["en"] and f.n >= 30 and f.case_count >= len(f.cases) > 0 for f in found)


def test_a_damaged_file_says_what_is_wrong_and_is_kept(cast):
    content = b"<?xml version='1.0'?><log><trace><string key='concept:name' value='1'/>"
    log = services.add_log(
        cast.consultant,
        cast.project,
        upload=factories.upload("broken.xes", content),
        name="坏文件",
        process="采购",
        moment="before",
    )
    run_pending()
    log.refresh_from_db()
    assert log.state == "failed" and log.fault["msgid"] and log.file is not None


def test_reading_again_keeps_what_people_answered(cast):
    log = factories.read(cast)
    row = log.findings.filter(rule="removable_approval").first()
    services.set_aside(cast.consultant, row, reason="制度要求")
    services.read_again(cast.consultant, log)
    run_pending()
    row.refresh_from_db()
    assert (row.state, row.answer) == ("withdrawn", "制度要求")
    count = log.findings.count()
    services.configure_log(cast.consultant, log, config={**log.config, "approvals": []})
    run_pending()
    row.refresh_from_db()
    assert row.state == Finding.State.GONE, "it is no longer in the log, but what was said about it stays"
    assert log.findings.count() <= count


def test_a_configuration_that_cannot_be_understood_is_refused(cast):
    log = factories.read(cast)
    with pytest.raises(Refused, match="config_wrong"):
        services.configure_log(cast.consultant, log, config={"unknown": 1})


def test_a_finding_becomes_a_decision_once(cast):
    row = factories.read(cast).findings.filter(rule="removable_approval").first()
    services.follow_up(cast.pm, row, kind="decision", answer="取消总经理审批？", decider=cast.sponsor)
    row.refresh_from_db()
    assert row.became.startswith("governance.decision:") and row.state == "in_progress"
    with pytest.raises(Refused, match="finding_answered"):
        services.set_aside(cast.pm, row, reason="算了")


def test_the_vendor_sees_no_log_and_may_not_diagnose(cast, client):
    log = factories.draft(cast)
    client.force_login(cast.vendor)
    assert client.get(log.get_absolute_url()).status_code == 403
    with pytest.raises(PermissionDenied):
        services.read_again(cast.vendor, log)


def test_pages_of_a_log(cast, client):
    log = factories.read(cast)
    client.force_login(cast.consultant)
    wanted = {
        "log": "总经理",
        "process_map": "财务审批",
        "variants": "财务审批",
        "cases": "PO-0",
        "times": "赵会计",
        "log_quality": "行读取",
    }
    for page, text in wanted.items():
        assert text in client.get(reverse(f"diagnosis:{page}", args=[cast.project.code, log.pk])).content.decode(), page


def test_one_case_and_the_cases_of_a_path_and_of_a_finding(cast, client):
    log = factories.read(cast)
    client.force_login(cast.consultant)
    here = [cast.project.code, log.pk]
    text = client.get(reverse("diagnosis:case", args=here) + "?case=PO-0003").content.decode()
    assert "下达订单" in text and "李总" in text
    chart = log.analyses.get().figures["map"]
    edge = next(e for e in chart["edges"] if e["cases"] < 100)
    text = client.get(reverse("diagnosis:cases", args=here) + f"?path={edge['from']}-{edge['to']}").content.decode()
    assert f">{edge['cases']}<" in text or str(edge["cases"]) in text
    row = log.findings.first()
    assert client.get(reverse("diagnosis:cases", args=here) + f"?finding={row.pk}").status_code == 200
    assert client.get(reverse("diagnosis:finding", args=[cast.project.code, row.pk])).status_code == 200


def test_no_page_loads_a_log(cast, client, monkeypatch):
    """Lists of cases and single ones are asked of the file; figures were kept by the job."""
    log = factories.read(cast)
    row, figures = log.findings.first(), log.analyses.get().figures
    services.ask_analysis(cast.consultant, log, steps=[{"kind": "activity", "activities": ["财务驳回"]}])
    run_pending()
    part = log.analyses.exclude(steps=[]).get()

    def loaded(*_args, **_values):
        raise AssertionError("a page loads the whole log")

    for name in ("read_store", "read_log", "open_log"):
        monkeypatch.setattr(opening, name, loaded)
    client.force_login(cast.consultant)
    here = [cast.project.code, log.pk]
    cases = reverse("diagnosis:cases", args=here)
    variant = figures["variants"][0]
    for address in (
        *(
            reverse(f"diagnosis:{name}", args=here)
            for name in ("log", "process_map", "variants", "times", "log_quality")
        ),
        cases,
        f"{cases}?finding={row.pk}",
        f"{cases}?filter={part.steps_hash}",
        reverse("diagnosis:case", args=here) + "?case=PO-0003",
    ):
        assert client.get(address).status_code == 200, address
    assert client.get(f"{cases}?variant={variant['key']}").context["found"].total == variant["cases"]


def test_a_part_of_the_log_is_computed_once_and_kept_under_a_name(cast, client):
    log = factories.read(cast)
    client.force_login(cast.consultant)
    here = [cast.project.code, log.pk]
    ask = reverse("diagnosis:ask_analysis", args=here)
    chart = log.analyses.get().figures["map"]
    rejected = next(n for n in chart["nodes"] if n["name"] == "财务驳回")
    answer = client.post(ask, {"activity": rejected["id"], "longer": "0.5"})
    run_pending()
    part = log.analyses.exclude(steps=[]).get()
    assert part.figures["facts"]["cases"] <= rejected["cases"] < 120
    text = client.get(answer.url).content.decode()
    assert "含“财务驳回”" in text and "历时 12.0" in text
    services.save_filter(cast.consultant, log, name="被驳回的", steps=part.steps)
    assert client.post(ask, {"saved": log.filters.get().pk}).url == answer.url
    with pytest.raises(Refused, match="log_bad_filter"):
        services.ask_analysis(cast.consultant, log, steps=[{"kind": "nonsense"}])
