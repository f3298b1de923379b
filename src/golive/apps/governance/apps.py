from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "golive.apps.governance"
    label = "governance"

    def ready(self) -> None:
        from golive.apps.governance import asking
        from golive.foundation.duties import registry

        registry.register_asker(asking.ask_sponsor)
        autodiscover_modules("criteria")
