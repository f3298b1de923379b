from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "golive.apps.training"
    label = "training"
