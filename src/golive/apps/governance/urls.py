from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.governance.registers import ACTIONS, DECISIONS, MEASUREMENTS, OBJECTIVES, REVIEWS
from golive.apps.governance.registers_charter import CHARTERS
from golive.apps.governance.registers_meetings import CHANNELS, MEETINGS, STAKEHOLDERS
from golive.apps.governance.views import charter, decisions, gates, meetings, objectives, reviews

app_name = "governance"
urlpatterns = [
    path("objectives/coverage/", objectives.objective_coverage, name="coverage"),
    *OBJECTIVES.urls(),
    *MEASUREMENTS.urls(),
    path("charter/write/<slug:step>/", charter.write_charter, name="write_charter"),
    path("charter/review/", charter.review_charter, name="review_charter"),
    *CHARTERS.urls(),
    path("charter/<int:pk>/sign/", require_POST(charter.sign_charter), name="sign_charter"),
    path("charter/<int:pk>/compare/", charter.compare_charters, name="compare_charters"),
    path("charter/<int:pk>/charter.<slug:ending>", charter.charter_paper, name="charter_paper"),
    path("objectives/<int:pk>/approve/", require_POST(objectives.approve_objective), name="approve_objective"),
    path("objectives/<int:pk>/lock/", require_POST(objectives.lock_baseline), name="lock_baseline"),
    path("objectives/<int:pk>/measure/", objectives.measure_objective, name="measure_objective"),
    path("decisions/ask/", decisions.ask_decision, name="ask_decision"),
    path("decisions/times/", decisions.latencies, name="latencies"),
    path("decisions/register.pdf", decisions.register_paper, {"ending": "pdf"}, name="register_pdf"),
    path("decisions/register.docx", decisions.register_paper, {"ending": "docx"}, name="register_word"),
    path("decisions/known.<slug:ending>", decisions.dossier, name="dossier"),
    path("decisions/sealed.json", decisions.sealed, name="sealed_decisions"),
    *DECISIONS.urls(),
    path("decisions/<int:pk>/decide/", decisions.decide, name="decide"),
    path("decisions/<int:pk>/delegate/", decisions.delegate_decision, name="delegate_decision"),
    path("decisions/<int:pk>/withdraw/", require_POST(decisions.withdraw_decision), name="withdraw_decision"),
    path("decisions/<int:pk>/record.<slug:ending>", decisions.decision_paper, name="decision_paper"),
    *ACTIONS.urls(),
    *MEETINGS.urls(),
    path("meetings/<int:pk>/agenda/", require_POST(meetings.add_agenda_item), name="add_agenda_item"),
    path("meetings/<int:pk>/minutes/", meetings.write_minutes, name="write_minutes"),
    path("meetings/<int:pk>/decision/", meetings.record_decision, name="record_decision"),
    path("meetings/<int:pk>/action/", meetings.add_meeting_action, name="add_meeting_action"),
    path("meetings/<int:pk>/invitation.ics", meetings.invitation, name="invitation"),
    path("meetings/<int:pk>/minutes.<slug:ending>", meetings.minutes_paper, name="minutes_paper"),
    *STAKEHOLDERS.urls(),
    *CHANNELS.urls(),
    path("reviews/sign/", reviews.sign_monthly_review, name="sign_monthly_review"),
    *REVIEWS.urls(),
    path("gates/", gates.gates, name="gates"),
    path("gates/limit/", gates.set_limit, name="set_limit"),
    path("gates/<int:pk>/", gates.gate, name="gate"),
    path("gates/<int:pk>/ask/", gates.ask_gate, name="ask_gate"),
    path("gates/<int:pk>/waive/", gates.waive_criterion, name="waive_criterion"),
    path("gates/waivers/<int:pk>/end/", require_POST(gates.end_waiver), name="end_waiver"),
    path("gates/<int:pk>/pass/", require_POST(gates.pass_gate), name="pass_gate"),
    path("gates/<int:pk>/stop/", require_POST(gates.stop_gate), name="stop_gate"),
]
