"""Signing: by the department's key user, exactly what he saw; duty B2 and the gate's criterion."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance.criteria import CRITERIA
from golive.apps.projects.services import lay_out_phases
from golive.apps.requirements import queries, services
from golive.apps.requirements.duties import requirements_are_signed
from golive.apps.requirements.tests.factories import in_review, requirement, signed, state
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.registry import EVIDENCE, department
from golive.foundation.duties.states import DONE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def texts(items):
    return [(m.text.msgid, m.text.params.get("code")) for m in items]


def test_only_a_key_user_of_the_department_signs(cast):
    row = in_review(cast, department=cast.stores)
    for actor in (cast.business, cast.user, cast.pm, cast.vendor, cast.sponsor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.sign(actor, row)
    keeper = person("keeper", cast.project.client)
    place(cast.project, keeper, Party.BUSINESS, cast.stores)
    services.sign(keeper, row)
    assert state(row).is_signed


def test_an_end_user_of_the_department_does_not_sign_for_it(cast):
    with pytest.raises(PermissionDenied):
        services.sign(cast.user, in_review(cast))


def test_B2_is_met_in_the_ledger_and_falls_back_when_the_text_changes(cast):
    lay_out_phases(cast.pm, cast.project)
    mine = Obligation.objects.filter(project=cast.project, duty_id="B2", place=department(cast.sales.pk))

    def found():
        evaluate(cast.project)
        return {o.key: (o.state in DONE, o.person_id) for o in mine.all()}

    row = in_review(cast)
    assert found() == {"requirements": (False, cast.business.pk)}
    services.sign(cast.business, row)
    assert found() == {"requirements": (True, cast.business.pk)}
    services.edit_requirement(cast.pm, row, text="改过")
    changed = f"requirements.requirement:{row.pk}:v2"
    assert found() == {"requirements": (False, cast.business.pk), changed: (False, cast.business.pk)}
    services.sign(cast.business, row)
    assert found() == {"requirements": (True, cast.business.pk), changed: (True, cast.business.pk)}


def test_a_draft_is_not_signed(cast):
    with pytest.raises(Refused) as refusal:
        services.sign(cast.business, requirement(cast))
    assert refusal.value.code == "not_in_review"


def test_a_text_changed_while_being_read_is_not_signed(cast):
    row = in_review(cast)
    seen = row.content_hash
    services.edit_requirement(cast.consultant, row, text="改过")
    with pytest.raises(Refused) as refusal:
        services.sign(cast.business, row, seen_hash=seen)
    assert refusal.value.code == "text_changed"
    assert not state(row).is_signed


def test_the_page_signs_what_was_shown(cast, client):
    row = in_review(cast)
    client.force_login(cast.business)
    at = {"project": cast.project.code, "pk": row.pk}
    assert row.content_hash in client.get(reverse("requirements:requirements-detail", kwargs=at)).content.decode()
    answer = client.post(reverse("requirements:sign", kwargs=at), {"seen_hash": row.content_hash, "comment": "同意"})
    assert answer.status_code == 302 and state(row).status == "signed"
    client.force_login(cast.vendor)
    assert client.post(reverse("requirements:sign", kwargs=at), {"seen_hash": row.content_hash}).status_code == 403


def test_B2_is_owed_by_department_until_everything_in_review_is_signed(cast):
    assert EVIDENCE["B2"] is requirements_are_signed
    first = signed(cast)
    second = in_review(cast, department=cast.stores)
    requirement(cast)  # a draft is B1's concern
    proof = requirements_are_signed(cast.project)
    assert [(f.key, f.who_id, f.place) for f in proof.facts] == [
        (f"requirements.requirement:{first.pk}", cast.business.pk, department(cast.sales.pk))
    ]
    assert texts(proof.missing) == [("Signature on %(code)s", second.code)]
    assert proof.missing[0].place == department(cast.stores.pk)


def test_B2_owes_a_new_signature_from_the_first_change_until_it_is_given(cast):
    row = signed(cast)
    assert not requirements_are_signed(cast.project).occurrences
    changed = clock.now() + timedelta(hours=1)
    with clock.at(changed):
        services.edit_requirement(cast.pm, row, text="一改")
    with clock.at(changed + timedelta(hours=1)):
        services.edit_requirement(cast.pm, row, text="二改")
    proof = requirements_are_signed(cast.project)
    assert texts(proof.missing) == [("A new signature on %(code)s, changed since", row.code)] and not proof.facts
    (owed,) = proof.occurrences
    assert (owed.opened_at, owed.closed_at) == (changed, None)
    with clock.at(changed + timedelta(hours=2)):
        services.sign(cast.business, row)
    proof = requirements_are_signed(cast.project)
    assert proof.occurrences[0].closed_at == changed + timedelta(hours=2) and not proof.missing


def test_the_gate_counts_drafts_as_unsigned(cast):
    ask = CRITERIA["requirements_signed"]
    assert {"requirements", "implementation"} <= set(ask.phases)
    assert not ask.measure(cast.project).ok  # nothing written is nothing signed
    signed(cast)
    assert ask.measure(cast.project).ok and ask.measure(cast.project).figure == "1 / 1"
    draft = requirement(cast)
    found = ask.measure(cast.project)
    assert not found.ok and found.value.params == {"signed": 1, "all": 2}
    assert texts(found.missing) == [("%(code)s submitted for review", draft.code)]
    services.withdraw(cast.pm, draft, reason="不再需要")
    assert ask.measure(cast.project).ok


def test_the_list_knows_what_waits_for_my_signature(cast):
    mine = in_review(cast)
    in_review(cast, department=cast.stores), signed(cast), requirement(cast)
    assert list(queries.to_sign(queries.visible_requirements(cast.business), cast.business)) == [mine]
    assert not queries.to_sign(queries.visible_requirements(cast.user), cast.user).exists()


def test_a_signed_text_is_changed_and_not_returned(cast):
    row = signed(cast)
    with pytest.raises(Refused) as refusal:
        services.return_to_author(cast.pm, row, reason="x")
    assert refusal.value.code == "signed"
