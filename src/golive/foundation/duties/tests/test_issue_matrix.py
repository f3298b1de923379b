"""The project manager issues the responsibility matrix as a numbered version that nothing changes any more."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import services
from golive.foundation.duties.holding.assignments import ensure_assignments
from golive.foundation.duties.matrix import issued
from golive.foundation.duties.models import Acknowledgement, Assignment, MatrixIssue
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db
MEMBERS = 10


@pytest.fixture
def ready(cast, phases):
    ensure_assignments(cast.project)
    with clock.at(local("2026-03-10 09:00")):
        yield cast


def changes(cast):
    picture, seats = issued.present(cast.project)
    return [w.render() for w in issued.standing_of(picture, seats).changes]


def test_it_freezes_who_has_which_letter(ready):
    made = services.issue_matrix(ready.pm, ready.project, note=" 第一版 ")
    seats = {(s["duty"], s["place"]): s["letters"] for s in made.content["seats"]}
    assert (made.number, made.note, made.by) == (1, "第一版", ready.pm)
    assert made.content_hash == content_hash(made.content)
    assert seats["M1", ""]["A"] == [ready.pm.pk]
    assert seats["B2", f"department:{ready.sales.pk}"]["A"] == [ready.business.pk]
    assert made.content["people"][str(ready.pm.pk)] == str(ready.pm)
    assert len(made.content["members"]) == MEMBERS
    assert changes(ready) == []


def test_members_are_told_once_and_whoever_issues_has_read_it(ready):
    made = services.issue_matrix(ready.pm, ready.project)
    told = Notification.objects.filter(kind="duties.matrix_issued")
    assert told.count() == MEMBERS - 1 and not told.filter(person=ready.pm).exists()
    assert str(told.first()) == f"{ready.pm}发布了职责矩阵第 1 版，请阅读并确认。"
    assert [a.person for a in Acknowledgement.objects.filter(issue=made)] == [ready.pm]


def test_what_changes_later_is_said_in_words(ready):
    services.issue_matrix(ready.pm, ready.project)
    m3 = Assignment.objects.get(project=ready.project, duty_id="M3")
    services.assign(ready.pm, ready.project, duty_id="M3", accountable=ready.team)
    holder = services.give_letter(ready.pm, m3, person=ready.qa, letter="C")
    assert changes(ready) == [
        f"M3 风险管理：每周评审风险：由{ready.team}负责，原为{ready.pm}",
        f"M3 风险管理：每周评审风险：{ready.qa}承担 C",
    ]
    services.take_letter(ready.pm, holder)
    services.assign(ready.pm, ready.project, duty_id="M3", accountable=ready.pm)
    assert changes(ready) == []


def test_a_newcomer_s_duties_are_differences_too(ready):
    services.issue_matrix(ready.pm, ready.project)
    newcomer = person("新人")
    place(ready.project, newcomer, Party.TEAM)
    ensure_assignments(ready.project)
    assert any("新人" in line and "新增" in line for line in changes(ready))


def test_versions_count_up_and_none_is_issued_twice_on_a_day(ready):
    services.issue_matrix(ready.pm, ready.project)
    with pytest.raises(Refused) as refusal:
        services.issue_matrix(ready.pm, ready.project)
    assert refusal.value.code == "issued_already"
    with clock.at(local("2026-05-06 09:00")):  # the next phase: confirmed
        assert services.issue_matrix(ready.pm, ready.project).number == 2
    assert MatrixIssue.objects.count() == 2


@pytest.mark.parametrize("who", ["sponsor", "business", "vendor", "team", "stranger"])
def test_nobody_else_issues_it(ready, who):
    with pytest.raises(PermissionDenied):
        services.issue_matrix(getattr(ready, who), ready.project)
