from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "golive.api"
    label = "api"
