from django.urls import path

from golive.foundation.trail import views

app_name = "audit"
urlpatterns = [
    path("p/<slug:project>/audit/", views.trail, name="trail"),
    path("p/<slug:project>/audit/export/", views.export, name="export"),
]
