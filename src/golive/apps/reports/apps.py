from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "golive.apps.reports"
    label = "reports"
