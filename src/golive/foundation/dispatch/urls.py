from django.urls import include, path

from golive.foundation.dispatch import views
from golive.foundation.dispatch.registers import ROBOTS

app_name = "dispatch"
urlpatterns = [
    path("admin/mail/", views.mail_server, name="mail_server"),
    path("admin/mail/set/", views.set_mail_server, name="set_mail_server"),
    path("admin/mail/end/", views.end_mail_server, name="end_mail_server"),
    path("admin/mail/test/", views.test_mail, name="test_mail"),
    path("inbox/mail/", views.choose_mail, name="choose_mail"),
    path("dispatches/<int:pk>/send_again/", views.send_again, name="send_again"),
    path("p/<slug:project>/", include(ROBOTS.urls())),
    path("p/<slug:project>/robots/<int:pk>/rows/", views.robot_rows, name="robot_rows"),
]
