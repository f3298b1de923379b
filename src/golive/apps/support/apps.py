from importlib import import_module

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "golive.apps.support"
    label = "support"

    def ready(self) -> None:
        from golive.apps.selection.measured import register_measurer
        from golive.apps.support.service_levels import of_contracts

        register_measurer(of_contracts)
        import_module("golive.apps.support.conditions")
