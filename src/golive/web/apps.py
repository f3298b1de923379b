from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, components, home pages, navigation and search: what every page shares."""

    name = "golive.web"
    label = "web"
