from django.urls import path

from golive.foundation.administration import views

app_name = "accounts"
urlpatterns = [
    path("admin/organisations/", views.organisations, name="organisations"),
    path("admin/organisations/add/", views.add_organisation, name="add_organisation"),
    path("admin/organisations/<int:pk>/departments/add/", views.add_department, name="add_department"),
    path("admin/people/", views.people, name="people"),
    path("admin/people/add/", views.add_person, name="add_person"),
    path("admin/people/<int:pk>/disable/", views.disable_person, name="disable_person"),
    path("admin/people/<int:pk>/enable/", views.enable_person, name="enable_person"),
    path("admin/people/<int:pk>/password/", views.reset_password, name="reset_password"),
]
