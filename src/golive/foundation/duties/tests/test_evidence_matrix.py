"""M2 and X4: an issued matrix proves the team's responsibilities as long as it is true, and everybody has read it."""

import pytest

from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import evidence_own, registry, services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.explain import missing_of
from golive.foundation.duties.models import MatrixIssue, Obligation
from golive.foundation.duties.tests.factories import local

pytestmark = pytest.mark.django_db
FIRST, SECOND = "requirements", "selection"


@pytest.fixture
def own(cast, prove):
    """Only M2 and X4 are connected."""
    registry.EVIDENCE["M2"] = evidence_own.matrix_is_issued_and_true
    registry.EVIDENCE["X4"] = evidence_own.everybody_has_read_his_part
    return cast


def owed(cast, duty, when, key=FIRST):
    with clock.at(local(when)):
        evaluate(cast.project)
    return Obligation.objects.get(project=cast.project, duty_id=duty, key=key)


def issue(cast, when):
    with clock.at(local(when)):
        return services.issue_matrix(cast.pm, cast.project)


def read_by_all(cast, when, but=()):
    last = MatrixIssue.objects.order_by("number").last()
    with clock.at(local(when)):
        for who in cast.people.values():
            if who not in (cast.pm, *but):
                services.acknowledge_matrix(who, last)


def gaps(row):
    return [m["text"] for m in missing_of(row)]


def test_nothing_issued_is_said(own):
    row = owed(own, "M2", "2026-03-10 09:00")
    assert row.state == "due"
    assert gaps(row) == ["已发布的职责矩阵"]


def test_an_issued_matrix_proves_it(own):
    owed(own, "M2", "2026-03-10 09:00")
    issue(own, "2026-03-11 10:00")
    row = owed(own, "M2", "2026-03-11 11:00")
    assert (row.state, row.met_at) == ("met", local("2026-03-11 10:00"))


def test_a_change_makes_it_fall_back_until_it_is_issued_again(own):
    owed(own, "M2", "2026-03-10 09:00")
    issue(own, "2026-03-11 10:00")
    owed(own, "M2", "2026-03-11 11:00")
    with clock.at(local("2026-03-12 10:00")):
        services.assign(own.pm, own.project, duty_id="M3", accountable=own.team)
    row = owed(own, "M2", "2026-03-12 11:00")
    assert row.state == "partly" and row.lost_at == local("2026-03-12 11:00")
    assert gaps(row) == [f"职责矩阵自第 1 版后有变化：M3 风险管理：每周评审风险：由{own.team}负责，原为{own.pm}"]
    issue(own, "2026-03-13 10:00")
    row = owed(own, "M2", "2026-03-13 11:00")
    assert (row.state, row.met_at) == ("met", local("2026-03-13 10:00"))


def test_each_gap_and_double_is_named(own):
    owed(own, "M2", "2026-03-10 09:00")
    issue(own, "2026-03-11 10:00")
    Membership.objects.filter(project=own.project, party=Party.QA).delete()
    row = owed(own, "M2", "2026-03-12 11:00")
    said = gaps(row)
    assert "Q1 制定标准" in " ".join(said) and any("无人负责" in line for line in said)
    assert row.state == "partly"


def test_each_phase_wants_its_own_and_keeps_what_it_had(own):
    issue(own, "2026-03-11 10:00")
    assert owed(own, "M2", "2026-04-20 09:00").state == "met"
    row = owed(own, "M2", "2026-05-06 09:00", SECOND)
    assert row.state == "due" and gaps(row) == ["本阶段重新发布的职责矩阵"]
    issue(own, "2026-05-07 10:00")
    assert owed(own, "M2", "2026-05-07 11:00", SECOND).state == "met"
    with clock.at(local("2026-05-08 10:00")):
        services.assign(own.pm, own.project, duty_id="M3", accountable=own.team)
    assert owed(own, "M2", "2026-05-08 11:00", SECOND).state == "partly"
    assert owed(own, "M2", "2026-05-08 11:00", FIRST).state == "met"


def test_everybody_has_to_read_it(own):
    issue(own, "2026-03-11 10:00")
    read_by_all(own, "2026-03-12 10:00", but=[own.vendor])
    row = owed(own, "X4", "2026-03-12 11:00")
    assert row.state == "partly"
    assert gaps(row) == [f"{own.vendor}对第 1 版的确认"]
    with clock.at(local("2026-03-13 10:00")):
        services.acknowledge_matrix(own.vendor, MatrixIssue.objects.get())
    row = owed(own, "X4", "2026-03-13 11:00")
    assert (row.state, row.met_at) == ("met", local("2026-03-13 10:00"))


def test_a_newcomer_has_to_read_it_too_and_a_new_version_everybody(own):
    issue(own, "2026-03-11 10:00")
    read_by_all(own, "2026-03-12 10:00")
    assert owed(own, "X4", "2026-03-12 11:00").state == "met"
    newcomer = person("新人")
    place(own.project, newcomer, Party.TEAM)
    row = owed(own, "X4", "2026-03-13 11:00")
    assert row.state == "partly" and gaps(row) == ["新人对第 1 版的确认"]
    issue(own, "2026-03-14 10:00")
    assert len(gaps(owed(own, "X4", "2026-03-14 11:00"))) == 10


def test_a_project_without_phases_is_read_as_well(cast, monkeypatch):
    monkeypatch.setattr(registry, "_phases", lambda _project: [])
    for query in (evidence_own.matrix_is_issued_and_true, evidence_own.everybody_has_read_his_part):
        assert [m.text.msgid for m in query(cast.project).missing if not m.period][-1:] == [
            "An issued responsibility matrix"
        ]
