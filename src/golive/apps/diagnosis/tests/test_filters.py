"""A filter holds on every page of a log: findings, map, variants, cases, analyses, conformance, and what is exported."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from golive.apps.diagnosis import engine_io, services
from golive.apps.diagnosis.tests import factories
from golive.engines.mining.findings import diagnose, read_config
from golive.engines.mining.log import EventLog, LogMapping
from golive.foundation.duties.registry import calendar_of
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db
PAGES = ("log", "process_map", "variants", "cases", "times", "analyses", "log_quality")


def rows():
    lines = [line.split(",") for line in factories.purchase_csv(cases=300).decode("gb18030").splitlines()[1:]]
    return [dict(zip(("case", "step", "at", "who", "amount"), line, strict=True)) for line in lines]


@pytest.fixture
def log(cast):
    return factories.read(cast, content=factories.purchase_csv(cases=300))


@pytest.fixture
def here(cast, log):
    return [cast.project.code, log.pk]


@pytest.fixture
def large(cast, log, client, here):
    """The part of the log with amounts from the median on, saved under a name; (its row, its query, its cases)."""
    client.force_login(cast.consultant)
    amounts = {r["case"]: float(r["amount"]) for r in rows()}
    least = sorted(amounts.values())[150]
    answer = client.post(reverse("diagnosis:ask_analysis", args=here), {"attribute": "金额", "at_least": f"{least}"})
    run_pending()
    part = log.analyses.exclude(steps=[]).get()
    services.save_filter(cast.consultant, log, name="大额", steps=part.steps)
    return part, answer.url.partition("?")[2], {case for case, amount in amounts.items() if amount >= least}


def test_findings_of_a_part_are_those_of_a_log_that_holds_its_cases_only(cast, log, large):
    part, _query, cases = large
    kept = [r for r in rows() if r["case"] in cases]
    mapping = LogMapping(("case",), ("step",), "at", resource="who", tz="Asia/Shanghai")
    config = {**log.config, "amount": "amount"}
    with EventLog.from_rows(kept, mapping) as alone:
        expected = diagnose(alone, read_config(config), calendar_of(cast.project))
    said = {f"{f.rule}:{f.subject}".replace("amount", "金额"): (f.n, f.text.zh) for f in expected.findings}
    found = {f["key"]: (f["n"], f["sentence"]["zh"]) for f in part.findings}
    assert "removable_approval:总经理" in found
    assert found == said
    of_all = {f.key: f.n for f in log.findings.all()}
    assert found["removable_approval:总经理"][0] < of_all["removable_approval:总经理"]


def test_every_page_names_the_filter_and_shows_the_part(cast, log, client, here, large):
    part, query, cases = large
    for page in PAGES:
        text = client.get(reverse(f"diagnosis:{page}", args=here) + f"?{query}").content.decode()
        assert "只看日志的一部分：大额" in text and "“金额”不低于" in text, page
        assert all(f"?{query}" in tab for tab in text.split('class="tabs"')[1].split("</nav>")[0].split("<a ")[1:]), (
            page
        )
    text = client.get(reverse("diagnosis:log", args=here) + f"?{query}").content.decode()
    ref = next(f for f in part.findings if f["key"] == "removable_approval:总经理")["ref"]
    assert f"?behind={ref}&amp;filter={part.steps_hash}" in text or f"?behind={ref}&filter={part.steps_hash}" in text
    shown = client.get(reverse("diagnosis:cases", args=here) + f"?behind={ref}&{query}")
    assert shown.context["found"].total == part.behind[ref]["n"] <= len(cases)
    assert {c["key"] for c in shown.context["found"].rows} <= cases
    held = part.insights["conformance"][0]
    assert held["n"] == len(cases)


def test_links_within_a_part_stay_in_it(log, client, here, large):
    part, query, _cases = large
    variants = client.get(reverse("diagnosis:variants", args=here) + f"?{query}").content.decode()
    variant = part.figures["variants"][0]
    assert f"?variant={variant['key']}&amp;{query}" in variants or f"?variant={variant['key']}&{query}" in variants
    listed = client.get(reverse("diagnosis:cases", args=here) + f"?variant={variant['key']}&{query}")
    assert listed.context["found"].total == variant["cases"]
    edge = part.figures["map"]["edges"][0]
    listed = client.get(reverse("diagnosis:cases", args=here) + f"?path={edge['from']}-{edge['to']}&{query}")
    assert listed.context["found"].total == edge["cases"]


def test_what_is_exported_says_of_which_part_it_is(log, client, here, large):
    part, query, cases = large
    for asked, wanted, n in ((f"?{query}", "“金额”不低于", len(cases)), ("", "全部日志", 300)):
        answer = client.get(reverse("diagnosis:figures", args=here) + asked)
        book = openpyxl.load_workbook(BytesIO(answer.content))
        about = [row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
        assert wanted in about[2] and about[3] == n
        listed = [row[0] for row in book.worksheets[-1].iter_rows(min_row=2, values_only=True)]
        assert len(listed) == n and (not asked or set(listed) == cases)
        assert len(list(book.worksheets[1].iter_rows(min_row=2))) == (
            len(part.findings) if asked else log.findings.count()
        )


def test_figures_of_the_whole_are_never_shown_for_a_part(cast, log, client, here, large):
    _part, query, _cases = large
    for page in ("log", "process_map", "variants", "cases", "times", "analyses"):
        text = client.get(reverse(f"diagnosis:{page}", args=here) + "?filter=0123456789abcdef01234567").content.decode()
        assert "这一部分还没有数字" in text, page
    services.read_again(cast.consultant, log)
    run_pending()
    assert log.analyses.exclude(steps=[]).count() == 1, "what was saved is computed again when the log was read again"
    assert "只看日志的一部分：大额" in client.get(reverse("diagnosis:log", args=here) + f"?{query}").content.decode()


def test_the_values_of_an_attribute_are_offered_with_their_counts(log, client, here, cast):
    content = factories.purchase_csv(cases=60).decode("gb18030").splitlines()
    lines = [f"{content[0]},部门,备注"] + [
        f"{line},{'生产部' if int(line[3:7]) % 3 else '仓储部'},备注{n}" for n, line in enumerate(content[1:] * 5)
    ]
    other = factories.read(cast, name="有部门的", content="\n".join(lines).encode("gb18030"))
    client.force_login(cast.consultant)
    page = reverse("diagnosis:values", args=[cast.project.code, other.pk])
    text = client.get(page, {"attribute": "部门"}).content.decode()
    assert 'value="生产部"' in text and ">40<" in text and 'value="仓储部"' in text and ">20<" in text
    text = client.get(page, {"attribute": "备注"}).content.decode()
    assert "checkbox" not in text and "种取值" in text
    ask = reverse("diagnosis:ask_analysis", args=[cast.project.code, other.pk])
    client.post(ask, {"attribute": "部门", "value": ["仓储部"], "values": ""})
    run_pending()
    part = other.analyses.exclude(steps=[]).get()
    assert part.figures["facts"]["cases"] == 20 and part.steps[0]["values"] == ["仓储部"]
    assert engine_io.hash_of(part.steps) == part.steps_hash
