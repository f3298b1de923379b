from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.plan import urls_money
from golive.apps.plan.registers import BASELINES, DIFFICULTIES, TASKS
from golive.apps.plan.registers_people import LEVELLINGS
from golive.apps.plan.views import comparing, files, levelling, outline, pages, paper, people

app_name = "plan"
urlpatterns = [
    path("", pages.gantt, name="gantt"),
    path("mine/", pages.mine, name="mine"),
    path("make/", require_POST(pages.make_from_method), name="make_from_method"),
    path("recompute/", require_POST(pages.recompute), name="recompute"),
    path("paper/", paper.gantt_paper, name="gantt_paper"),
    path("gantt.pdf", paper.gantt_pdf, name="gantt_pdf"),
    path("papers/", paper.papers, name="papers"),
    path("papers/ask/", require_POST(paper.ask_paper), name="ask_paper"),
    path("import/", files.import_plan, name="import_plan"),
    *(path(f"plan.{kind}", files.export, {"kind": kind}, name=f"export_{kind}") for kind in files.TYPES),
    path("baselines/compare/", comparing.compare_baselines, name="compare_baselines"),
    path("rows/", outline.rows, name="rows"),
    path("lines/", require_POST(outline.add_line), name="add_line"),
    path("undo/", require_POST(outline.undo_edit), name="undo_edit"),
    path("redo/", require_POST(outline.redo_edit), name="redo_edit"),
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
    path("people/", people.people, name="people"),
    path("people/sheet/", people.sheet, name="load_sheet"),
    path("people/level/", require_POST(levelling.level), name="level"),
    path("people/check/", require_POST(levelling.check_load), name="check_load"),
    path("people/reset/", require_POST(levelling.reset_levelling), name="reset_levelling"),
    path("people/skills/add/", require_POST(people.add_skill), name="add_skill"),
    path("people/me/", people.me, name="me"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/leave/", require_POST(people.add_leave), name="add_leave"),
    path("people/<int:pk>/skills/", require_POST(people.set_person_skill), name="set_person_skill"),
    path("leave/<int:pk>/remove/", require_POST(people.remove_leave), name="remove_leave"),
    path("tasks/<int:pk>/people/", require_POST(people.assign_person), name="assign_person"),
    path("tasks/<int:pk>/needs/", people.set_task_needs, name="set_task_needs"),
    path("task-people/<int:pk>/remove/", require_POST(people.unassign_person), name="unassign_person"),
    path("levellings/<int:pk>/accept/", require_POST(levelling.accept_moves), name="accept_moves"),
    *LEVELLINGS.urls(),
    *urls_money.urlpatterns,
]
