"""The pages of figures: everybody of the project sees how each party keeps its duties; every figure opens to its rows."""

import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation, Signal
from golive.foundation.duties.registry import Occurrence, department
from golive.foundation.duties.tests.factories import local
from golive.foundation.words import words

NOW = "2026-03-17 12:00"
PAGES = ["parties", "figures", "obligations", "forecast"]
MEMBERS = ["sponsor", "pm", "business", "it", "vendor", "consultant", "team", "user", "qa", "care"]


@pytest.fixture
def page(cast, client, prove):
    """page(who, name, query) → response, on 17 March with some duties connected."""
    prove("M4").fact("2026-03-13 15:00", "秘密周报", period="2026-W11", url="/report/1")
    prove("M3").fact("2026-03-09 15:00", "风险评审", period="2026-W10")
    prove("V1").fact("2026-03-13 15:00", "差异答复 12 条", url="/fit/1")
    prove("S3").occurrences.append(Occurrence("d:1", local("2026-03-16 10:00"), "秘密决策"))
    prove("B2").fact("2026-03-10 10:00", "签字", place=department(cast.sales.pk))
    with clock.at(local("2026-03-04 09:00")):
        evaluate(cast.project)
    with clock.at(local(NOW)):
        evaluate(cast.project)

        def get(who, name, query=""):
            client.force_login(getattr(cast, who))
            return client.get(address(cast, name) + query)

        yield get


def address(cast, name):
    return reverse(f"duties:{name}", kwargs={} if name == "portfolio" else {"project": cast.project.code})


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("who", MEMBERS)
@pytest.mark.parametrize("name", [*PAGES, "portfolio"])
def test_everybody_of_the_project_sees_the_figures_and_no_inside_evidence(page, who, name):
    shown = text(page(who, name))
    if who in ("vendor", "consultant"):
        assert "秘密" not in shown
    assert "%(" not in shown


@pytest.mark.parametrize("name", [*PAGES, "obligations_excel"])
def test_strangers_find_no_such_page(page, name):
    assert page("stranger", name).status_code == 404


@pytest.mark.slow
def test_the_rows_behind_each_figure_are_as_many_as_it_says(page):
    """Every link of the board and of the figures by group leads to as many rows as the figure counts."""
    checked = 0
    for name, query in [
        ("parties", ""),
        ("figures", "?by=duty"),
        ("figures", "?by=department"),
        ("figures", "?by=phase"),
    ]:
        html = text(page("pm", name, query))
        for link, number in re.findall(r'<a href="([^"]*duties/obligations/[^"]*)"[^>]*>(?:<b>)?(\d+)<', html)[:40]:
            rows = text(page("pm", "obligations", "?" + unescape(link).split("?")[1]))
            total = int(re.search(r'class="num">\D*(\d+)', rows)[1]) if "<tbody" in rows else 0
            assert total == int(number), link
            checked += 1
    assert checked > 60


def test_the_list_is_narrowed_and_paged(page, cast, monkeypatch):
    monkeypatch.setattr("golive.foundation.duties.figures.listing.PAGE", 1)
    html = text(page("pm", "obligations", f"?state=overdue&person={cast.pm.pk}"))
    assert "逾期" in html
    seen, query = [], "?state=counted"
    while query:
        html = text(page("pm", "obligations", query))
        seen += re.findall(r'<time datetime="([^"]+)"', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        query = unescape(following[1]) if following else ""
    assert len(seen) == Obligation.objects.filter(state__in=["met", "met_late", "overdue", "waived"]).count() > 4
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "query", ["?person=x&duty=Z9&since=never&state=good", "?after=rubbish", "?after=2026_1", "?on=9999-12-31"]
)
def test_what_makes_no_sense_is_left_out(page, query):
    assert "M4" in text(page("pm", "obligations", query))


@pytest.mark.parametrize("name", PAGES)
def test_a_past_day_says_so_and_leads_back(page, name):
    then = text(page("pm", name, "?on=2026-03-10&by=party"))
    assert "截至 2026-03-10 当日结束时" in then
    assert 'href="?by=party"' in then
    assert "截至 2026-03-10" not in text(page("pm", name, "?on=2030-01-01"))


def test_the_past_is_listed_as_it_was(page):
    def listed(on):
        return text(page("pm", "obligations", f"?duty=M3&until=2026-03-08{on}")).split("<tbody>")[1]

    assert "逾期 1 天" in listed("&on=2026-03-07")
    assert "逾期 1 天" not in listed("")
    assert "晚" in listed("")


def test_the_list_in_excel_has_the_rows_of_the_page(page):
    answer = page("pm", "obligations_excel", "?state=overdue")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == Obligation.objects.filter(state="overdue").count() > 0
    assert all(row[7].startswith("逾期") for row in rows)
    inside = openpyxl.load_workbook(BytesIO(page("vendor", "obligations_excel").content)).active
    assert "秘密" not in str(list(inside.iter_rows(values_only=True)))


def test_the_board_shows_who_is_silent(page, cast):
    Signal.objects.create(
        project=cast.project, kind="silence", key="silence:V", text=words("静默九日").to_json(),
        party="V", seen_at=local("2026-03-16 09:00"),
    )  # fmt: skip
    assert "静默九日" in text(page("pm", "parties"))
    assert "静默九日" not in text(page("pm", "parties", "?on=2026-03-10"))


def test_the_forecast_marks_holidays_and_shifted_days(page, cast):
    with clock.at(local("2026-09-20 12:00")):
        html = text(page("pm", "forecast"))
    assert "国庆节" in html
    assert "调休" in html


def test_the_portfolio_is_of_one_s_own_projects(page, cast):
    html = text(page("pm", "portfolio"))
    assert cast.project.name in html and cast.other_project.name not in html
    late = Obligation.objects.filter(project=cast.project, state="overdue").count()
    assert re.search(rf'state=overdue"[^>]*>{late}<', html)
    assert cast.project.name not in text(page("stranger", "portfolio"))


@pytest.mark.parametrize(
    ("name", "most"), [("parties", 22), ("figures", 20), ("obligations", 22), ("forecast", 17), ("portfolio", 18)]
)
def test_queries_of_a_page_are_bounded(page, cast, client, name, most):
    page("pm", name)
    with CaptureQueriesContext(connection) as captured:
        client.get(address(cast, name))
    assert len(captured) <= most, [q["sql"][:90] for q in captured]
