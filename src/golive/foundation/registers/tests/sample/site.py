"""The addresses of the product, and those of the sample app beside them."""

from django.urls import include, path

from golive.config.urls import handler403, handler404, handler500
from golive.config.urls import urlpatterns as product

__all__ = ["handler403", "handler404", "handler500"]
urlpatterns = [path("p/<slug:project>/sample/", include("golive.foundation.registers.tests.sample.urls")), *product]
