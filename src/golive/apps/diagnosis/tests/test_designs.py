import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.diagnosis import engine_io, services
from golive.apps.diagnosis.duties import (
    designs_are_approved,
    diagnosis_is_backed_by_data,
    owners_approve_their_processes,
)
from golive.apps.diagnosis.tests import factories
from golive.engines.mining.model.bpmn_file import read_bpmn
from golive.foundation.errors import Refused
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def simulated(cast):
    row = factories.design(cast)
    offered = engine_io.proposed_changes(row)
    assert any("总经理审批" in c["words"] for c in offered)
    chosen = [c["change"] for c in offered if "总经理审批" in c["words"]]
    row = services.edit_design(cast.consultant, row, scenario={"changes": chosen, "cases": 300, "replications": 4})
    services.simulate_design(cast.consultant, row)
    run_pending()
    row.refresh_from_db()
    return row


def test_a_design_is_drawn_simulated_submitted_and_approved_by_the_owner(cast):
    """Duties "C2" and "B5"."""
    row = simulated(cast)
    assert "<bpmn:" in row.as_is and row.is_simulated
    median = next(m for m in row.simulation["measures"] if m["name"] == "cycle_median")
    assert median["high"] < 0, "without the fourth approval it is quicker, beyond chance"
    row = services.submit_design(cast.consultant, row)
    with pytest.raises(PermissionDenied):
        services.approve_design(cast.pm, row, seen_hash=row.content_hash)
    services.approve_design(cast.business, row, seen_hash=row.content_hash)
    assert len(designs_are_approved(cast.project).facts) == 1, "duty C2"
    (fact,) = owners_approve_their_processes(cast.project).facts
    assert fact.who_id == cast.business.pk, "duty B5"


def test_a_dropped_step_is_struck_out_and_no_longer_asked_for(cast, client):
    row = simulated(cast)
    names = {task.id: task.name for task in read_bpmn(row.bpmn.encode()).tasks()}
    struck = [names[key] for key in engine_io.taken_from_picture(row)]
    assert "总经理审批" in struck and len(struck) < len(names)
    client.force_login(cast.consultant)
    page = client.get(row.get_absolute_url()).content.decode()
    assert f'data-struck="{" ".join(engine_io.taken_from_picture(row))}"' in page
    held = engine_io.figures.models_of(row.log)
    assert [model.taken.gone for model in held] == [frozenset({"总经理审批"})]


def test_what_changes_after_the_simulation_must_be_simulated_and_approved_anew(cast):
    row = simulated(cast)
    services.submit_design(cast.consultant, row)
    services.approve_design(cast.business, row, seen_hash=row.content_hash)
    row = services.edit_design(cast.consultant, row, reason="另一个理由")
    assert not row.is_simulated
    assert designs_are_approved(cast.project).facts == [] and designs_are_approved(cast.project).missing
    with pytest.raises(Refused, match="not_simulated"):
        services.submit_design(cast.consultant, row)


def test_what_is_no_process_or_no_scenario_is_refused(cast):
    row = factories.design(cast)
    with pytest.raises(Refused, match="bpmn_wrong"):
        services.edit_design(cast.consultant, row, bpmn="<nonsense/>")
    with pytest.raises(Refused, match="scenario_wrong"):
        services.edit_design(cast.consultant, row, scenario={"changes": [{"explode": "x"}]})
    with pytest.raises(Refused, match="nothing_changes"):
        services.simulate_design(cast.consultant, row)


def test_c1_is_proved_by_a_log_whose_findings_are_answered(cast):
    """Duty "C1"."""
    assert diagnosis_is_backed_by_data(cast.project).missing
    log = factories.read(cast)
    found = diagnosis_is_backed_by_data(cast.project)
    assert len(found.facts) == 1 and len(found.missing) == 1
    for row in log.findings.filter(state="open"):
        services.set_aside(cast.consultant, row, reason="看过")
    assert diagnosis_is_backed_by_data(cast.project).missing == []


def test_the_page_offers_what_may_be_done(cast, client):
    row = factories.design(cast)
    url = reverse("diagnosis:design", args=[cast.project.code, row.pk])
    client.force_login(cast.consultant)
    assert "data-edit" in client.get(url).content.decode()
    client.force_login(cast.business)
    assert "data-edit" not in client.get(url).content.decode()
