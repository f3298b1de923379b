"""Environments: planned, installed by a job that a kill does not undo, looked at; backups proved by drills; I2, I10.

The ERP itself is replaced by a double here; the real one is tried in tests/erp.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.systems import engine_io, pace, services
from golive.apps.systems.criteria import a_backup_is_restorable, an_environment_is_ready
from golive.apps.systems.models import Drill, Environment
from golive.apps.systems.tests.factories import environment, installed
from golive.connectors.tryton.backups import Drill as Measured
from golive.connectors.tryton.backups import Manifest
from golive.connectors.tryton.server import Status
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.jobs.worker import run_pending
from golive.foundation.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def erp(monkeypatch):
    """A double of the connector: `erp.fail` makes the next installation fail, `erp.green` colours the checks."""

    class Erp:
        fail, green, damaged, sales = None, True, False, 100

        def is_up(self, environment):
            return self.green

        def start(self, environment):
            if self.fail == "start":
                raise engine_io.ErpError("start_failed", "port taken")
            self.green = True
            return Status("running", port=8070, version="8.0")

        def install(self, environment, progress, cancelled, year):
            for code in ("venv", "packages", "start"):
                progress(code, 1, 1, f"{code} done")
                if self.fail == code:
                    raise engine_io.ErpError("packages_failed", "no network")
            return Status("running", port=8069, version="8.0")

        def probe(self, environment):
            return [("process", self.green, words("process: %(state)s", state="running" if self.green else "crashed"))]

        def response_times(self, environment):
            return {"answer": 20, "sales": self.sales}

        def back_up(self, environment, folder, taken_at):
            return Manifest(taken_at, environment.company, "f", "a" * 64, 1000, {"party_party": 7}, 0.1)

        def drill(self, environment, folder, scratch):
            if self.damaged:
                raise engine_io.ErpError("backup_damaged", "sha256 differs")
            return Measured(12.5, 1, 7, 7, "8.0")

    double = Erp()
    for name in ("install", "probe", "response_times", "back_up", "drill", "is_up", "start"):
        monkeypatch.setattr(engine_io, name, getattr(double, name))
    return double


def test_an_installation_is_a_job_whose_end_is_evidence_for_I2(cast, erp):
    made = environment(cast)
    assert EVIDENCE["I2"](cast.project).missing
    services.install(cast.it, made)
    run_pending()
    made.refresh_from_db()
    assert (made.state, made.version) == (Environment.State.RUNNING, "8.0")
    assert EVIDENCE["I2"](cast.project).facts and an_environment_is_ready(cast.project).ok


def test_a_failed_installation_says_why_and_can_be_asked_again(cast, erp):
    made, erp.fail = environment(cast), "packages"
    services.install(cast.it, made)
    run_pending()
    made.refresh_from_db()
    assert made.state == Environment.State.FAILED and "no network" in made.trouble
    erp.fail = None
    services.install(cast.it, made)
    run_pending()
    made.refresh_from_db()
    assert made.state == Environment.State.RUNNING and not made.trouble


def test_a_crashed_ERP_takes_the_evidence_back(cast, erp):
    made = installed(cast)
    services.check(cast.it, made)
    assert not EVIDENCE["I2"](cast.project).missing
    erp.green = False
    services.check(cast.it, made)
    assert EVIDENCE["I2"](cast.project).missing and not an_environment_is_ready(cast.project).ok
    made.refresh_from_db()
    assert made.state == Environment.State.FAILED


def _watch():
    enqueue(system_actor(), "systems.watch")
    run_pending()


def test_what_should_run_and_does_not_is_started_again(cast, erp):
    made, erp.green = installed(cast), False
    _watch()
    made.refresh_from_db()
    assert (made.state, made.address) == (Environment.State.RUNNING, "127.0.0.1:8070")


def test_what_cannot_be_started_is_failed_and_says_so(cast, erp):
    made, erp.green, erp.fail = installed(cast), False, "start"
    _watch()
    made.refresh_from_db()
    assert made.state == Environment.State.FAILED


def test_what_was_stopped_by_hand_stays_stopped(cast, erp, monkeypatch):
    made = installed(cast)
    monkeypatch.setattr(engine_io, "stop", lambda environment: True)
    services.stop(cast.it, made)
    erp.green = False
    _watch()
    made.refresh_from_db()
    assert made.state == Environment.State.STOPPED


@pytest.mark.parametrize("duty", ["I10", "A4"])
def test_a_backup_counts_when_a_drill_has_restored_it(cast, erp, duty):
    backup = services.back_up(cast.it, installed(cast))
    assert EVIDENCE[duty](cast.project).missing and not a_backup_is_restorable(cast.project).ok
    services.drill(cast.it, backup)
    run_pending()
    drill = Drill.objects.get()
    assert (drill.ok, drill.seconds) == (True, 12.5)
    assert not EVIDENCE[duty](cast.project).missing and a_backup_is_restorable(cast.project).ok
    drills = [f for f in EVIDENCE[duty](cast.project).facts if f.period]
    assert len(drills) == (duty == "I10")  # a drill is not the backup of its day


def test_a_damaged_backup_is_found_by_the_drill_and_shuts_the_gate(cast, erp):
    backup = services.back_up(cast.it, installed(cast))
    services.drill(cast.it, backup)
    run_pending()
    erp.damaged = True
    services.drill(cast.it, backup)
    run_pending()
    assert [d.ok for d in Drill.objects.order_by("id")] == [True, False]
    assert "sha256" in Drill.objects.latest("id").detail
    assert not a_backup_is_restorable(cast.project).ok


def test_an_old_drill_proves_nothing(cast, erp):
    backup = services.back_up(cast.it, installed(cast))
    services.record_drill(cast.it, backup, ok=True, seconds=9.0)
    assert a_backup_is_restorable(cast.project).ok
    with clock.at(clock.now() + timedelta(days=31)):
        assert not a_backup_is_restorable(cast.project).ok


def test_an_environment_whose_files_are_gone_is_no_target(cast, client):
    """GoLive restored on another machine: its records say that the ERP runs, and no page may break over it."""
    installed(cast)
    assert engine_io.target_of(cast.project) is None
    client.force_login(cast.it)
    page = client.get(reverse("migration:objects", kwargs={"project": cast.project.code}))
    assert page.status_code == 200


def test_a_second_environment_lives_in_a_folder_of_its_own(cast):
    assert environment(cast).folder == ""
    assert environment(cast, name="生产环境", kind="production").folder.startswith("environments/")
    with pytest.raises(Refused):
        environment(cast)


def test_the_vendor_runs_the_test_environment_but_not_production(cast, erp):
    services.check(cast.vendor, installed(cast))
    production = installed(cast, name="生产环境", kind="production")
    for actor in (cast.vendor, cast.business, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.check(actor, production)
    with pytest.raises(PermissionDenied):
        services.back_up(cast.vendor, production)


def test_pages_show_state_and_hide_backups_from_the_vendor(cast, erp, client):
    made = installed(cast)
    services.check(cast.it, made)
    services.back_up(cast.it, made)
    url = reverse("systems:environment", kwargs={"project": cast.project.code, "pk": made.pk})
    for person, rows in ((cast.it, 1), (cast.vendor, 0)):
        client.force_login(person)
        page = client.get(url)
        assert page.status_code == 200 and len(page.context["backups"]) == rows
    client.force_login(cast.stranger)
    assert client.get(url).status_code == 404


def _looks(cast, erp, made, ms, hours):
    """A look every ten minutes for some hours; what it takes varies a little."""
    begin = clock.now()
    for n in range(hours * 6):
        erp.sales = ms + n % 7 * 10
        with clock.at(begin + timedelta(minutes=10 * n)):
            services.check(cast.it, made)
    return begin + timedelta(hours=hours)


def test_a_slow_spot_is_owed_an_improvement_that_is_proved_before_and_after(cast, erp):
    made = installed(cast, kind="production")
    begin = clock.now().replace(day=3)
    with clock.at(begin):
        later = _looks(cast, erp, made, 4000, 8)
    with clock.at(later):
        month, found = pace.two_months(made)
        assert [(s.operation, s.slow) for s in found] == [("sales", True), ("answer", False)]
        with pytest.raises(Refused) as refusal:
            services.close_pace(cast.it, made, conclusion="一切正常")
        assert refusal.value.code == "slow_spots"
        owed = EVIDENCE["A2"](cast.project)
        assert not owed.facts and len(owed.missing) == 2
        services.tune(cast.it, made, operation="sales", done="为销售订单加索引")
        assert pace.proofs(made)[0]["change"] is None  # too few looks yet
        end = _looks(cast, erp, made, 300, 8)
    with clock.at(end):
        verdict, shift, low, high = pace.proofs(made)[0]["change"]
        assert verdict == "improved" and low <= shift <= high < 0 and abs(shift + 3700) < 40
        services.close_pace(cast.it, made, conclusion="销售订单列表已改善")
        found = EVIDENCE["A2"](cast.project)
        assert [f.period for f in found.facts] == [month] and not found.missing


def test_an_improvement_that_changes_nothing_is_not_called_one(cast, erp):
    made = installed(cast, kind="production")
    later = _looks(cast, erp, made, 3000, 8)
    with clock.at(later):
        services.tune(cast.it, made, operation="sales", done="重启服务器")
        end = _looks(cast, erp, made, 3000, 8)
    with clock.at(end):
        assert pace.proofs(made)[0]["change"][0] == "no_change"
