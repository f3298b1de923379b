"""Addresses of the browser test: the style page, and a job that finishes at its third question."""

from itertools import count

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from golive.web import style

asked = count(1)


def host(request: HttpRequest) -> HttpResponse:
    return render(request, "web/style.html", {**style.sample(), "jobs": [job(0)]})


def job(times: int) -> dict[str, object]:
    active = times < 2
    state = "running" if active else "succeeded"
    return {"id": 9, "title": "装载", "state": state, "active": active, "percent": 40 * times, "poll_url": "/row"}


def row(request: HttpRequest) -> HttpResponse:
    return render(request, "components/job_row.html", {"job": job(next(asked))})


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>traceback</h1>", status=500)


def dialog(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<header><h2>详情</h2></header><div class="body">来自服务器</div>')


urlpatterns = [
    path("", host),
    path("row", row),
    path("broken", broken),
    path("dialog", dialog),
    path("account/", include("allauth.urls")),
]
