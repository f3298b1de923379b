from django.apps import AppConfig


class ControlConfig(AppConfig):
    name = "golive.apps.control"
    label = "control"
