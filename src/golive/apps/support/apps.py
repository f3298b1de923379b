from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "golive.apps.support"
    label = "support"
