from django.urls import path

from golive.foundation.notify import views

app_name = "notify"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/read/", views.read, name="read"),
    path("inbox/read_all/", views.read_all, name="read_all"),
]
