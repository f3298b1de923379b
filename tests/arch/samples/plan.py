from golive.apps.plan import services
from golive.apps.plan.tests import factories
from tests.arch.samples import sample


@sample(
    "plan:tasks-detail",
    "plan:tasks-comment",
    "plan:edit_task",
    "plan:remove_task",
    "plan:report_progress",
    "plan:raise_difficulty",
    "plan:link_tasks",
    "plan:indent_task",
    "plan:outdent_task",
    "plan:move_task",
    "plan:set_cell",
    "plan:drag_bar",
    "plan:draw_link",
)
def task(cast):
    return {"pk": factories.task(cast, owner=cast.it).pk}


@sample("plan:unlink_tasks")
def link(cast):
    return {"pk": factories.small_plan(cast).b.incoming.get().pk}


@sample("plan:baselines-detail")
def baseline(cast):
    factories.task(cast)
    return {"pk": services.ask_baseline(cast.pm, cast.project).pk}


@sample("plan:difficulties-detail", "plan:difficulties-comment", "plan:answer_difficulty")
def difficulty(cast):
    row = factories.task(cast, owner=cast.it)
    return {"pk": services.raise_difficulty(cast.it, row, text="比预想难", new_remaining_days=3).pk}
