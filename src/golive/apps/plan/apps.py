from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PlanConfig(AppConfig):
    name = "golive.apps.plan"
    label = "plan"

    def ready(self) -> None:
        from golive.apps.plan import (
            acts,  # noqa: F401  what the approval of a baseline sets going
            acts_resources,  # noqa: F401  and that of a budget, and of more of a person
            queries,
        )
        from golive.foundation.files.guards import register_guard

        register_guard("plan.paper", lambda actor, pk: queries.visible_papers(actor).filter(pk=pk).exists())
        autodiscover_modules("criteria")
