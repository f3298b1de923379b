"""The pages of tailoring, of stand-ins and of what was noticed: what they show to whom, and that their forms work."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.accounts.queries import system_actor
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import registry, services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment, Cover, Holder, Signal, Tailoring
from golive.foundation.duties.noticing import signals
from golive.foundation.duties.registry import Claim
from golive.foundation.duties.tests.factories import local
from golive.foundation.words import words

pytestmark = pytest.mark.django_db
NOW = local("2026-03-09 10:00")
MEMBERS = ["sponsor", "pm", "business", "it", "vendor", "consultant", "team", "user", "qa", "care"]


@pytest.fixture(autouse=True)
def monday(cast, prove, monkeypatch):
    monkeypatch.setattr(registry, "CLAIMS", {})
    with clock.at(NOW):
        evaluate(cast.project)
        yield


@pytest.fixture
def see(cast, client):
    """see(who, page, **more) → the text of a page."""

    def get(who, name, status=200, query="", **more):
        client.force_login(getattr(cast, who))
        answer = client.get(reverse(f"duties:{name}", kwargs={"project": cast.project.code, **more}) + query)
        assert answer.status_code == status
        return answer.content.decode()

    return get


@pytest.fixture
def post(cast, client):
    def send(who, name, data=None, **more):
        client.force_login(getattr(cast, who))
        url = reverse(f"duties:{name}", kwargs={"project": cast.project.code, **more})
        return client.post(url, data or {})

    return send


# Tailoring


@pytest.mark.parametrize("name", ["tailoring", "covers", "signals"])
@pytest.mark.parametrize("who", MEMBERS)
def test_everybody_of_the_project_opens_the_pages(see, who, name):
    see(who, name)


@pytest.mark.parametrize("name", ["tailoring", "covers", "signals", "cover"])
def test_strangers_find_no_such_page(see, name):
    see("stranger", name, status=404)


def test_template_and_project_stand_side_by_side_with_the_reason(cast, see):
    assert "0 处不同" in see("pm", "tailoring")
    services.tailor(
        cast.pm, cast.project, duty_id="M4", rules={"weekly": "weekly thu 17:00"}, grace=3, reason="周五开例会"
    )
    text = see("vendor", "tailoring")
    assert "1 处不同" in text
    assert "每周五 18:00" in text
    assert "<mark>每周四 17:00" in text
    assert "<mark>宽限 3 小时</mark>" in text
    assert "周五开例会" in text
    assert "恢复模板" not in text
    assert "恢复模板" in see("pm", "tailoring")


def test_what_is_switched_off_is_a_difference_too(cast, see):
    row = Assignment.objects.get(project=cast.project, duty_id="M9")
    services.switch_off(system_actor(), row, by=cast.sponsor, reason="外包给供应商", decision="/p/x/decisions/1/")
    text = see("pm", "tailoring")
    assert "1 处不同" in text
    assert "外包给供应商" in text
    assert "/p/x/decisions/1/" in text
    assert "/p/x/decisions/1/" not in see("vendor", "tailoring")


def test_a_gap_is_mended_with_one_click(cast, see, post):
    Membership.objects.filter(person=cast.care).delete()
    evaluate(cast.project)
    signals.refresh(cast.project)
    assert "采纳建议" not in see("team", "tailoring")
    assert "采纳建议" in see("pm", "tailoring")
    given = Signal.objects.get(key="gap:A6:").proposal["assign"]
    page = reverse("duties:tailoring", kwargs={"project": cast.project.code})
    fields = {"accountable": given["person"], "place": given["place"], "next": page}
    answer = post("pm", "assign", fields, duty="A6")
    assert answer.url == page
    assert Assignment.objects.get(duty_id="A6").accountable_id == given["person"]


def test_a_rule_is_chosen_in_plain_words_and_its_next_dates_are_shown(see):
    text = see("pm", "tailor", duty="M4")
    assert "每周五" in text
    assert "03-13 18:00" in text
    query = "?preview=1&weekly_when=weekly+thu&weekly_time=17:00"
    text = see("pm", "tailor", duty="M4", query=query)
    assert "每周四 17:00" in text
    assert "03-12 17:00" in text
    assert "03-19 17:00" in text
    assert "无法识别" in see("pm", "tailor", duty="M4", query="?preview=1&weekly_when=weekly+thu&weekly_time=")


def test_the_form_of_a_duty_saves_and_goes_back(cast, see, post):
    page = {"weekly_when": "weekly thu", "weekly_time": "17:00", "monthly_when": "monthly workday -1"}
    given = {**page, "monthly_time": "18:00", "grace": 6, "by": "project", "reason": "周五开例会"}
    assert post("pm", "tailor", given, duty="M4").status_code == 302
    row = Tailoring.objects.get()
    assert (row.rules, row.grace) == ({"weekly": "weekly thu 17:00"}, 6)
    assert 'value="weekly thu" selected' in see("pm", "tailor", duty="M4")
    assert post("pm", "tailor", {**given, "reason": ""}, duty="M4").status_code == 200
    assert post("pm", "reset", duty="M4").status_code == 302
    assert not Tailoring.objects.exists()


def test_every_duty_can_be_opened_for_tailoring(see):
    for duty in ("B1", "B2", "S3", "I10", "C5", "X2", "M4"):
        assert duty in see("pm", "tailor", duty=duty)
    see("pm", "tailor", duty="Z1", status=404)


@pytest.mark.parametrize("who", [w for w in MEMBERS if w not in ("pm", "sponsor")])
def test_others_do_not_open_the_form(see, post, who):
    see(who, "tailor", duty="M4", status=403)
    assert post(who, "reset", duty="M4").status_code == 403


def test_letters_are_given_and_taken_on_the_page(cast, see, post):
    row = Assignment.objects.get(project=cast.project, duty_id="M3")
    assert post("pm", "give_letter", {"person": cast.team.pk, "letter": "R"}, pk=row.pk).status_code == 302
    held = Holder.objects.get(letter="R")
    assert str(cast.team) in see("pm", "tailor", duty="M3")
    assert post("vendor", "take_letter", pk=held.pk).status_code == 403
    assert post("pm", "take_letter", pk=held.pk).status_code == 302
    assert Holder.objects.get(letter="R").until == NOW


# Stand-ins


def test_who_is_away_and_who_stands_in(cast, see, post):
    day = {"first_day": "2026-03-09", "last_day": "2026-03-11"}
    given = {**day, "person": cast.qa.pk, "stand_in": cast.pm.pk, "reason": "看病", "duty_ids": ["Q1"]}
    assert post("qa", "cover", given).status_code == 302
    row = Cover.objects.get()
    assert (row.person, row.stand_in, row.duty_ids) == (cast.qa, cast.pm, ["Q1"])
    assert "看病" in see("pm", "covers")
    text = see("it", "covers")
    assert "看病" not in text
    assert str(cast.qa) in text
    assert "已返岗" not in text
    assert post("it", "end_cover", pk=row.pk).status_code == 403
    assert post("qa", "end_cover", pk=row.pk).status_code == 302
    assert "没有人缺席" in see("it", "covers")


def test_one_says_it_of_oneself_and_the_manager_of_others(cast, see, post):
    day = {"first_day": "2026-03-09", "last_day": "2026-03-11"}
    assert post("it", "cover", {**day, "person": cast.qa.pk, "stand_in": cast.pm.pk}).status_code == 403
    assert 'type="hidden" name="person"' in see("it", "covers")
    assert '<select name="person"' in see("pm", "covers")
    assert "Q1" in see("pm", "cover", query=f"?person={cast.qa.pk}")
    again = post("pm", "cover", {**day, "person": cast.qa.pk})
    assert again.status_code == 200
    assert not Cover.objects.exists()


def test_a_chain_is_refused_with_its_reason(cast, client, post):
    tomorrow = date(2026, 3, 10)
    days = {"first_day": tomorrow, "last_day": tomorrow}
    services.cover(cast.pm, cast.project, person=cast.pm, stand_in=cast.it, **days)
    answer = post("it", "cover", {**days, "person": cast.it.pk, "stand_in": cast.qa.pk})
    assert answer.status_code == 302
    page = client.get(reverse("duties:covers", kwargs={"project": cast.project.code})).content.decode()
    assert "请先为" in page
    assert Cover.objects.count() == 1


# What was noticed


@pytest.fixture
def typed(cast, monkeypatch):
    """A report that says green, against the evidence."""
    row = Claim(
        "t:1",
        NOW,
        cast.pm.pk,
        words("%(x)s", x="周报说绿"),
        "/r/1",
        against=words("%(x)s", x="里程碑红"),
        to_id=cast.sponsor.pk,
    )
    monkeypatch.setattr(registry, "CLAIMS", {"t": lambda project: [row]})
    signals.refresh(cast.project)
    return Signal.objects.get(kind="contradiction")


def test_both_sides_of_a_contradiction_side_by_side(cast, see, typed):
    text = see("sponsor", "signals")
    assert text.index("周报说绿") < text.index("里程碑红")
    assert 'class="sides"' in text


@pytest.mark.parametrize("who", ["vendor", "consultant"])
def test_outsiders_see_nothing_of_the_client_s_contradictions(cast, see, typed, who):
    assert "周报说绿" not in see(who, "signals")


def test_a_vendor_sees_what_is_about_his_own_people(cast, prove, see):
    proof = prove("V1")
    proof.fact("2026-03-09 09:00", "代答差异", who=cast.qa.pk, key="f:1")
    prove("M3").fact("2026-03-09 09:00", "代评风险", who=cast.user.pk, key="r:1")
    evaluate(cast.project)
    signals.refresh(cast.project)
    cast.people["colleague"] = person("colleague", cast.vendor.organisation)  # answers for nothing, and is of the party
    place(cast.project, cast.colleague, Party.VENDOR)
    readers = {"vendor": (True, False), "colleague": (True, False), "consultant": (False, False), "pm": (True, True)}
    for who, (own, inside) in readers.items():
        text = see(who, "signals")
        assert ("代答差异" in text, "代评风险" in text) == (own, inside)


def test_those_concerned_answer_and_it_is_shown(cast, see, post, typed):
    assert post("team", "answer_signal", {"answer": "x"}, pk=typed.pk).status_code in (403, 404)
    assert post("vendor", "answer_signal", {"answer": "x"}, pk=typed.pk).status_code == 404
    assert post("pm", "answer_signal", {"answer": "已改正周报"}, pk=typed.pk).status_code == 302
    assert "已改正周报" in see("sponsor", "signals")


def test_what_is_over_is_kept_for_a_month(cast, see, typed, monkeypatch):
    monkeypatch.setattr(registry, "CLAIMS", {})
    signals.refresh(cast.project)
    assert "已消除" in see("pm", "signals")
    with clock.at(NOW + timedelta(days=31)):
        signals.refresh(cast.project)
        assert "周报说绿" not in see("pm", "signals")


@pytest.mark.parametrize(("name", "most"), [("tailoring", 22), ("covers", 18), ("signals", 16)])
def test_queries_of_a_page_are_bounded(cast, client, see, name, most):
    Membership.objects.filter(person=cast.care).delete()
    evaluate(cast.project)
    signals.refresh(cast.project)
    see("pm", name)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(f"duties:{name}", kwargs={"project": cast.project.code}))
    assert len(captured) <= most, [q["sql"][:110] for q in captured]
