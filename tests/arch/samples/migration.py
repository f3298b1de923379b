"""Objects for the pages of the data migration."""

from golive.apps.migration import services
from golive.apps.migration.models import Batch, DataObject, Finding, StockTake
from golive.apps.migration.tests import factories
from golive.apps.migration.tests.erp_double import ErpDouble
from golive.foundation import clock

from . import sample


def objects(cast):
    if not DataObject.objects.filter(project=cast.project).exists():
        factories.checked(cast)
    return factories.fresh(cast)


@sample(
    "migration:object", "migration:set_lines", "migration:edit_object", "migration:profile", "migration:save_rules", "migration:map_object", "migration:map_fields", "migration:remove_object",
    "migration:worklist", "migration:check", "migration:apply_standard_cleaning", "migration:apply_suggestions",
    "migration:correct", "migration:correct_cell", "migration:corrections", "migration:duplicates",
    "migration:decide_duplicates", "migration:exclude", "migration:rows", "migration:rules", "migration:rules_file",
    "migration:import_rules", "migration:accept_rules", "migration:mapping", "migration:mapping_file",
    "migration:import_mapping", "migration:value_maps", "migration:transform", "migration:sign_ready",
    "migration:find_duplicates", "migration:set_survivor_rules", "migration:labels", "migration:label_pair",
    "migration:choose_threshold", "migration:worklist_file", "migration:import_batch", "migration:columns",
    "migration:live_worklist", "migration:check_live", "migration:propose_clean_up",
)  # fmt: skip
def data_object(cast):
    return {"pk": objects(cast)["customers"].pk}


@sample("migration:clean_up", "migration:run_clean_up", "migration:undo_clean_up")
def clean_up(cast):
    customers = objects(cast)["customers"]
    record = {"id": "KH001", "label": "苏州恒泰机械有限公司"}
    return {
        "pk": services.propose_clean_up(cast.it, customers, title="停用客户", reason="三年无往来", records=[record]).pk
    }


@sample("migration:take", "migration:approve_take")
def take(cast):
    return {"pk": stock_take(cast).pk}


@sample("migration:count_sheet", "migration:enter_counts", "migration:finish_count", "migration:sign_sheet")
def count_sheet(cast):
    return {"pk": stock_take(cast).sheets.get().pk}


@sample("migration:open_take")
def stock(cast):
    return {"pk": objects(cast)["stock"].pk}


def stock_take(cast):
    found = StockTake.objects.filter(data_object__project=cast.project).first()
    return found or services.open_take(cast.pm, objects(cast)["stock"], title="年末盘点")


@sample("migration:accept_rule", "migration:refuse_rule")
def proposal(cast):
    customers = objects(cast)["customers"]
    return {
        "pk": customers.proposals.create(
            rule="lxr.filled", yaml="id: lxr.filled\nkind: completeness\ncolumns: [lxr]\n"
        ).pk
    }


@sample("migration:sign_values", "migration:edit_values")
def value_map(cast):
    return {"pk": objects(cast)["products"].value_maps.get(name="units").pk}


@sample("migration:batch", "migration:apply_batch")
def batch(cast):
    customers = objects(cast)["customers"]
    line = {"line": 2, "key": "KH002", "column": "dz", "before": "", "after": "无锡市1号", "reason": ""}
    return {
        "pk": Batch.objects.create(data_object=customers, name="改正.xlsx", lines=[line], by=cast.pm, at=clock.now()).pk
    }


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


@sample("migration:confirm_encoding", "migration:take_extract", "migration:source")
def source(cast):
    return {"pk": objects(cast)["customers"].extracts.get().source_id}


@sample("migration:sign_stock_count")
def sheet(cast):
    return {"pk": objects(cast)["stock"].extracts.get().count_sheet.pk}


@sample(
    "migration:cycle", "migration:simulate", "migration:start_load", "migration:reconcile", "migration:undo_load",
    "migration:issue_certificate", "migration:refused_rows",
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
