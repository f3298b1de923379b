from django.urls import path
from django.views.decorators.http import require_POST

from golive.apps.systems import views

app_name = "systems"
urlpatterns = [
    path("", views.environments, name="environments"),
    path("add/", views.add_environment, name="add_environment"),
    path("<int:pk>/", views.environment, name="environment"),
    path("<int:pk>/install/", require_POST(views.install), name="install"),
    path("<int:pk>/start/", require_POST(views.start), name="start"),
    path("<int:pk>/stop/", require_POST(views.stop), name="stop"),
    path("<int:pk>/check/", require_POST(views.check), name="check"),
    path("<int:pk>/back-up/", require_POST(views.back_up), name="back_up"),
    path("<int:pk>/performance/", views.performance, name="performance"),
    path("<int:pk>/tune/", require_POST(views.tune), name="tune"),
    path("<int:pk>/close-month/", require_POST(views.close_pace), name="close_pace"),
    path("backups/<int:pk>/drill/", require_POST(views.drill), name="drill"),
]
