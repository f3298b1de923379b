"""Every address of the product. An app's pages lie under the project they belong to."""

from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.urls import include, path


def pages_of(layer: str, names: list[str], prefix: str = "") -> list:
    """The pages of each installed part that has any, under its name or where the part itself says."""
    found = []
    for name in names:
        module = f"golive.{layer}.{name}"
        if apps.is_installed(module) and find_spec(f"{module}.urls"):
            found.append(path(prefix.format(name), include(f"{module}.urls")))
    return found


urlpatterns = [
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),  # the language of who is not signed in
    path("p/<slug:project>/", include(pages_of("apps", settings.APPS, "{}/"))),
    *pages_of("foundation", settings.FOUNDATION),
]
if apps.is_installed("golive.api"):
    urlpatterns.append(path("api/", include("golive.api.urls")))
urlpatterns.append(path("", include("golive.web.urls")))

handler400 = "golive.web.errors.bad_request"
handler403 = "golive.web.errors.forbidden"
handler404 = "golive.web.errors.not_found"
handler500 = "golive.web.errors.server_error"
