from golive.apps.training import services
from golive.apps.training.tests import factories
from golive.foundation import clock
from tests.arch.samples import sample


@sample(
    "training:courses-detail",
    "training:courses-comment",
    "training:edit_course",
    "training:add_question",
    "training:plan_session",
    "training:take_quiz",
)
def course(cast):
    return {"pk": factories.course(cast).pk}


@sample("training:record_attendance")
def session(cast):
    made = services.plan_session(
        cast.vendor, factories.course(cast), at=clock.now(), place="培训室", trainer=cast.vendor
    )
    return {"pk": made.pk}
