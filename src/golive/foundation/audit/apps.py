from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "golive.foundation.audit"
    label = "audit"
