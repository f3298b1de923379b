from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "golive.foundation.signatures"
    label = "signatures"
