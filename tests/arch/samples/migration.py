"""Objects for the pages of the data migration."""

from golive.apps.migration import services
from golive.apps.migration.models import DataObject, Finding
from golive.apps.migration.tests import factories
from golive.apps.migration.tests.erp_double import ErpDouble

from . import sample


def objects(cast):
    if not DataObject.objects.filter(project=cast.project).exists():
        factories.checked(cast)
    return factories.fresh(cast)


@sample(
    "migration:object", "migration:edit_object", "migration:profile", "migration:save_rules", "migration:map_object",
    "migration:worklist", "migration:check", "migration:apply_standard_cleaning", "migration:apply_suggestions",
    "migration:correct", "migration:correct_cell", "migration:corrections", "migration:duplicates",
    "migration:decide_duplicates", "migration:exclude",
)  # fmt: skip
def data_object(cast):
    return {"pk": objects(cast)["customers"].pk}


@sample("migration:accept_finding")
def finding(cast):
    return {"pk": Finding.objects.filter(data_object=objects(cast)["customers"]).first().pk}


@sample("migration:undo_correction")
def correction(cast):
    customers = objects(cast)["customers"]
    return {"pk": services.correct_cell(cast.pm, customers, key="KH002", column="dz", after="无锡市1号").pk}


@sample("migration:include")
def exclusion(cast):
    customers = objects(cast)["customers"]
    services.exclude(cast.pm, customers, keys=["KH005"], reason="测试数据")
    return {"pk": customers.exclusions.get().pk}


@sample("migration:confirm_encoding", "migration:take_extract")
def source(cast):
    return {"pk": objects(cast)["customers"].extracts.get().source_id}


@sample("migration:sign_stock_count")
def sheet(cast):
    return {"pk": objects(cast)["stock"].extracts.get().count_sheet.pk}


@sample(
    "migration:cycle", "migration:simulate", "migration:start_load", "migration:reconcile", "migration:undo_load",
    "migration:issue_certificate",
)  # fmt: skip
def cycle(cast):
    objects(cast)
    return {"pk": services.open_cycle(cast.pm, cast.project).pk}


@sample("migration:statement", "migration:sign_reconciliation")
def statement(cast):
    found = objects(cast)
    for each in found.values():
        services.map_object(cast.it, each)
    with factories.loading_into(ErpDouble()):
        made = services.open_cycle(cast.pm, cast.project)
        services.start_load(cast.it, made)
        factories.work()
        services.reconcile(cast.it, made)
        factories.work()
    return {"pk": made.reconciliations.first().pk}
