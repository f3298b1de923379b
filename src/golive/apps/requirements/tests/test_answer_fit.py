"""Fit answers: by the vendor, to the present version; duty V1, and B1's review."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from golive.apps.requirements import queries, services
from golive.apps.requirements.duties import requirements_are_answered, requirements_are_written_and_reviewed
from golive.apps.requirements.registers import REQUIREMENTS
from golive.apps.requirements.tests.factories import in_review, process, requirement, state
from golive.foundation.duties.registry import EVIDENCE, department
from golive.foundation.errors import Refused
from golive.foundation.registers.queries import history

pytestmark = pytest.mark.django_db


def answered(cast, row, answer="configuration", **values):
    return services.answer_fit(cast.vendor, row, answer=answer, **{"text": "参数设置", **values})


def test_only_the_vendor_answers(cast):
    row = in_review(cast)
    for actor in (cast.business, cast.pm, cast.consultant, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.answer_fit(actor, row, answer="standard")
    answered(cast, row, effort_days=Decimal("1.5"))
    assert (state(row).fit, state(row).effort) == ("configuration", Decimal("1.5"))


def test_what_is_not_standard_needs_an_explanation(cast):
    row = in_review(cast)
    with pytest.raises(Refused) as refusal:
        services.answer_fit(cast.vendor, row, answer="gap")
    assert refusal.value.code == "answer_needs_text"
    assert state(services.answer_fit(cast.vendor, row, answer="standard")).fit == "standard"


def test_drafts_are_not_answered(cast):
    with pytest.raises(Refused):
        answered(cast, requirement(cast))


def test_the_last_answer_counts_and_a_changed_text_asks_anew(cast):
    row = in_review(cast)
    answered(cast, row, "gap")
    answered(cast, row, "customisation", effort_days=5)
    assert state(row).fit == "customisation" and row.fit_answers.count() == 2
    services.edit_requirement(cast.pm, row, text="改过")
    assert (state(row).fit, state(row).effort) == ("outdated", None)


def test_V1_is_proved_when_every_present_version_is_answered(cast):
    assert EVIDENCE["V1"] is requirements_are_answered
    first, second = in_review(cast), in_review(cast)
    answered(cast, first)
    proof = requirements_are_answered(cast.project)
    assert [m.text.params["code"] for m in proof.missing] == [second.code]
    assert [f.who_id for f in proof.facts] == [cast.vendor.pk]
    answered(cast, second)
    assert not requirements_are_answered(cast.project).missing
    services.edit_requirement(cast.pm, first, text="改过")
    (again,) = requirements_are_answered(cast.project).missing
    assert again.text.msgid == "A new fit answer on %(code)s, changed since"


def test_B1_wants_requirements_for_each_process_that_somebody_else_looked_at(cast):
    assert EVIDENCE["B1"] is requirements_are_written_and_reviewed
    here = department(cast.sales.pk)

    def lacking():
        missing = requirements_are_written_and_reviewed(cast.project).missing
        assert {m.place for m in missing} <= {here}
        return [m.text.msgid for m in missing]

    assert lacking() == ["A process of the department, with its requirements"]
    top = process(cast, name="销售")
    low = process(cast, parent=top)
    assert lacking() == ["Requirements for the process %(process)s"]
    row = requirement(cast, process=low, author=cast.business)
    assert lacking() == ["%(code)s submitted for review"]
    services.submit(cast.business, row)
    assert lacking() == ["A review of %(code)s by somebody else"]
    services.sign(cast.business, row)  # his own name is no review
    assert lacking() == ["A review of %(code)s by somebody else"]
    answered(cast, row)
    proof = requirements_are_written_and_reviewed(cast.project)
    assert not proof.missing and [(f.who_id, f.place) for f in proof.facts] == [(cast.business.pk, here)]


def test_progress_adds_up(cast):
    first = in_review(cast)
    answered(cast, first, effort_days=Decimal("2.5"))
    services.sign(cast.business, first)
    in_review(cast), requirement(cast)
    services.withdraw(cast.pm, requirement(cast), reason="重复")
    found = queries.progress(cast.project)
    assert (found.total, found.signed, found.waiting, found.unanswered) == (3, 1, 1, 1)
    assert found.effort == Decimal("2.5")


def test_the_history_calls_the_answer_by_its_words_and_not_a_change_of_the_text(cast):
    row = in_review(cast)
    answered(cast, row, text="参数设置")
    with translation.override("en"):
        (last, *_before) = history(REQUIREMENTS, row)
    assert [(c["field"], c["old"], c["new"]) for c in last["changes"]] == [
        ("Fit", "", "Configuration"),
        ("How it is met", "", "参数设置"),
    ]
