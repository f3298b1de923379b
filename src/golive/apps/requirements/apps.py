from django.apps import AppConfig


class RequirementsConfig(AppConfig):
    name = "golive.apps.requirements"
    label = "requirements"

    def ready(self) -> None:
        from golive.apps.requirements import impacts  # noqa: F401  what a change request does to requirements
