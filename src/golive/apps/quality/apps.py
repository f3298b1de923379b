from importlib import import_module

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "golive.apps.quality"
    label = "quality"

    def ready(self) -> None:
        import_module("golive.apps.quality.measures")
