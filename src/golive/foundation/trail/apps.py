from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "golive.foundation.trail"
    label = "trail"
