"""The charter: made step by step from what is entered, frozen, signed by both sides, compared, on paper; duty S1."""

from io import BytesIO

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from golive.apps.governance import charter as charters
from golive.apps.governance import guards, other_side, queries, services
from golive.apps.governance.charter_gate import charter_signed
from golive.apps.governance.charter_paper import charter_document
from golive.apps.governance.models import Charter
from golive.apps.governance.tests.factories import charter, objective
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import organisation, person, place
from golive.foundation.documents import word
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def contract(cast):
    """The vendor's firm has the contract, and names him to sign."""
    home, here = cast.vendor.organisation_id, [cast.project.pk]
    one = other_side.OtherSide(lambda pk: here if pk == home else [], lambda _p: [cast.vendor], lambda _p: True)
    before = other_side.register_other_side(one)
    yield
    other_side.register_other_side(before)


def test_an_incomplete_charter_is_not_issued_and_says_what_is_missing(cast):
    draft = services.write_charter(cast.pm, cast.project, background="库存不准")
    with pytest.raises(Refused) as refusal:
        services.issue_charter(cast.pm, draft)
    assert refusal.value.code == "charter_incomplete"
    missing = {m.msgid for m in charters.gaps(draft)}
    assert "What is in scope" in missing and "The background" not in missing


def test_both_sides_sign_one_frozen_text_and_S1_has_its_proof(cast):
    objective_row = objective(cast)
    services.approve_objective(cast.sponsor, objective_row)
    said = [m.text.msgid for m in EVIDENCE["S1"](cast.project).missing]
    assert said == ["A project charter"]
    row = charter(cast)
    services.edit_objective(cast.pm, objective_row, title="改了")
    assert "交付及时率" in str(queries.visible_charters(cast.pm).get(pk=row.pk).content)
    services.approve_objective(cast.sponsor, objective_row)
    services.sign_charter(cast.vendor, row, seen_hash=row.content_hash)
    assert EVIDENCE["S1"](cast.project).missing  # the vendor's name alone proves nothing of the sponsor
    services.sign_charter(cast.sponsor, row, comment="同意")
    proof = EVIDENCE["S1"](cast.project)
    assert not proof.missing
    assert {f.who_id: f.aside for f in proof.facts if "charter" in f.label.msgid} == {
        cast.sponsor.pk: False,
        cast.vendor.pk: True,
    }


def test_nobody_else_signs_and_a_text_that_differs_is_not_signed(cast):
    row = charter(cast)
    for actor in (cast.pm, cast.business, cast.consultant, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.sign_charter(actor, row)
    with pytest.raises(Refused):
        services.sign_charter(cast.sponsor, row, seen_hash="0" * 64)


def test_the_next_version_begins_from_the_last_and_shows_what_changed(cast, client):
    first = charter(cast, scope_in="销售\n采购")
    services.sign_charter(cast.sponsor, first)
    draft = services.write_charter(cast.pm, cast.project, scope_in="销售\n采购\n生产")
    with pytest.raises(Refused) as refusal:
        services.issue_charter(cast.pm, draft)
    assert refusal.value.code == "reason_missing"
    second = services.issue_charter(cast.pm, draft, note="纳入生产")
    first.refresh_from_db()
    assert (second.number, first.state) == (2, "superseded")
    assert not queries.signed_sides(second)["S"]  # a new text asks for new names
    with pytest.raises(Refused):
        services.sign_charter(cast.vendor, first)
    change = next(c for c in charters.compared(first, second, inside=True) if "scope" in c.label or "范围" in c.label)
    assert "".join(p.text for p in change.pieces if p.kind == "added").strip() == "生产"
    client.force_login(cast.vendor)
    url = reverse("governance:compare_charters", args=[cast.project.code, second.pk])
    assert "<ins>" in client.get(url).content.decode()


def test_budget_and_risks_stay_in_the_annex_that_no_vendor_sees(cast, client, monkeypatch):
    secret = "绝密预算4711"
    part = charters.Part("test.budget", "预算", 50, True, "plan:costs", lambda p: charters.Rows(["金额"], [[secret]]))
    monkeypatch.setitem(charters.PARTS, "test.budget", part)
    row = charter(cast)
    assert secret in str(row.annex) and secret not in str(row.content)
    pages = [
        reverse("governance:charters-detail", args=[cast.project.code, row.pk]),
        reverse("governance:charters-export", args=[cast.project.code]),
        reverse("governance:compare_charters", args=[cast.project.code, row.pk]),
    ]
    client.force_login(cast.vendor)
    assert all(secret not in client.get(url).content.decode("utf8", "ignore") for url in pages)
    paper = reverse("governance:charter_paper", args=[cast.project.code, row.pk, "docx"])
    assert secret not in _words(client.get(paper).content)
    client.force_login(cast.pm)
    assert secret in client.get(pages[0]).content.decode() and secret in _words(client.get(paper).content)
    services.write_charter(cast.pm, cast.project, shared=["test.budget"])
    draft = queries.visible_charters(cast.pm).get(number=0)
    assert secret in str(services.issue_charter(cast.pm, draft, note="公开预算").content)


def test_a_bidder_reads_nothing_and_only_the_named_one_signs(cast, client):
    row = charter(cast)
    bidder, colleague = person("bidder", organisation("vendor")), person("colleague", cast.vendor.organisation)
    for one in (bidder, colleague):
        place(cast.project, one, Party.VENDOR)
        with pytest.raises(PermissionDenied):
            services.sign_charter(one, row)
    page = reverse("governance:charters-detail", args=[cast.project.code, row.pk])
    paper = reverse("governance:charter_paper", args=[cast.project.code, row.pk, "docx"])
    client.force_login(bidder)
    assert [client.get(url).status_code for url in (page, paper)] == [403, 403]
    assert not queries.visible_charters(bidder).exists()
    client.force_login(colleague)
    assert client.get(page).status_code == 200


def test_the_gate_before_the_work_asks_for_both_names(cast):
    row = charter(cast)
    services.sign_charter(cast.sponsor, row)
    found = charter_signed(cast.project)
    assert (found.ok, found.figure, [m.text.msgid for m in found.missing]) == (
        False,
        "1 / 2",
        ["The vendor's signature on version %(n)s of the charter"],
    )
    services.sign_charter(cast.vendor, row)
    assert charter_signed(cast.project).ok
    services.issue_charter(cast.pm, services.write_charter(cast.pm, cast.project), note="改")
    assert charter_signed(cast.project).figure == "0 / 2"  # a new version asks for new names


def test_before_there_is_a_contract_the_sponsor_s_name_is_enough(cast):
    other_side.register_other_side(None)
    row = charter(cast)
    services.sign_charter(cast.sponsor, row)
    assert charter_signed(cast.project).ok
    with pytest.raises(PermissionDenied):
        services.sign_charter(cast.vendor, row)


def test_one_person_with_two_places_signs_for_the_side_that_named_him(cast):
    place(cast.project, cast.vendor, Party.CONSULTANT)
    row = services.sign_charter(cast.vendor, charter(cast))
    assert [s.signer for s in queries.signed_sides(row)["V"]] == [cast.vendor]


def test_the_database_refuses_to_change_what_was_issued(cast):
    row = charter(cast)
    services.sign_charter(cast.sponsor, row)
    rows = Charter.objects.filter(pk=row.pk)
    for write in (
        lambda: rows.update(scope_in="全部"),
        lambda: rows.update(annex=["另有所附"]),
        lambda: rows.update(number=9),
        rows.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    rows.update(state="superseded")  # which version holds is no part of the text
    assert guards.CHARTERS.stands(connection)


def test_a_draft_is_not_for_the_vendor(cast, client):
    objective(cast)
    draft = services.write_charter(cast.pm, cast.project, background="库存不准")
    client.force_login(cast.vendor)
    assert client.get(reverse("governance:charters-detail", args=[cast.project.code, draft.pk])).status_code == 404


def test_the_wizard_leads_through_its_steps_to_the_signature(cast, client):
    objective(cast)
    client.force_login(cast.pm)
    said = {"background": {"background": "库存不准"}, "scope": {"scope_in": "销售", "scope_out": "人事"}}
    said |= {"success": {"success": "月结四天"}, "goals": {"share": "on"}}
    url = reverse("governance:write_charter", args=[cast.project.code, "background"])
    while "review" not in url:
        assert client.get(url).status_code == 200
        answer = client.post(url, {"step_taken": "1", **said.get(url.rstrip("/").rsplit("/", 1)[1], {})})
        url = answer.url
    assert "库存不准" in client.get(url).content.decode()
    page = client.post(url, {"confirmed": "1"}, follow=True).content.decode()
    row = queries.visible_charters(cast.pm).get()
    assert (row.number, row.shared, row.content_hash in page) == (1, ["governance.goals"], False)
    client.force_login(cast.sponsor)
    client.post(reverse("governance:sign_charter", args=[cast.project.code, row.pk]), {"seen_hash": row.content_hash})
    assert queries.signed_sides(row)["S"]


def test_on_paper_with_both_sides(cast):
    row = charter(cast)
    services.sign_charter(cast.sponsor, row)
    text = _words(word.docx(charter_document(row, "zh-hans", inside=False)))
    assert "交付及时率" in text and str(cast.sponsor) in text and row.content_hash[:8] in text


def _words(content):
    file = docx.Document(BytesIO(content))
    cells = (c.text for t in file.tables for r in t.rows for c in r.cells)
    return "\n".join([*(p.text for p in file.paragraphs), *cells])
