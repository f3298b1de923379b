from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.control import views
from golive.apps.control.registers import ISSUES, RISKS
from golive.apps.control.registers_changes import CHANGES

app_name = "control"
urlpatterns = [
    path("risks/library/", views.pick_risks, name="pick_risks"),
    path("risks/proposals/take/", require_POST(views.take_proposal), name="take_proposal"),
    path("risks/proposals/dismiss/", views.dismiss_proposal, name="dismiss_proposal"),
    *RISKS.urls(),
    path("issues/rule/", views.set_issue_rule, name="set_issue_rule"),
    *ISSUES.urls(),
    *CHANGES.urls(),
    path("changes/rule/", views.set_change_rule, name="set_change_rule"),
    path("change-items/<int:pk>/remove/", require_POST(views.remove_change_item), name="remove_change_item"),
]
