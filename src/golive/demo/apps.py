from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The example project: its only part in the product is the job that loads its data when its ERP stands."""

    name = "golive.demo"
    label = "demo"
