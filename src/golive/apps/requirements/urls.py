from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.requirements import views
from golive.apps.requirements.registers import PROCESSES, REQUIREMENTS

app_name = "requirements"
urlpatterns = [
    *REQUIREMENTS.urls(),
    path("requirements/<int:pk>/sign/", require_POST(views.sign), name="sign"),
    *PROCESSES.urls(),
    path("document.docx", views.document_word, name="document-word"),
    path("document.pdf", views.document_pdf, name="document-pdf"),
]
