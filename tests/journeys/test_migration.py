"""The example firm's legacy data from the files to the last mock load, with the ready-made rules and mappings."""

import pytest
from click.testing import CliRunner
from django.core.files.base import ContentFile

from golive.apps.migration import queries, services
from golive.apps.migration.suggestions import for_rule
from golive.apps.migration.tests.erp_double import ErpDouble
from golive.apps.migration.tests.factories import certified, fresh, loading_into, objects, work
from golive.cli.verify import verify
from golive.demo import legacy
from golive.foundation.files import storage


@pytest.fixture
def files(tmp_path):
    return legacy.write(tmp_path / "legacy")


def take_all(cast, files):
    found = objects(cast)
    dump = services.add_source(cast.it, cast.project, upload=ContentFile(files.dump.read_bytes(), files.dump.name))
    work()
    dump.refresh_from_db()
    assert dump.encoding == "gb18030" and dump.encoding_confirmed
    for key in ("customers", "suppliers", "products"):
        services.take_extract(cast.it, found[key], source=dump)
    for path in files.stock:
        sheet = services.add_source(cast.it, cast.project, upload=ContentFile(path.read_bytes(), path.name))
        work()
        sheet.refresh_from_db()
        services.take_extract(cast.it, found["stock"], source=sheet)
    work()
    return fresh(cast)


def clean(cast, found):
    for each in found.values():
        services.apply_standard_cleaning(cast.pm, each)
        work()
    found = fresh(cast)
    customers, products = found["customers"], found["products"]
    services.apply_suggestions(cast.pm, products, rule="unit.known")
    unreal = {f.row_key for f in customers.findings.filter(rule__in=["name.real", "name.filled"], state="open")}
    services.exclude(cast.pm, customers, keys=sorted(unreal), reason="测试数据")
    for each in (customers, found["suppliers"]):
        services.check(cast.pm, each)
        work()
        each.refresh_from_db()
        clusters = list(each.clusters.filter(verdict="open").values_list("pk", flat=True))
        services.decide_duplicates(cast.pm, each, clusters=clusters, verdict="merged")


def ask(cast, erp, case):
    """Simulate or load in a cycle of its own."""
    cycle = services.open_cycle(cast.pm, cast.project)
    with loading_into(erp):
        run = case(cast.it, cycle)
        work()
    run.refresh_from_db()
    return cycle, run.counts


@pytest.mark.slow
def test_mock_loads_get_better(cast, files):
    found = take_all(cast, files)
    assert {key: each.rows for key, each in found.items()} == files.rows
    clean(cast, found)
    for each in found.values():
        services.map_object(cast.it, each)
    erp = ErpDouble()
    _cycle, counts = ask(cast, erp, services.simulate)
    assert 0.08 < counts["products"]["refused"] / 1500 < 0.12, "about one in eleven has no unit"
    assert counts["customers"]["left_out"] > 190

    finished = [g for g in for_rule(found["products"], "unit.filled") if g.group == "finished"]
    assert [g.suggestion for g in finished] == ["台"]
    services.apply_suggestions(cast.pm, found["products"], rule="unit.filled")
    for group in ("raw", "spare"):
        services.correct(cast.pm, found["products"], rule="unit.filled", before="", after="件", group=group)
    services.correct(cast.pm, found["products"], rule="cost.number", before="面议", after="")
    for key in ("customers", "suppliers"):
        services.correct(cast.pm, found[key], rule="tax.valid", before=None, after="", reason="待客户提供")
    second, counts = ask(cast, erp, services.start_load)
    assert {key: each["REJECTED"] for key, each in counts.items()} == dict.fromkeys(found, 0)
    assert counts["customers"]["MERGED"] > 190
    with loading_into(erp):
        services.reconcile(cast.it, second)
        work()
    statements = queries.statements(second)
    assert len(statements) == 4 and all(s.balanced for s in statements.values())
    assert all(each.above_bar for each in fresh(cast).values())


@pytest.mark.slow
def test_golive_verify_accepts_the_certificate_and_finds_a_change(cast, settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA = tmp_path / "files", tmp_path
    certificate = certified(cast, ErpDouble())
    file = storage.path_of(certificate.json_file)
    done = CliRunner().invoke(verify, [str(file), "--fingerprint", certificate.fingerprint])
    assert done.exit_code == 0, done.output
    changed = tmp_path / "changed.json"
    changed.write_bytes(file.read_bytes().replace(b"EXCLUDED", b"LOADED", 1))
    assert CliRunner().invoke(verify, [str(changed)]).exit_code != 0
