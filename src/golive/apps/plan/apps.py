from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PlanConfig(AppConfig):
    name = "golive.apps.plan"
    label = "plan"

    def ready(self) -> None:
        from golive.apps.plan import acts  # noqa: F401  what the approval of a baseline sets going

        autodiscover_modules("criteria")
