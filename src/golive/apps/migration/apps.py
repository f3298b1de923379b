from django.apps import AppConfig


class MigrationConfig(AppConfig):
    name = "golive.apps.migration"
    label = "migration"

    def ready(self) -> None:
        from golive.apps.migration import queries
        from golive.foundation.files.guards import register_guard

        register_guard("migration.source", queries.sees_source)
        register_guard("migration.extract", queries.sees_extract)
        register_guard("migration.reconciliation", queries.sees_statement)
        register_guard("migration.certificate", queries.sees_certificate)
