from django.urls import path

from golive.apps.training import views
from golive.apps.training.registers import COURSES

app_name = "training"
urlpatterns = [
    *COURSES.urls(),
    path("courses/<int:pk>/quiz/", views.take_quiz, name="take_quiz"),
    path("sessions/<int:pk>/attendance/", views.record_attendance, name="record_attendance"),
]
