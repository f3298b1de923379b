from django.conf import settings
from django.urls import path

from golive.apps.projects import views as projects
from golive.apps.reports import views as reports
from golive.web import style, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("p/<slug:project>/", views.mine, name="mine"),
    path("p/<slug:project>/mine/<slug:part>/", views.mine_part, name="mine_part"),
    path("portfolio/", reports.all_projects, name="portfolio"),
    path("projects/new/", projects.start, name="create_project"),
    path("language/", views.language, name="language"),
]
if settings.DEBUG:
    urlpatterns.append(path("_style", style.page))
