from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ControlConfig(AppConfig):
    name = "golive.apps.control"
    label = "control"

    def ready(self) -> None:
        from golive.apps.control import acts, threats, watching

        # The sponsor's decisions, what the simulation reckons with, what the records propose as risks.
        assert acts and threats and watching
        autodiscover_modules("risk_signals")
