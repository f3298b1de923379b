from django.urls import path

from golive.apps.support import views
from golive.apps.support.registers import SERVICE_LEVELS, TICKETS

app_name = "support"
urlpatterns = [path("report/", views.report, name="report"), *SERVICE_LEVELS.urls(), *TICKETS.urls()]
