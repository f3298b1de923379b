from django.apps import AppConfig


class RequirementsConfig(AppConfig):
    name = "golive.apps.requirements"
    label = "requirements"
