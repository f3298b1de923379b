from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.selection.registers import CANDIDATES, CRITERIA, EVALUATORS, SELECTIONS
from golive.apps.selection.registers_architecture import ELEMENT_FITS, ELEMENTS
from golive.apps.selection.registers_contracts import CONTRACTS, ITEMS, MILESTONES, OBLIGATIONS
from golive.apps.selection.registers_found import ASSESSMENTS, BIDS, FITS, REFERENCES, STEPS
from golive.apps.selection.views import architecture, comparing, judging

app_name = "selection"
urlpatterns = [
    *SELECTIONS.urls(),
    path("selections/<int:pk>/pairs/", judging.compare_pairs, name="compare_pairs"),
    path("selections/<int:pk>/round/", judging.together, name="round"),
    path("selections/<int:pk>/agree/", require_POST(judging.agree_score), name="agree_score"),
    path("selections/<int:pk>/comparison/", comparing.comparison, name="comparison"),
    path("selections/<int:pk>/report.docx", comparing.report_word, name="report-word"),
    path("selections/<int:pk>/report.pdf", comparing.report_pdf, name="report-pdf"),
    *CANDIDATES.urls(),
    *CRITERIA.urls(),
    *EVALUATORS.urls(),
    path("evaluators/<int:pk>/scores/", judging.save_scores, name="save_scores"),
    path("evaluators/<int:pk>/hand-in/", require_POST(judging.hand_in), name="hand_in"),
    *FITS.urls(),
    *STEPS.urls(),
    *REFERENCES.urls(),
    *BIDS.urls(),
    *ASSESSMENTS.urls(),
    *ELEMENTS.urls(),
    *ELEMENT_FITS.urls(),
    path("candidates/<int:pk>/architecture/", architecture.architecture, name="architecture"),
    path(
        "candidates/<int:pk>/architecture/assess/",
        require_POST(architecture.assess_elements),
        name="assess_elements",
    ),
    *CONTRACTS.urls(),
    *OBLIGATIONS.urls(),
    *MILESTONES.urls(),
    *ITEMS.urls(),
]
