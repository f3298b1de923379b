"""The addresses of the product, and those of the sample app beside them."""

from django.urls import include, path

handler403 = "golive.web.errors.forbidden"
handler404 = "golive.web.errors.not_found"
handler500 = "golive.web.errors.server_error"
urlpatterns = [
    path("p/<slug:project>/sample/", include("golive.foundation.registers.tests.sample.urls")),
    path("", include("golive.config.urls")),
]
