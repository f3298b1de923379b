from django.urls import path

from golive.foundation.files import views

app_name = "files"
urlpatterns = [
    path("p/<slug:project>/files/<int:pk>/", views.file, name="file"),
    path("p/<slug:project>/files/<int:pk>/remove/", views.remove, name="remove"),
    path("p/<slug:project>/files/attach/<str:subject>/", views.attach, name="attach"),
]
