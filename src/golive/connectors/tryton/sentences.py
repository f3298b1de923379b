"""The connector's codes as English sentences; whoever shows them (pages, command line) translates them."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a text for translation where it is written."""
    return text


STEPS = {
    "venv": N_("Environment of its own"),
    "packages": N_("Downloading and installing Tryton"),
    "module": N_("GoLive's Tryton module"),
    "config": N_("Configuration"),
    "template": N_("Preparing the database"),
    "database": N_("Database"),
    "start": N_("Starting the server"),
    "company": N_("Company and currency"),
    "chart": N_("Chart of accounts"),
    "fiscal_year": N_("Fiscal year and periods"),
    "trade": N_("Warehouse and product defaults"),
    "user": N_("User for GoLive"),
}

STATES = {
    "absent": N_("There is no ERP here yet. To install it: golive erp up"),
    "stopped": N_("The ERP is stopped. To start it: golive erp up"),
    "running": N_("The ERP is running."),
    "crashed": N_("The ERP ended by itself. To start it again: golive erp up"),
    "unresponsive": N_("The ERP does not answer. To start it anew: golive erp down, then golive erp up"),
}

ERRORS = {
    "busy": N_("Another process is working on this ERP. Nothing was changed; try again when it has finished."),
    "venv_failed": N_("The Python environment of the ERP could not be made. Mend the reason and repeat golive erp up."),
    "packages_failed": N_(
        "Tryton could not be installed; what was downloaded is kept. Check the network or pip's settings"
        " (PIP_INDEX_URL), then repeat golive erp up: it continues."
    ),
    "module_missing": N_(
        "GoLive's Tryton module was not found. It is a separate distribution under the GPL: set GOLIVE_ERP_MODULE to"
        " the folder erp/trytond_golive/golive of GoLive's sources."
    ),
    "database_failed": N_("The ERP's database could not be prepared; nothing else was touched. Repeat golive erp up."),
    "database_damaged": N_("The ERP's database cannot be read. Restore a backup: golive erp restore"),
    "start_failed": N_("The ERP's server did not start; its data is kept. Its last words:"),
    "no_port": N_("No free port was found for the ERP."),
    "not_installed": N_("There is no ERP here yet. To install it: golive erp up"),
    "backup_exists": N_("There is something at that place already; a backup is never overwritten."),
    "backup_damaged": N_("This backup is damaged and was not used; nothing was changed. Take another one."),
    "place_taken": N_("There is an ERP at that place already; restore into a new data folder."),
    "drill_failed": N_("The restored ERP does not answer what the backup holds."),
    "cancelled": N_("Stopped on request; the next golive erp up continues here."),
}
