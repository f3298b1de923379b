import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from golive.apps.diagnosis import services
from golive.apps.diagnosis.tests import factories
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(cast):
    made = factories.read(cast)
    config = {
        **made.config,
        "separate": [["部门经理审批", "下达订单"], ["提交申请", "下达订单"]],
        "mandatory": ["总经理审批"],
        "amount": "金额",
        "cost_per_day": 30,
    }
    services.configure_log(cast.consultant, made, config=config)
    run_pending()
    made.refresh_from_db()
    assert made.state == "done", made.fault
    return made


def rows():
    lines = [line.split(",") for line in factories.purchase_csv().decode("gb18030").splitlines()[1:]]
    return [dict(zip(("case", "step", "at", "who", "amount"), line, strict=True)) for line in lines]


def test_levels_of_approval_by_amount_with_their_cases(cast, log):
    found = log.analyses.get().insights["approvals"]
    rejects = [r for r in rows() if r["step"] == "财务驳回"]
    level = next(each for each in found["levels"] if each["name"] == "财务")
    assert (level["n"], level["rejected"], level["cases"]) == (120 + len(rejects), len(rejects), 120)
    assert level["share"] == pytest.approx(len(rejects) / level["n"]) and level["low"] < level["share"] < level["high"]
    assert level["median"] > 0.5 and level["deciders"] == 1
    bands = found["bands"]
    assert sum(band["n"] for band in bands) == 120
    assert sum(each["rejected"] for band in bands for each in band["by_level"] if each["name"] == "财务") == len(
        rejects
    )
    behind = log.analyses.get().behind[level["rejected_ref"]]
    assert set(behind["cases"]) == {r["case"] for r in rejects} and behind["n"] == len(set(behind["cases"]))


def test_controls_people_waiting(cast, log):
    found = log.analyses.get().insights
    by_case: dict[str, dict[str, str]] = {}
    for r in rows():
        by_case.setdefault(r["case"], {})[r["step"]] = r["who"]
    same = sum(who["提交申请"] == who["下达订单"] for who in by_case.values())
    eyes = {(c["first"], c["second"]): c for c in found["controls"] if c["kind"] == "four_eyes"}
    assert eyes["部门经理审批", "下达订单"]["cases"] == 0 and eyes["提交申请", "下达订单"]["cases"] == same == 120
    (skipped,) = (c for c in found["controls"] if c["kind"] == "skipped")
    assert (skipped["n"], skipped["cases"], skipped["ref"]) == (120, 0, "")
    doer = next(d for d in found["people"]["doers"] if d["activity"] == "总经理审批")
    assert (doer["top"], doer["share"], doer["n"]) == ("李总", 1.0, 120)
    before = {w["activity"]: w for w in found["waiting"]["before"]}
    assert before["总经理审批"]["median"] > before["下达订单"]["median"]
    assert sum(w["begun"] for w in found["waiting"]["open"]) == 120 and found["waiting"]["open"][-1]["open"] == 0
    assert sum(map(sum, found["waiting"]["hours"])) == len(rows())


def test_slow_cases_share_a_step(cast, client):
    """Every eighth order is refused and made again; it takes a week longer."""
    lines = ["采购单号,环节,完成时间,办理人"]
    for n in range(480):
        steps = ["提交", "审批", *(["驳回", "提交", "审批"] if n % 8 == 0 else []), "下单"]
        for i, step in enumerate(steps):
            hours = n * 3 + i * (40 if n % 8 == 0 else 6) + n % 5
            lines.append(
                f"PO-{n:04d},{step},{datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hours):%Y-%m-%d %H:%M:%S},甲"
            )
    log = factories.read(cast, content="\n".join(lines).encode("gb18030"))
    kept = log.analyses.get()
    found = {(c["activity"], c["again"]): c for c in kept.insights["step_causes"]}
    (cause,) = (
        found.values()
    )  # that the order is refused, handed in again and approved again are the same cases, told once
    assert cause["n"] == 60 and cause["lift"] > 7 and kept.behind[cause["ref"]]["n"] == cause["slow"]
    client.force_login(cast.consultant)
    text = client.get(reverse("diagnosis:analyses", args=[cast.project.code, log.pk])).content.decode()
    assert "慢案例中更常见的环节" in text and f"“{cause['activity']}”" in text


def test_the_log_is_held_against_the_usual_way_and_against_a_design(cast, log):
    design = factories.design(cast, log)
    drawn = design.bpmn
    services.ask_analysis(cast.consultant, log, steps=[])
    run_pending()
    usual, designed = log.analyses.get().insights["conformance"]
    assert usual["model"] == "" and designed["model"].startswith(design.code)
    assert usual["fitness"] == pytest.approx(designed["fitness"]), "a design begins as the usual way"
    # Without the step that all pass, every case deviates by it.
    services.edit_design(cast.consultant, design, bpmn=drawn.replace('name="总经理审批"', 'name="总裁审批"'))
    services.ask_analysis(cast.consultant, log, steps=[])
    run_pending()
    designed = log.analyses.get().insights["conformance"][1]
    told = {d["text"]["zh"]: d for d in designed["deviations"]}
    (unknown,) = (d for text, d in told.items() if "总经理审批" in text)
    assert (unknown["times"], unknown["cases"], designed["perfect"]) == (120, 120, 0)


def test_the_page_says_it_and_opens_the_cases(cast, log, client):
    client.force_login(cast.consultant)
    here = [cast.project.code, log.pk]
    text = client.get(reverse("diagnosis:analyses", args=here)).content.decode()
    for words in ("审批", "李总", "不得由同一人办理", "比照"):
        assert words in text, words
    insights = log.analyses.get().insights
    links = set(re.findall(r"behind=(e\d+)", text))
    assert {level["ref"] for level in insights["approvals"]["levels"]} <= links
    level = insights["approvals"]["levels"][0]
    page = client.get(reverse("diagnosis:cases", args=here) + f"?behind={level['ref']}")
    assert page.context["found"].total == level["cases"]
    assert client.get(reverse("diagnosis:cases", args=here) + "?behind=e999").context["found"].total == 0


def test_filters_by_attribute_and_by_end_hold_on_every_page(cast, log, client):
    client.force_login(cast.consultant)
    here = [cast.project.code, log.pk]
    ask = reverse("diagnosis:ask_analysis", args=here)
    amounts = {r["case"]: float(r["amount"]) for r in rows()}
    least = sorted(amounts.values())[90]
    answer = client.post(ask, {"attribute": "金额", "at_least": f"{least}", "page": "analyses"})
    assert answer.url.startswith(reverse("diagnosis:analyses", args=here) + "?filter=")
    run_pending()
    large = sum(value >= least for value in amounts.values())
    part = log.analyses.exclude(steps=[]).get()
    assert part.figures["facts"]["cases"] == part.insights["cases"] == large < 120
    query = answer.url.partition("?")[2]
    for page in ("process_map", "variants", "cases", "times", "analyses"):
        shown = client.get(reverse(f"diagnosis:{page}", args=here) + f"?{query}")
        assert "“金额”不低于" in shown.content.decode(), page
    assert client.get(reverse("diagnosis:cases", args=here) + f"?{query}").context["found"].total == large
    nodes = {n["name"]: n["id"] for n in log.analyses.get(steps=[]).figures["map"]["nodes"]}
    answer = client.post(ask, {"start": nodes["提交申请"], "end": nodes["财务驳回"]})
    run_pending()
    assert Job.objects.order_by("-id").first().state == "failed", "no case ends with a rejection"
    services.save_filter(cast.consultant, log, name="大额", steps=part.steps)
    saved = client.post(ask, {"saved": log.filters.get().pk, "page": "variants"}).url
    assert saved == reverse("diagnosis:variants", args=here) + f"?{query}"
    assert client.post(ask, {"attribute": "金额"}).status_code in (302, 409, 422)
    assert log.analyses.count() == 2


def test_the_interval_of_a_finding_is_written_in_the_unit_of_its_figure(cast, log, client):
    client.force_login(cast.consultant)
    kept = log.findings.get(rule="approval_keeps_value", figures__subject="财务")
    low, high = kept.figures["interval"]
    assert 0.01 < low < high < 0.5
    text = client.get(log.get_absolute_url()).content.decode()
    written = [f"{100 * v:.2f} %" if v < 0.1 else f"{100 * v:.1f} %" for v in (low, high)]
    assert f"{written[0]} 至 {written[1]}" in text or f"{written[0]} ~ {written[1]}" in text, written
