from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "golive.apps.governance"
    label = "governance"

    def ready(self) -> None:
        from golive.apps.governance import asking, charter_gate, judging, own_matters
        from golive.foundation.duties import registry

        registry.register_asker(asking.ask_sponsor)
        assert charter_gate and judging and own_matters  # what they declare is declared by being imported
        autodiscover_modules("criteria", "agenda", "charter", "serving")
