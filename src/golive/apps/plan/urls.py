from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.plan.registers import BASELINES, DIFFICULTIES, TASKS
from golive.apps.plan.views import outline, pages, paper

app_name = "plan"
urlpatterns = [
    path("", pages.gantt, name="gantt"),
    path("mine/", pages.mine, name="mine"),
    path("make/", require_POST(pages.make_from_method), name="make_from_method"),
    path("recompute/", require_POST(pages.recompute), name="recompute"),
    path("paper/", paper.gantt_paper, name="gantt_paper"),
    path("gantt.pdf", paper.gantt_pdf, name="gantt_pdf"),
    path("rows/", outline.rows, name="rows"),
    path("lines/", require_POST(outline.add_line), name="add_line"),
    *TASKS.urls(),
    path("tasks/<int:pk>/indent/", require_POST(outline.indent_task), name="indent_task"),
    path("tasks/<int:pk>/outdent/", require_POST(outline.outdent_task), name="outdent_task"),
    path("tasks/<int:pk>/move/", require_POST(outline.move_task), name="move_task"),
    path("tasks/<int:pk>/cell/", require_POST(outline.set_cell), name="set_cell"),
    path("tasks/<int:pk>/drag/", require_POST(outline.drag_bar), name="drag_bar"),
    path("tasks/<int:pk>/draw_link/", require_POST(outline.draw_link), name="draw_link"),
    path("tasks/<int:pk>/report_progress/", pages.report_progress, name="report_progress"),
    path("tasks/<int:pk>/remove/", require_POST(pages.remove_task), name="remove_task"),
    path("links/<int:pk>/unlink/", require_POST(pages.unlink_tasks), name="unlink_tasks"),
    path("baselines/ask/", pages.ask_baseline, name="ask_baseline"),
    *BASELINES.urls(),
    *DIFFICULTIES.urls(),
]
