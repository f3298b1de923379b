from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "golive.apps.governance"
    label = "governance"

    def ready(self) -> None:
        autodiscover_modules("criteria")
