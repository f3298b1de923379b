from django.apps import AppConfig


class ControlConfig(AppConfig):
    name = "golive.apps.control"
    label = "control"

    def ready(self) -> None:
        from golive.apps.control import threats  # noqa: F401  what the simulation of the plan reckons with
