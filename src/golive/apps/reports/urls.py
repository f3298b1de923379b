from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.reports import views
from golive.apps.reports.registers import REPORTS

app_name = "reports"
urlpatterns = [
    path("reports/write/", require_POST(views.write), name="write"),
    path("reports/template/", views.set_template, name="set_template"),
    path("reports/template/end/", require_POST(views.end_template), name="end_template"),
    *REPORTS.urls(),
    path("reports/<int:pk>/file.<str:ending>", views.report_file, name="report_file"),
]
