from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "golive.foundation.dispatch"
    label = "dispatch"
    verbose_name = _("Mail and robots")

    def ready(self) -> None:
        from golive.foundation.dispatch import by_mail
        from golive.foundation.notify import sending

        sending.CHANNELS.append(by_mail.take)
        autodiscover_modules("outgoing")
