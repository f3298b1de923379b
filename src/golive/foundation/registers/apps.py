from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistersConfig(AppConfig):
    name = "golive.foundation.registers"
    label = "registers"

    def ready(self) -> None:
        """Know every register and the use cases it names, in jobs and scripts as well as in pages."""
        autodiscover_modules("services", "registers")
