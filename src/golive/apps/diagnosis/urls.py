from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.diagnosis.registers import NOTES
from golive.apps.diagnosis.views import designs, evaluations, findings, logs, pictures

app_name = "diagnosis"
urlpatterns = [
    path("", logs.logs, name="logs"),
    path("add/", logs.add_log, name="add_log"),
    path("take/", logs.take_from, name="take_from"),
    path("logs/<int:pk>/", findings.log, name="log"),
    path("logs/<int:pk>/columns/", logs.map_columns, name="map_columns"),
    path("logs/<int:pk>/configure/", logs.configure_log, name="configure_log"),
    path("logs/<int:pk>/again/", require_POST(logs.read_again), name="read_again"),
    path("logs/<int:pk>/renew/", logs.renew_log, name="renew_log"),
    path("logs/<int:pk>/follow/", require_POST(logs.follow_source), name="follow_source"),
    path("logs/<int:pk>/quality/", logs.log_quality, name="log_quality"),
    path("logs/<int:pk>/map/", pictures.process_map, name="process_map"),
    path("logs/<int:pk>/variants/", pictures.variants, name="variants"),
    path("logs/<int:pk>/times/", pictures.times, name="times"),
    path("logs/<int:pk>/analyses/", pictures.analyses, name="analyses"),
    path("logs/<int:pk>/cases/", pictures.cases, name="cases"),
    path("logs/<int:pk>/case/", pictures.case, name="case"),
    path("logs/<int:pk>/values/", pictures.values, name="values"),
    path("logs/<int:pk>/figures.xlsx", pictures.figures, name="figures"),
    path("logs/<int:pk>/analyse/", require_POST(pictures.ask_analysis), name="ask_analysis"),
    path("logs/<int:pk>/filters/", require_POST(pictures.save_filter), name="save_filter"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/follow/", require_POST(findings.follow_up), name="follow_up"),
    path("findings/<int:pk>/aside/", require_POST(findings.set_aside), name="set_aside"),
    path("findings/<int:pk>/reopen/", require_POST(findings.reopen_finding), name="reopen_finding"),
    *NOTES.urls(),
    path("designs/add/", designs.add_design, name="add_design"),
    path("designs/<int:pk>/", designs.design, name="design"),
    path("designs/<int:pk>/edit/", require_POST(designs.edit_design), name="edit_design"),
    path("designs/<int:pk>/simulate/", require_POST(designs.simulate_design), name="simulate_design"),
    path("designs/<int:pk>/submit/", require_POST(designs.submit_design), name="submit_design"),
    path("designs/<int:pk>/approve/", require_POST(designs.approve_design), name="approve_design"),
    path("designs/<int:pk>/return/", require_POST(designs.return_design), name="return_design"),
    path("designs/<int:pk>/withdraw/", require_POST(designs.withdraw_design), name="withdraw_design"),
    path("evaluations/add/", evaluations.add_evaluation, name="add_evaluation"),
    path("evaluations/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/compute/", require_POST(evaluations.compute_evaluation), name="compute_evaluation"),
    path("evaluations/<int:pk>/conclude/", require_POST(evaluations.conclude_evaluation), name="conclude_evaluation"),
    path("evaluations/<int:pk>/issue/", require_POST(evaluations.issue_evaluation), name="issue_evaluation"),
    path("evaluations/<int:pk>/report.docx", evaluations.evaluation_word, name="evaluation-word"),
    path("evaluations/<int:pk>/report.pdf", evaluations.evaluation_pdf, name="evaluation-pdf"),
]
