"""Pages beyond the register: the mail server, what one wants by mail, sending again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation.dispatch import queries, services
from golive.foundation.dispatch.forms import MailChoiceForm, MailServerForm
from golive.foundation.dispatch.permissions import may_administer, may_view_robots
from golive.foundation.dispatch.registers import ROBOTS
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, back, done, form_problems, reads
from golive.foundation.use_cases import may


@reads("dispatch.mail_server", permission=may_administer)
def mail_server(request: HttpRequest) -> HttpResponse:
    """By which server mails go out, and how the last ones of this administrator ended."""
    server = queries.visible_servers(request.user).first()
    rows = queries.visible(request.user).filter(person=request.user.pk, topic=services.TEST)[:5]
    context = {"server": server, "dispatches": rows, "moving": any(r.moving for r in rows), "may_send_again": True}
    return render(request, "dispatch/mail_server.html", context)


@acts("dispatch.set_mail_server")
def set_mail_server(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    row = queries.visible_servers(request.user).first()
    form = MailServerForm(request.POST or None, instance=row)
    here = reverse("dispatch:mail_server")
    if request.method == "POST" and form.is_valid():
        try:
            services.set_mail_server(request.user, None, **form.cleaned_data)
            return done(request, here, _("Saved. Send yourself a test mail now."))
        except Refused as refusal:
            form.add_error(None, refusal.message)
    context = {"form": form, "title": _("Set the mail server"), "back": here}
    return render(request, "administration/form.html", context, status=422 if form.errors else 200)


@acts("dispatch.end_mail_server")
@require_POST
def end_mail_server(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    services.end_mail_server(request.user, get_object_or_404(queries.visible_servers(request.user)))
    return done(request, reverse("dispatch:mail_server"), _("No more mails are sent."))


@acts("dispatch.test_mail")
@require_POST
def test_mail(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    services.test_mail(request.user, get_object_or_404(queries.visible_servers(request.user)))
    return done(request, reverse("dispatch:mail_server"), _("The test mail is on its way. How it ended is said below."))


@reads("dispatch.robot_rows", permission=may_view_robots)
def robot_rows(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    """The list of a robot's messages alone; it asks for itself while one is on its way."""
    robot = get_object_or_404(queries.visible_robots(request.user), pk=pk, project=project)
    rows = list(queries.of_robot(request.user, robot))
    context = {
        "record": robot,
        "dispatches": rows,
        "moving": any(row.moving for row in rows),
        "may_send_again": may("dispatch.edit_robot", request.user, robot),
    }
    return render(request, "dispatch/_robot_rows.html", context)


@acts("dispatch.send_again")
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.visible(request.user), pk=pk)
    services.send_again(request.user, row)
    otherwise = ROBOTS.address(row.robot) if row.robot else reverse("dispatch:mail_server")
    came_from = back(request, otherwise)
    return done(request, came_from["Location"], _("It is sent again. How it ended is said here."))


@acts("dispatch.choose_mail")
def choose_mail(request: HttpRequest) -> HttpResponse:
    """What comes by mail, for oneself."""
    initial = {"wants": queries.wants_of(request.user)}
    form = MailChoiceForm(request.POST or None, initial=initial)
    here = reverse("dispatch:choose_mail")
    if request.method == "POST":
        if not form.is_valid():
            raise Refused("invalid_form", form_problems(form))
        services.choose_mail(request.user, request.user, **form.cleaned_data)
        return done(request, here, _("Saved."))
    context = {
        "form": form,
        "set": queries.mail_server() is not None,
        "crumbs": [{"label": _("Messages"), "url": reverse("notify:inbox")}],
    }
    return render(request, "dispatch/choose_mail.html", context)


def _only_administrators(request: HttpRequest) -> None:
    if not may_administer(request.user):
        raise PermissionDenied
