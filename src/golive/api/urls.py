from django.urls import path

from golive.api.service import service

urlpatterns = [path("v1/", service.urls)]
