from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "golive.apps.diagnosis"
    label = "diagnosis"
