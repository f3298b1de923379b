from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "golive.foundation.administration"
    label = "administration"
