from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "golive.apps.team"
    label = "team"
