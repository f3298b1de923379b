"""An auditor asks who decided what, when, and knowing what: on the page, on paper, and off line."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from golive.apps.governance import services
from golive.apps.governance.acts import ACTS, act
from golive.apps.governance.decision_paper import dossier_document
from golive.apps.governance.decision_record import record_of, records_of
from golive.apps.governance.decision_seal import sealed_file
from golive.apps.governance.models import Decision, Outcome
from golive.apps.governance.tests.factories import question
from golive.apps.governance.tests.test_gates import phase  # noqa: F401 - a fixture
from golive.engines.evidence.decisions import verify_decisions
from golive.foundation import clock
from golive.foundation.audit.services import entries_for
from golive.foundation.documents import pdf
from golive.foundation.words import words

pytestmark = pytest.mark.django_db


def passed_with_conditions(cast, phase):  # noqa: F811
    """The gate asks for a count that is lacking; one more thing is waived, and a condition stands for the count."""
    until = clock.today() + timedelta(days=7)
    condition = {"title": "补盘库存", "owner": cast.business, "due_on": until, "criterion": "stock_counted"}
    return services.pass_gate(cast.sponsor, phase, note="盘点可后补", conditions=(condition,))


def read(document):
    """As it comes out of the file: through JSON."""
    return json.loads(json.dumps(document, ensure_ascii=False))


class TestGate:
    def test_its_page_says_who_knew_what(self, cast, phase, client):  # noqa: F811
        """Measured otherwise since: the page shows what was lacking then, who passed it, and the condition."""
        decision = passed_with_conditions(cast, phase).decision
        phase.stock["counted"] = True
        client.force_login(cast.qa)
        page = client.get(decision.get_absolute_url())
        text = page.content.decode()
        known = page.context["known"]
        assert [(str(c.label), c.state, str(c.value)) for c in known.gate] == [("库存已盘点", "lacking", "not counted")]
        assert [str(m) for m in known.gate[0].missing] == [
            "Signature of the stores"
        ] and "Signature of the stores" in text
        assert [a.title for a in known.conditions] == ["补盘库存"]
        with override("en"):
            assert [str(o) for o in known.outcomes][-1] == "A-001 was given as a condition: 补盘库存"
        assert [(e["who"], e["what"]) for e in page.context["history"]] == [(str(cast.sponsor), "通过阶段门")]
        assert known.holds and f"操作日志第 {known.seal.seq} 条" in text

    def test_waivers_stay_with_the_decision_after_they_ended(self, cast, phase, client):  # noqa: F811
        until = clock.today() + timedelta(days=7)
        waiver = services.waive_criterion(
            cast.sponsor, phase, criterion="stock_counted", reason="先上线后盘点", until=until
        )
        decision = services.pass_gate(cast.sponsor, phase).decision
        services.end_waiver(cast.sponsor, waiver)
        client.force_login(cast.pm)
        page = client.get(decision.get_absolute_url())
        (kept,) = page.context["known"].gate
        assert (kept.state, kept.waived, kept.waived_by, kept.waived_until) == (
            "waived",
            "先上线后盘点",
            str(cast.sponsor),
            until,
        )
        done = ["结束豁免", "通过阶段门", "豁免阶段门条件"]
        assert [e["what"] for e in page.context["history"]] == done

    def test_asked_by_the_project_manager_the_answer_keeps_the_measurements_too(self, cast, phase):  # noqa: F811
        asked = services.ask_gate(cast.pm, phase, deadline=clock.now() + timedelta(days=2))
        decided = services.decide(cast.sponsor, asked, choice="C", reason="先盘点")
        phase.stock["counted"] = True
        record = record_of(cast.pm, Decision.objects.get(pk=decided.pk))
        assert [c.state for c in record.gate] == ["lacking"]
        with override("en"):
            assert [str(o) for o in record.outcomes] == [f"“{phase.name}” goes on"]
        assert record.waited is not None and record.holds


class TestRecord:
    def test_what_the_act_did_is_kept_for_ever(self, cast):
        act("tests.did")(lambda actor, decision, choice: [(words("%(n)s tasks moved", n=3), "/somewhere/")])
        try:
            decision = services.decide(cast.sponsor, question(cast, act="tests.did"), choice="A", reason="好")
        finally:
            del ACTS["tests.did"]
        (did,) = decision.outcomes.all()
        assert (did.words, did.url) == (words("%(n)s tasks moved", n=3), "/somewhere/")
        for write in (
            lambda: Outcome.objects.filter(pk=did.pk).update(url="/elsewhere/"),
            lambda: Outcome.objects.filter(pk=did.pk).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                write()

    def test_a_changed_decision_is_no_longer_what_was_sealed(self, cast):
        decision = services.decide(cast.sponsor, question(cast), choice="A", reason="按期")
        assert entries_for(decision).last().detail["evidence_code"] == decision.evidence_code
        decision = Decision.objects.get(pk=decision.pk)
        assert record_of(cast.pm, decision).holds  # the same after it was read again
        decision.known["effects"] = {"A": [words("nothing is later").to_json()]}
        assert not record_of(cast.pm, decision).holds

    def test_many_records_ask_no_more_than_one(self, cast, django_assert_max_num_queries):
        for _n in range(6):
            services.decide(cast.sponsor, question(cast), choice="A", reason="好")
        rows = list(Decision.objects.select_related("project", "decider", "asked_by", "meeting"))
        with django_assert_max_num_queries(14):
            assert len(records_of(cast.pm, cast.project, rows)) == 6


class TestFiles:
    def test_paper_and_workbook_hold_what_was_known(self, cast, phase, client):  # noqa: F811
        passed_with_conditions(cast, phase)
        question(cast)
        rows = Decision.objects.select_related("project").order_by("number")
        document = dossier_document(cast.project, records_of(cast.pm, cast.project, rows), "zh-hans")
        assert document.title == "决策卷宗" and pdf.pdf(document).startswith(b"%PDF")
        client.force_login(cast.pm)
        url = reverse("governance:dossier", kwargs={"project": cast.project.code, "ending": "xlsx"})
        book = openpyxl.load_workbook(io.BytesIO(client.get(url).content))
        cells = [[c.value for c in row] for row in book.worksheets[2].iter_rows(min_row=2)]
        assert [(c[0], c[1], c[2], c[4]) for c in cells] == [
            ("D-001", "库存已盘点", "不满足", "Signature of the stores")
        ]
        listed = [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)]
        assert listed == ["D-001", "D-002"]

    def test_off_line_a_decision_that_was_changed_or_left_out_is_found(self, cast, phase):  # noqa: F811
        passed_with_conditions(cast, phase)
        services.decide(cast.sponsor, question(cast), choice="B", reason="等")
        good = read(sealed_file(cast.project))
        assert verify_decisions(good) == [] and len(good["decisions"]) == 2
        changed = read(good)
        changed["decisions"][0]["facts"]["known"]["gate"][0]["ok"] = True
        assert [p.code for p in verify_decisions(changed)] == ["decision_not_sealed", "decision_left_out"]
        gone = {**good, "decisions": good["decisions"][:1]}
        assert [p.code for p in verify_decisions(gone)] == ["decision_left_out"]
        forged = read(good)
        forged["audit"]["entries"][-1]["detail"]["choice"] = "A"
        assert [p.code for p in verify_decisions(forged)] == ["hash_differs"]

    def test_only_who_may_read_the_audit_trail_takes_it_away(self, cast, client):
        url = reverse("governance:sealed_decisions", kwargs={"project": cast.project.code})
        for who, status in ((cast.qa, 200), (cast.sponsor, 200), (cast.business, 403), (cast.vendor, 403)):
            client.force_login(who)
            assert client.get(url).status_code == status, who


def test_the_trail_opens_on_one_record(cast, client):
    first, second = question(cast), question(cast)
    services.withdraw_decision(cast.pm, first)
    client.force_login(cast.qa)
    url = reverse("audit:trail", kwargs={"project": cast.project.code})
    page = client.get(url, {"about": f"governance.decision:{first.pk}"})
    assert [r["entry"].action for r in page.context["rows"]] == [
        "governance.withdraw_decision",
        "governance.ask_decision",
    ]
    everything = client.get(url).context["rows"]
    assert {r["entry"].subject for r in everything} >= {f"governance.decision:{d.pk}" for d in (first, second)}
