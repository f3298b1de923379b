from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.reports import views
from golive.apps.reports.registers import REPORTS

app_name = "reports"
urlpatterns = [
    path("reports/write/", require_POST(views.write_weekly), name="write_weekly"),
    *REPORTS.urls(),
    path("reports/<int:pk>/pdf/", views.weekly_pdf, name="weekly_pdf"),
    path("reports/<int:pk>/word/", views.weekly_word, name="weekly_word"),
]
