from importlib import import_module

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "golive.apps.systems"
    label = "systems"

    def ready(self) -> None:
        from golive.apps.migration import targets
        from golive.apps.systems import engine_io

        targets.register_target(engine_io.target_of)
        targets.register_production(engine_io.loads_into_production)
        import_module("golive.apps.systems.event_logs")
        import_module("golive.apps.systems.figures")
        import_module("golive.apps.systems.invoices")
