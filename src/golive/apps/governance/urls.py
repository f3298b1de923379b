from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.governance import views
from golive.apps.governance.registers import DECISIONS, OBJECTIVES, REVIEWS

app_name = "governance"
urlpatterns = [
    *OBJECTIVES.urls(),
    path("objectives/<int:pk>/approve/", require_POST(views.approve_objective), name="approve_objective"),
    path("decisions/ask/", views.ask_decision, name="ask_decision"),
    *DECISIONS.urls(),
    path("decisions/<int:pk>/decide/", views.decide, name="decide"),
    path("decisions/<int:pk>/withdraw/", require_POST(views.withdraw_decision), name="withdraw_decision"),
    path("reviews/sign/", views.sign_monthly_review, name="sign_monthly_review"),
    *REVIEWS.urls(),
    path("gates/", views.gates, name="gates"),
    path("gates/<int:pk>/waive/", views.waive_criterion, name="waive_criterion"),
    path("gates/waivers/<int:pk>/end/", require_POST(views.end_waiver), name="end_waiver"),
    path("gates/<int:pk>/pass/", require_POST(views.pass_gate), name="pass_gate"),
    path("gates/<int:pk>/stop/", require_POST(views.stop_gate), name="stop_gate"),
]
