from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.plan.registers import BASELINES, DIFFICULTIES, TASKS
from golive.apps.plan.views import pages

app_name = "plan"
urlpatterns = [
    path("", pages.gantt, name="gantt"),
    path("mine/", pages.mine, name="mine"),
    path("make/", require_POST(pages.make_from_method), name="make_from_method"),
    path("recompute/", require_POST(pages.recompute), name="recompute"),
    *TASKS.urls(),
    path("tasks/<int:pk>/report_progress/", pages.report_progress, name="report_progress"),
    path("tasks/<int:pk>/remove/", require_POST(pages.remove_task), name="remove_task"),
    path("links/<int:pk>/unlink/", require_POST(pages.unlink_tasks), name="unlink_tasks"),
    path("baselines/ask/", pages.ask_baseline, name="ask_baseline"),
    *BASELINES.urls(),
    *DIFFICULTIES.urls(),
]
