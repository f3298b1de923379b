from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "golive.apps.training"
    label = "training"

    def ready(self) -> None:
        from golive.apps.training import impacts  # noqa: F401  what a change request does to training
