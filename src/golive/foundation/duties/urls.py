from django.urls import path

from golive.foundation.duties.views import pages as views

app_name = "duties"
HERE = "p/<slug:project>/duties/"
urlpatterns = [
    path(HERE + "owed/", views.owed, name="owed"),
    path(HERE + "matrix/", views.matrix, name="matrix"),
    path(HERE + "matrix.xlsx", views.matrix_excel, name="matrix_excel"),
    path(HERE + "assignments/<int:pk>/ask-switch-off/", views.ask_switch_off, name="ask_switch_off"),
    path(HERE + "assignments/<int:pk>/switch-on/", views.switch_on, name="switch_on"),
    path(HERE + "obligations/<int:pk>/waive/", views.waive, name="waive"),
    path(HERE + "<slug:duty>/", views.duty, name="duty"),
    path(HERE + "<slug:duty>/assign/", views.assign, name="assign"),
]
