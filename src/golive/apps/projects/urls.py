from django.urls import path

from golive.apps.projects import views

app_name = "projects"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/name/", views.name_member, name="name_member"),
    path("people/<int:pk>/end/", views.end_membership, name="end_membership"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/special-day/", views.set_special_day, name="set_special_day"),
    path("phases/<int:pk>/move/", views.move_phase, name="move_phase"),
    path("hold/", views.hold, name="hold"),
    path("resume/", views.resume, name="resume"),
    path("close/", views.close, name="close"),
]
