from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DutiesConfig(AppConfig):
    name = "golive.foundation.duties"
    label = "duties"

    def ready(self) -> None:
        from golive.foundation.duties import evaluate, talk

        evaluate.listen()
        talk.declare()
        import_module("golive.foundation.duties.evidence_own")
        autodiscover_modules("duties")  # every app's duties.py declares its evidence
