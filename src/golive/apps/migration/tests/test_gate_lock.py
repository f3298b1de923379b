"""The go-live gate locks what goes into production; while a load runs, the gate does not open."""

import pytest
from django.urls import reverse

from golive.apps.governance import services as governance
from golive.apps.governance.criteria import CRITERIA
from golive.apps.governance.models import GateReview
from golive.apps.migration import services, targets
from golive.apps.migration.models import Cycle, Run
from golive.apps.projects import services as projects
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def code_of_refusal(cast, cycle):
    with pytest.raises(Refused) as refusal:
        services.start_load(cast.it, cycle)
    return refusal.value.code


@pytest.fixture
def production():
    found = {"yes": True}
    before = targets.register_production(lambda project: found["yes"])
    yield found
    targets.register_production(before)


def test_a_load_into_production_waits_for_the_gate(cast, production):
    """Without an ERP and without sources it would be refused anyway; the lock comes first, and tells why."""
    projects.lay_out_phases(cast.pm, cast.project)
    mock = services.open_cycle(cast.pm, cast.project)
    cutover = services.open_cycle(cast.pm, cast.project, kind=Cycle.Kind.CUTOVER)
    assert [code_of_refusal(cast, c) for c in (mock, cutover)] == ["gate_locked", "gate_locked"]
    production["yes"] = False
    assert [code_of_refusal(cast, c) for c in (mock, cutover)] == ["no_target", "gate_locked"]
    passed = Phase.objects.filter(project=cast.project, key="implementation")
    passed.update(state=Phase.State.PASSED, passed_at=clock.now())
    production["yes"] = True
    assert [code_of_refusal(cast, c) for c in (mock, cutover)] == ["no_target", "no_target"]


def test_the_page_says_why(cast, client):
    projects.lay_out_phases(cast.pm, cast.project)
    cutover = services.open_cycle(cast.pm, cast.project, kind=Cycle.Kind.CUTOVER)
    client.force_login(cast.it)
    url = reverse("migration:start_load", kwargs={"project": cast.project.code, "pk": cutover.pk})
    answer = client.post(url, follow=True)
    assert "系统实施" in answer.content.decode() and not cutover.runs.exists()


def test_a_running_load_holds_the_gate_shut(cast):
    criterion = CRITERIA["migration_at_rest"]
    assert criterion.measure(cast.project).ok
    cycle = services.open_cycle(cast.pm, cast.project)
    job = enqueue(cast.it, "migration.load", cast.project, run_id=0)
    Run.objects.create(cycle=cycle, kind=Run.Kind.LOAD, started_by=cast.it, started_at=clock.now(), job=job)
    found = criterion.measure(cast.project)
    assert not found.ok and found.missing[0].url == cycle.get_absolute_url()
    Job.objects.update(state=Job.State.DONE)
    assert criterion.measure(cast.project).ok


def test_a_gate_that_is_passed_while_a_load_starts(together, cast, monkeypatch):
    """Either the load was seen and the gate stayed shut, or the gate was passed on data at rest: what is kept with the
    verdict says which, and it is true of that moment."""
    projects.lay_out_phases(cast.pm, cast.project)
    before = Phase.objects.filter(project=cast.project, key__in=["requirements", "selection"])
    before.update(state=Phase.State.PASSED, passed_at=clock.now())
    Phase.objects.filter(project=cast.project, key="implementation").update(state=Phase.State.CURRENT)
    for place in ("criteria", "gates", "built_in"):
        monkeypatch.setattr(
            f"golive.apps.governance.{place}.CRITERIA", {"migration_at_rest": CRITERIA["migration_at_rest"]}
        )
    monkeypatch.setattr("golive.apps.migration.services.loading._prepared", lambda cycle: None)
    cycle = services.open_cycle(cast.pm, cast.project)
    phase = Phase.objects.select_related("project").get(project=cast.project, key="implementation")
    verdict, run = together(
        lambda: governance.pass_gate(cast.sponsor, phase, note="数据已静止"),
        lambda: services.start_load(cast.it, cycle),
    )
    assert isinstance(run, Run) and run.state == Run.State.RUNNING, run
    assert isinstance(verdict, Refused | GateReview), verdict
    phase.refresh_from_db()
    if isinstance(verdict, Refused):
        assert verdict.code == "gate_shut" and phase.state == Phase.State.CURRENT
    else:
        at_rest = next(c for c in verdict.measured if c["code"] == "migration_at_rest")
        assert at_rest["ok"] and phase.state == Phase.State.PASSED
