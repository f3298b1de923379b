"""Writing and changing: drafts are rewritten, what others have seen becomes the next version."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.requirements import services
from golive.apps.requirements.tests.factories import in_review, process, requirement, signed, state
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


def test_requirements_are_numbered_and_belong_to_the_department_of_their_process(cast):
    first, second = requirement(cast), requirement(cast, department=cast.stores)
    assert (first.code, second.code) == ("REQ-001", "REQ-002")
    assert (first.department, second.department) == (cast.sales, cast.stores)


def test_a_draft_is_rewritten_without_a_version(cast):
    row = services.edit_requirement(cast.business, requirement(cast), text="新文字")
    assert (row.version, row.versions.count()) == (1, 0)


def test_a_change_after_signing_keeps_the_old_text_and_asks_for_a_new_signature(cast):
    row = signed(cast)
    assert state(row).status == "signed"
    row = services.edit_requirement(cast.consultant, row, text="超过额度 120% 才停止发货。", note="销售部意见")
    assert (row.version, state(row).status) == (2, "stale")
    old, new = row.versions.all()
    assert old.text.startswith("客户欠款") and (new.text, new.note) == (row.text, "销售部意见")
    told = Notification.objects.get(person=cast.business)
    assert told.kind == "requirement_changed"
    services.sign(cast.business, row)
    assert state(row).status == "signed"


def test_the_old_text_written_again_is_a_new_version_that_nobody_signed(cast):
    row = signed(cast)
    old = row.text
    services.edit_requirement(cast.consultant, row, text="别的")
    row = services.edit_requirement(cast.consultant, row, text=old)
    assert (row.version, state(row).status) == (3, "stale")


def test_saving_without_a_change_makes_no_version_and_keeps_the_signature(cast):
    row = signed(cast)
    row = services.edit_requirement(cast.pm, row, text=row.text)
    assert (row.version, state(row).status) == (1, "signed")


def test_a_returned_text_is_kept_before_it_is_rewritten(cast):
    row = services.return_to_author(cast.business, in_review(cast), reason="缺少例外")
    row = services.edit_requirement(cast.consultant, row, text="第二稿")
    row = services.edit_requirement(cast.consultant, row, text="第三稿")
    row = services.submit(cast.consultant, row)
    assert row.version == 2
    assert [v.text[:3] for v in row.versions.all()] == ["客户欠", "第三稿"]


def test_another_department_and_outsiders_change_nothing(cast):
    row = requirement(cast, department=cast.stores)
    for actor in (cast.business, cast.vendor, cast.user, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.edit_requirement(actor, row, text="x")


def test_a_process_of_another_project_is_refused(cast):
    own = process(cast)
    own.project = cast.other_project
    own.save()
    with pytest.raises(Refused) as refusal:
        requirement(cast, process=own)
    assert refusal.value.code == "process_elsewhere"


def test_what_was_withdrawn_stays_as_it_was(cast):
    row = services.withdraw(cast.pm, requirement(cast), reason="不再需要")
    with pytest.raises(Refused) as refusal:
        services.edit_requirement(cast.pm, row, text="x")
    assert refusal.value.code == "withdrawn"
