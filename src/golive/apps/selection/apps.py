from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "golive.apps.selection"
    label = "selection"

    def ready(self) -> None:
        from golive.apps.selection import acts, built_in_conditions, counterparty  # noqa: F401  what decisions set going; what makes payable

        counterparty.connect()
