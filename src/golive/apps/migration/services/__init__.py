"""What people do to bring legacy data into the new ERP."""

from golive.apps.migration.services.cleaning import (
    accept_finding,
    apply_standard_cleaning,
    apply_suggestions,
    check,
    correct,
    correct_cell,
    undo_correction,
)
from golive.apps.migration.services.duplicates import decide_duplicates, exclude, include
from golive.apps.migration.services.evidence import issue_certificate, sign_reconciliation, sign_stock_count
from golive.apps.migration.services.loading import (
    finish_run,
    open_cycle,
    reconcile,
    simulate,
    start_load,
    undo_load,
)
from golive.apps.migration.services.preparing import (
    add_source,
    confirm_encoding,
    edit_object,
    map_object,
    profile,
    save_rules,
    set_up_objects,
    take_extract,
)

__all__ = [
    "accept_finding",
    "add_source",
    "apply_standard_cleaning",
    "apply_suggestions",
    "check",
    "confirm_encoding",
    "correct",
    "correct_cell",
    "decide_duplicates",
    "edit_object",
    "exclude",
    "finish_run",
    "include",
    "issue_certificate",
    "map_object",
    "open_cycle",
    "profile",
    "reconcile",
    "save_rules",
    "set_up_objects",
    "sign_reconciliation",
    "sign_stock_count",
    "simulate",
    "start_load",
    "take_extract",
    "undo_correction",
    "undo_load",
]
