"""The firm's architecture: written down once, each candidate assessed against it line by line, misfits block (I1)."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import services as governance
from golive.apps.selection import architecture, duties, queries, services
from golive.apps.selection.models import ElementFit
from golive.apps.selection.tests import factories
from golive.foundation import clock
from golive.foundation.audit.services import entries_for
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def assess(cast, candidate, lines):
    """element → (answer, evidence[, effort, cost])."""
    rows = lines
    return services.assess_elements(
        cast.it,
        candidate,
        answers={e.pk: v[0] for e, v in rows.items()},
        evidence={e.pk: v[1] for e, v in rows.items()},
        efforts={e.pk: v[2] for e, v in rows.items() if len(v) > 2},
        costs={e.pk: v[3] for e, v in rows.items() if len(v) > 3},
    )


@pytest.fixture
def wish(cast):
    return factories.element(cast, kind="identity", name="统一身份认证", mandatory=False)


class TestLines:
    def test_the_summary_is_computed_from_the_lines(self, cast, wish):
        database, mes = factories.element(cast), factories.element(cast, kind="interface", name="设备采集系统")
        one = factories.candidate(cast, factories.selection(cast))
        assert architecture.compatibility(one).verdict == "unassessed"
        assess(cast, one, lines={
            database: ("fits", "测试服务器上装过"),
            mes: ("work", "接口文档第 4 章", "6.5", "30,000"),
            wish: ("obstacle", "不支持 LDAP", "9", "1"),
        })  # fmt: skip
        found = architecture.compatibility(one)
        assert (found.count("fits"), found.count("work"), found.count("obstacle"), found.open) == (1, 1, 1, [])
        # A wish that is not met blocks nothing, and what does not fit is no work.
        assert (found.verdict, found.blocking, found.effort_days, found.cost_fen) == (
            "work",
            [],
            Decimal("6.5"),
            3_000_000,
        )
        assess(cast, one, lines={mes: ("obstacle", "厂商书面答复：不开放接口")})
        assert architecture.compatibility(one).blocking == [mes]

    def test_a_line_without_evidence_or_with_no_number_saves_nothing(self, cast):
        database, one = factories.element(cast), factories.candidate(cast, factories.selection(cast))
        for line, code in ((("fits", " "), "evidence_missing"), (("work", "看过", "很多"), "amount_unreadable")):
            with pytest.raises(Refused) as refusal:
                assess(cast, one, lines={database: line})
            assert refusal.value.code == code and database.name in refusal.value.message
        assert not ElementFit.objects.exists()

    def test_a_demand_that_changed_has_to_be_examined_again(self, cast):
        database, one = factories.element(cast), factories.candidate(cast, factories.selection(cast))
        assess(cast, one, lines={database: ("fits", "装过")})
        services.edit_element(cast.it, database, demand="PostgreSQL 17 以上")
        found = architecture.compatibility(one)
        assert found.lines[0].outdated and found.verdict == "unassessed"
        database.refresh_from_db()
        assess(cast, one, lines={database: ("fits", "装过")})
        assert architecture.compatibility(one).verdict == "fits"

    def test_what_is_over_is_no_longer_asked(self, cast):
        factories.element(cast, until=clock.today() - timedelta(days=1))
        one = factories.candidate(cast, factories.selection(cast))
        assert architecture.compatibility(one).lines == []
        assert queries.over(queries.visible_elements(cast.it)).count() == 1

    def test_unchanged_lines_keep_their_date(self, cast):
        database, one = factories.element(cast), factories.candidate(cast, factories.selection(cast))
        with clock.at(clock.now() - timedelta(days=3)):
            assess(cast, one, lines={database: ("fits", "装过")})
        before = ElementFit.objects.get().at
        assess(cast, one, lines={database: ("fits", "装过")})
        assert ElementFit.objects.get().at == before

    def test_only_it_writes_and_no_vendor_reads(self, cast, client):
        database, one = factories.element(cast), factories.candidate(cast, factories.selection(cast))
        with pytest.raises(PermissionDenied):
            services.assess_elements(cast.pm, one, answers={database.pk: "fits"}, evidence={database.pk: "x"})
        assert not queries.visible_elements(cast.vendor).exists()
        url = reverse("selection:architecture", args=[cast.project.code, one.pk])
        for who, status in ((cast.it, 200), (cast.sponsor, 200), (cast.vendor, 403)):
            client.force_login(who)
            assert client.get(url).status_code == status, who

    def test_costs_are_not_told_by_the_audit_trail(self, cast):
        database, one = factories.element(cast), factories.candidate(cast, factories.selection(cast))
        assess(cast, one, lines={database: ("work", "看过", "1", "98765")})
        assert "98765" not in str(entries_for(one).last().detail)


class TestChoice:
    def ready(self, cast):
        """The first by the scores does not fit what is mandatory."""
        row = factories.scored(cast, factories.ready(cast))
        database = factories.element(cast)
        one, two, three = row.candidates.order_by("code")
        for c, answer in ((one, "obstacle"), (two, "fits"), (three, "work")):
            factories.assessment(cast, c)
            assess(cast, c, lines={database: (answer, "试装报告")})
        return row, database, one

    def test_scores_are_not_final_before_every_mandatory_element_is_examined(self, cast):
        row, *_rest = self.ready(cast)
        factories.element(cast, name="机房", kind="hosting")
        with pytest.raises(Refused) as refusal:
            services.settle_scores(cast.pm, row)
        assert refusal.value.code == "architecture_open" and "机房" in refusal.value.message

    def test_a_misfit_is_not_put_to_the_sponsor(self, cast):
        row, _database, one = self.ready(cast)
        row = services.settle_scores(cast.pm, row)
        row = services.ask_choice(cast.pm, row, decider=cast.sponsor, deadline=clock.now() + timedelta(days=3))
        options = {o["key"] for o in row.decision.options}
        assert one.code not in options and len(options) == 3
        assert row.decision.recommended in options - {"none"} and one.product in row.decision.background

    def test_what_stopped_to_fit_meanwhile_is_not_chosen(self, cast):
        row, database, _one = self.ready(cast)
        row = services.settle_scores(cast.pm, row)
        row = services.ask_choice(cast.pm, row, decider=cast.sponsor, deadline=clock.now() + timedelta(days=3))
        best = row.decision.recommended
        ElementFit.objects.filter(candidate__code=best, element=database).update(answer="obstacle")
        with pytest.raises(Refused) as refusal:
            governance.decide(cast.sponsor, row.decision, choice=best, reason="选它")
        assert refusal.value.code == "candidate_blocked"

    def test_when_none_fits_nothing_is_asked(self, cast):
        row, database, _one = self.ready(cast)
        row = services.settle_scores(cast.pm, row)
        ElementFit.objects.filter(element=database).update(answer="obstacle")
        with pytest.raises(Refused) as refusal:
            services.ask_choice(cast.pm, row, decider=cast.sponsor, deadline=clock.now() + timedelta(days=3))
        assert refusal.value.code == "all_blocked"

    def test_a_wish_made_of_it_lets_it_through(self, cast):
        row, database, one = self.ready(cast)
        services.edit_element(cast.it, database, mandatory=False)
        database.refresh_from_db()
        for c in row.candidates.all():
            assess(cast, c, lines={database: ("obstacle" if c == one else "fits", "试装报告")})
        row = services.settle_scores(cast.pm, row)
        row = services.ask_choice(cast.pm, row, decider=cast.sponsor, deadline=clock.now() + timedelta(days=3))
        assert one.code in {o["key"] for o in row.decision.options}

    def test_the_assessment_and_the_duty_follow_the_lines(self, cast):
        row, database, one = self.ready(cast)
        assert {a.candidate.code: a.verdict for a in queries.visible_assessments(cast.it)}[one.code] == "obstacle"
        assert duties.short_list_is_assessed(cast.project).missing == []
        factories.element(cast, name="机房", kind="hosting")
        lacking = duties.short_list_is_assessed(cast.project).missing
        assert len(lacking) == row.candidates.count() and database.pk


class TestPages:
    def test_the_sheet_is_filled_in_and_shows_its_summary(self, cast, client):
        database, one = factories.element(cast), factories.candidate(cast, factories.selection(cast))
        client.force_login(cast.it)
        url = reverse("selection:assess_elements", args=[cast.project.code, one.pk])
        sent = {
            f"a{database.pk}": "work",
            f"v{database.pk}": "试装",
            f"e{database.pk}": "3",
            f"c{database.pk}": "1200.50",
        }
        assert client.post(url, sent).status_code == 302
        fit = ElementFit.objects.get()
        assert (fit.answer, fit.effort_days, fit.cost_fen, fit.by) == ("work", 3, 120_050, cast.it)
        page = client.get(reverse("selection:architecture", args=[cast.project.code, one.pk]))
        text = page.content.decode()
        assert page.context["fit"].cost_fen == 120_050 and 'value="1200.50"' in text
        assert "共 1 项：0 项符合，1 项需要改造，0 项不符合，0 项未评估" in text and "3 人天" in text
        listed = client.get(reverse("selection:elements", args=[cast.project.code])).content.decode()
        assert "0 项符合，1 项需改造" in listed

    def test_excel_out_and_in(self, cast, client):
        factories.element(cast)
        client.force_login(cast.it)
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(reverse("selection:elements-export", args=[cast.project.code])).content)
        )
        cells = [[c.value for c in row] for row in book.active.iter_rows()]
        assert cells[1][0] == "ARC-01" and "PostgreSQL" in cells[1][4]
