from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.team import views
from golive.apps.team.registers import GOALS, POSITIONS

app_name = "team"
urlpatterns = [
    *POSITIONS.urls(),
    path("candidates/<int:pk>/choose/", require_POST(views.choose_candidate), name="choose_candidate"),
    path("candidates/<int:pk>/decline/", require_POST(views.decline_candidate), name="decline_candidate"),
    path("gaps/", views.gaps, name="gaps"),
    *GOALS.urls(),
    path("letters/", views.letters, name="letters"),
    path("letters/issue/", require_POST(views.issue_letters), name="issue_letters"),
    path("letters/<int:pk>/", views.letter, name="letter"),
    path("letters/<int:pk>/acknowledge/", require_POST(views.acknowledge_letter), name="acknowledge_letter"),
    path("letters/<int:pk>/letter.docx", views.letter_word, name="letter-word"),
    path("letters/<int:pk>/letter.pdf", views.letter_pdf, name="letter-pdf"),
    path("appraisals/", views.appraisals, name="appraisals"),
    path("appraisals/open/", require_POST(views.open_appraisal), name="open_appraisal"),
    path("appraisals/<int:pk>/", views.appraisal, name="appraisal"),
    path("appraisals/<int:pk>/appraise/", require_POST(views.write_manager_words), name="write_manager_words"),
    path("appraisals/<int:pk>/own/", require_POST(views.write_own_words), name="write_own_words"),
    path("appraisals/<int:pk>/object/", require_POST(views.object_to_appraisal), name="object_to_appraisal"),
    path("appraisals/<int:pk>/correct/", require_POST(views.correct_appraisal), name="correct_appraisal"),
    path("thanks/", require_POST(views.recognise), name="recognise"),
]
