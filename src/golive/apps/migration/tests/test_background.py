"""What reads rows runs as a job; pages show windows; what changed meanwhile is looked at again."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.urls import reverse

from golive.apps.migration import jobs, services
from golive.apps.migration.engine_io import broken, snapshot, tables
from golive.apps.migration.models import LedgerEntry, Source
from golive.foundation import vault
from golive.foundation.errors import Refused

from .factories import checked, dump, extracted, fresh, objects, work
from .test_pages import page


def test_nothing_is_read_before_the_job_runs(cast):
    objects(cast)
    source = services.add_source(cast.it, cast.project, upload=ContentFile(dump(), "进销存.sql"))
    assert source.state == Source.State.READING and not source.tables
    customers = fresh(cast)["customers"]
    with pytest.raises(Refused, match="still_read"):
        services.take_extract(cast.it, customers, source=source)
    work()
    source.refresh_from_db()
    assert source.state == Source.State.READY and source.tables["kehu"]["rows"] == 5
    assert source.tables["kehu"]["first"][0][:2] == ["KH001", "苏州恒泰机械有限公司"]


def test_a_correction_made_while_a_check_runs_is_seen_by_it(cast, monkeypatch):
    customers = checked(cast)["customers"]
    real, rounds = tables.check, []

    def check(data_object, told):
        found = real(data_object, told)
        if not rounds:
            services.correct_cell(cast.pm, customers, key="KH004", column="swdjh", after="")
        rounds.append(found.revision)
        return found

    monkeypatch.setattr(jobs.tables, "check", check)
    services.check(cast.pm, customers)
    work()
    after = fresh(cast)["customers"]
    assert len(rounds) == 2 and after.checked_revision == after.revision
    assert not after.findings.filter(row_key="KH004", rule="tax.valid", state="open").exists()


def test_the_worklist_is_cut_and_the_rest_is_still_corrected(cast, monkeypatch):
    monkeypatch.setattr("golive.apps.migration.checking.LISTED", 1)
    monkeypatch.setattr(broken, "LISTED", 1)
    products = checked(cast)["products"]
    rule = products.findings.filter(rule="unit.filled")
    assert products.by_rule["unit.filled"]["rows"] == 2 and rule.count() == 1
    assert [h.key for h in broken.broken(products, "unit.filled", "", None)] == ["F002", "R003"]
    made = services.correct(cast.pm, products, rule="unit.filled", before="", after="件")
    work()
    made.refresh_from_db()
    assert made.cells == 2 and "unit.filled" not in fresh(cast)["products"].by_rule


def test_figures_open_their_rows(client, cast):
    products = extracted(cast)["products"]
    services.profile(cast.pm, products)
    work()
    shown = page(client, cast.pm, "object", cast.project, pk=products.pk).content.decode()
    assert "what=fault:thousands_separator" in shown or "what=fault:unit_in_number" in shown
    url = reverse("migration:rows", kwargs={"project": cast.project.code, "pk": products.pk})
    text = client.get(url, {"column": "dw", "what": "blank"}).content.decode()
    assert "F002" in text and "R003" in text and "F001" not in text
    text = client.get(url, {"column": "jhj", "what": "fault:unit_in_number", "value": "decimal"}).content.decode()
    assert "1,250.00元" in text and "980.00" not in text
    text = client.get(url, {"q": "螺栓"}).content.decode()
    assert "R003" in text and "R002" not in text


def test_expressions_of_a_snapshot_reach_no_file(cast):
    products = checked(cast)["products"]
    with snapshot.opened(products) as now, pytest.raises(Exception, match="disabled"):
        now.ask("SELECT * FROM read_text('/etc/hostname')")


def test_suggested_rules_wait_for_a_person(cast):
    products = extracted(cast)["products"]
    services.profile(cast.pm, products)
    work()
    proposals = list(products.proposals.filter(state="open"))
    assert proposals and all(p.seen["zh"] for p in proposals)
    first, second = proposals[:2]
    services.accept_rule(cast.it, first)
    services.refuse_rule(cast.it, second, reason="不适用")
    work()
    after = fresh(cast)["products"]
    assert first.rule in {rule.id for rule in tables.rules_of(after).rules}
    assert after.rule_sets.first().version == 2
    services.profile(cast.pm, after)
    work()
    assert second.rule not in after.proposals.filter(state="open").values_list("rule", flat=True)


def test_a_database_is_connected_without_showing_its_password(cast):
    objects(cast)
    with pytest.raises(Refused, match="url_not_taken"):
        services.connect_source(cast.it, cast.project, name="x", url="sqlite:////etc/passwd")
    with pytest.raises(Refused, match="url_not_taken"):
        services.connect_source(cast.it, cast.project, name="x", url="/etc/passwd")
    token = vault.hide("postgresql://reader:geheim@host/erp", "migration.source:1")
    assert "geheim" not in token
    assert vault.reveal(token, "migration.source:1").endswith("@host/erp")
    with pytest.raises(Refused, match="secret_unreadable"):
        vault.reveal(token, "migration.source:2")


def test_the_database_refuses_to_rewrite_an_end(cast):
    entry = LedgerEntry.objects.create(
        project=cast.project, prefix="p/", key="p/1", state="LOADED", target_id="7", attempt=0
    )
    with pytest.raises(DatabaseError, match="reopening"), connection.cursor() as cursor:
        cursor.execute("UPDATE migration_ledgerentry SET target_id = '8' WHERE id = %s", [entry.pk])
