from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.plan import views
from golive.apps.plan.registers import BASELINES, DIFFICULTIES, TASKS

app_name = "plan"
urlpatterns = [
    path("", views.gantt, name="gantt"),
    path("mine/", views.mine, name="mine"),
    path("make/", require_POST(views.make_from_method), name="make_from_method"),
    path("recompute/", require_POST(views.recompute), name="recompute"),
    *TASKS.urls(),
    path("tasks/<int:pk>/report_progress/", views.report_progress, name="report_progress"),
    path("tasks/<int:pk>/remove/", require_POST(views.remove_task), name="remove_task"),
    path("links/<int:pk>/unlink/", require_POST(views.unlink_tasks), name="unlink_tasks"),
    path("baselines/ask/", views.ask_baseline, name="ask_baseline"),
    *BASELINES.urls(),
    *DIFFICULTIES.urls(),
]
