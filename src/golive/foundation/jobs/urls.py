from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from golive.foundation.jobs import views

app_name = "jobs"


def _both(tail: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """Each page of a job inside its project, and outside for the jobs of the installation."""
    return [
        path(f"p/<slug:project>/jobs/{tail}", view, name=name),
        path(f"jobs/{tail}", view, name=name),
    ]


urlpatterns = [
    path("p/<slug:project>/jobs/", views.jobs, name="jobs"),
    *_both("<int:pk>/", views.job, "job"),
    *_both("<int:pk>/row/", views.row, "row"),
    *_both("<int:pk>/log/", views.log, "log"),
    *_both("<int:pk>/cancel/", views.cancel, "cancel"),
    *_both("<int:pk>/retry/", views.retry, "retry"),
]
