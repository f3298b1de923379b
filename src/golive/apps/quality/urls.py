from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.quality import views
from golive.apps.quality.registers import DELIVERABLES

app_name = "quality"
urlpatterns = [
    *DELIVERABLES.urls(),
    path("plan/", views.plan, name="plan"),
    path("plan/write/", views.write_plan, name="write_plan"),
    path("plan/goals/", require_POST(views.set_goal), name="set_goal"),
    path("plan/goals/<int:pk>/remove/", require_POST(views.remove_goal), name="remove_goal"),
    path("plan/agree/", require_POST(views.agree_to_plan), name="agree_to_plan"),
]
