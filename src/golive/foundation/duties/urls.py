from django.urls import path

from golive.foundation.duties.views import figures, matrix, responsibility, telling
from golive.foundation.duties.views import pages as views

app_name = "duties"
HERE = "p/<slug:project>/duties/"
urlpatterns = [
    path(HERE + "owed/", views.owed, name="owed"),
    path(HERE + "matrix/", matrix.matrix, name="matrix"),
    path(HERE + "matrix.xlsx", matrix.matrix_excel, name="matrix_excel"),
    path(HERE + "matrix.docx", matrix.matrix_word, name="matrix_word"),
    path(HERE + "matrix.pdf", matrix.matrix_pdf, name="matrix_pdf"),
    path(HERE + "matrix/issue/", matrix.issue_matrix, name="issue_matrix"),
    path(HERE + "matrix/<int:pk>/acknowledge/", matrix.acknowledge_matrix, name="acknowledge_matrix"),
    path(HERE + "assignments/<int:pk>/ask-switch-off/", views.ask_switch_off, name="ask_switch_off"),
    path(HERE + "assignments/<int:pk>/switch-on/", views.switch_on, name="switch_on"),
    path(HERE + "obligations/<int:pk>/waive/", views.waive, name="waive"),
    path("digests/", telling.digests, name="digests"),
    path("digests/<int:pk>/", telling.digest, name="digest"),
    path(HERE + "escalations/", telling.escalations, name="escalations"),
    path(HERE + "escalations/<int:pk>/answer/", telling.answer_escalation, name="answer_escalation"),
    path(HERE + "obligations/<int:pk>/snooze/", telling.snooze, name="snooze"),
    path(HERE + "obligations/<int:pk>/unsnooze/", telling.unsnooze, name="unsnooze"),
    path(HERE + "parties/", figures.parties, name="parties"),
    path(HERE + "figures/", figures.groups, name="figures"),
    path(HERE + "obligations/", figures.obligations, name="obligations"),
    path(HERE + "obligations/<int:pk>/", views.obligation, name="obligation"),
    path(HERE + "obligations/<int:pk>/comment/", views.comment_on_obligation, name="obligation-comment"),
    path(HERE + "obligations.xlsx", figures.obligations_excel, name="obligations_excel"),
    path(HERE + "forecast/", figures.ahead, name="forecast"),
    path("duties/portfolio/", figures.all_projects, name="portfolio"),
    path(HERE + "tailoring/", responsibility.tailoring, name="tailoring"),
    path(HERE + "covers/", responsibility.covers, name="covers"),
    path(HERE + "covers/add/", responsibility.cover, name="cover"),
    path(HERE + "covers/<int:pk>/end/", responsibility.end_cover, name="end_cover"),
    path(HERE + "signals/", responsibility.signals, name="signals"),
    path(HERE + "signals/<int:pk>/answer/", responsibility.answer_signal, name="answer_signal"),
    path(HERE + "assignments/<int:pk>/letters/", responsibility.give_letter, name="give_letter"),
    path(HERE + "letters/<int:pk>/take/", responsibility.take_letter, name="take_letter"),
    path(HERE + "tailoring/<slug:duty>/", responsibility.tailor, name="tailor"),
    path(HERE + "tailoring/<slug:duty>/reset/", responsibility.reset, name="reset"),
    path(HERE + "<slug:duty>/", views.duty, name="duty"),
    path(HERE + "<slug:duty>/comment/", views.comment_on_duty, name="duty-comment"),
    path(HERE + "<slug:duty>/assign/", views.assign, name="assign"),
]
