"""Pages that write: create, edit, actions, comments, import. Each calls one use case and shows its refusal in place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.foundation.errors import Refused
from golive.foundation.pages import acts, back, done, form_problems
from golive.foundation.registers import queries, services
from golive.foundation.registers.definition import REGISTERS, Action, Definition
from golive.foundation.registers.forms import CommentForm, RecordForm, UploadForm, ViewForm, arguments
from golive.foundation.registers.import_ import MOST_BYTES, Plan
from golive.foundation.registers.views import detail_context, record_of
from golive.foundation.use_cases import REGISTRY, may

STALE = gettext_lazy(
    "Somebody changed this record while you were editing. Nothing was saved, and your input is still here: "
    "compare it with the record as it stands now, then save again."
)


def create(register: Definition, request: HttpRequest, project: Any) -> HttpResponse:
    _allow(register.create, request.user, project)
    form = register.form(*_sent(request), project=project, actor=request.user)
    made = _run(form, lambda: REGISTRY[register.create].run(request.user, project, **arguments(form)))
    if made is not None:
        return done(request, register.url("detail", project, made.pk), _("Saved."))
    label = REGISTRY[register.create].label
    return _form_page(request, register, form, title=label, cancel_url=register.url("", project))


def edit(register: Definition, request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    record = record_of(register, request, project, pk)
    _allow(register.edit, request.user, record)
    form = register.form(*_sent(request), project=project, actor=request.user, instance=record)

    def run() -> Any:
        fresh = register.model._base_manager.select_for_update().get(pk=pk)  # record_of saw to it that he may see it
        if "version" in form.fields and form.cleaned_data.get("version") != fresh.version:
            # The next try is made knowing the record as it stands now.
            form.data = form.data.copy()
            form.data["version"] = fresh.version
            raise Refused("stale", STALE)
        return REGISTRY[register.edit].run(request.user, fresh, **arguments(form))

    address = register.url("detail", project, pk)
    if _run(form, run) is not None:
        return done(request, address, _("Saved."))
    title = f"{REGISTRY[register.edit].label}：{record}"
    return _form_page(request, register, form, title=title, cancel_url=address, record=record)


def act(register: Definition, action: Action, request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    record = record_of(register, request, project, pk)
    _allow(action.use_case, request.user, record)
    address = register.url("detail", project, pk)
    if not action.when(record):
        raise Refused("not_now", _("This is not possible in the record's present state. Nothing was changed."))
    run = REGISTRY[action.use_case].run
    if action.form is None:
        if request.method != "POST":
            return redirect(address)
        run(request.user, record)
        return done(request, address, str(action.done) or _("Done."))
    form = _action_form(action, request, project, record)
    if _run(form, lambda: run(request.user, record, **arguments(form)) or record) is not None:
        return done(request, address, str(action.done) or _("Done."))
    return _form_page(
        request,
        register,
        form,
        title=f"{action.title}：{record}",
        cancel_url=address,
        submit=action.title,
        record=record,
    )


def _action_form(action: Action, request: HttpRequest, project: Any, record: Any) -> Any:
    data, files = _sent(request)
    about = {"instance": record} if issubclass(action.form, RecordForm) else {"record": record}
    return action.form(data, files, project=project, actor=request.user, **about)


def comment(register: Definition, request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    record = record_of(register, request, project, pk)
    form = CommentForm(_sent(request)[0])
    if request.method == "POST" and form.is_valid():
        services.comment(request.user, record, text=form.cleaned_data["text"])
        return done(request, f"{register.url('detail', project, pk)}#comments")
    context = detail_context(register, request, project, record, comment_form=form)
    return render(request, register.detail_template, context, status=422 if form.errors else 200)


def upload(register: Definition, request: HttpRequest, project: Any) -> HttpResponse:
    """GET: the upload form, or with ?upload=<pk> the preview. POST: keep the file and go to its preview."""
    _allow(register.create, request.user, project)
    if request.GET.get("upload", "").isdecimal():
        return _preview(register, request, project, int(request.GET["upload"]))
    form = UploadForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise Refused("workbook_too_big", _("The workbook is too big to be read safely. Nothing was imported."))
            content = file.read()
            Plan.of(register, request.user, project, content)  # what cannot be read is refused before it is kept
            kept = services.upload(
                request.user, project, register=register.full_name, file_name=file.name, content=content
            )
            return redirect(f"{register.url('import', project)}?upload={kept.pk}")
        except Refused as refusal:
            form.add_error("file", refusal.message)
    context = {"register": register, "form": form, "list_url": register.url("", project)}
    context["export_url"] = register.url("export", project)
    return render(request, "registers/upload.html", context, status=422 if form.errors else 200)


def _preview(register: Definition, request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    mine = queries.visible_uploads(request.user).filter(project=project, register=register.full_name)
    kept = get_object_or_404(mine, pk=pk)
    plan = Plan.of(register, request.user, project, bytes(kept.content))
    context = {
        "register": register,
        "upload": kept,
        "plan": plan,
        "list_url": register.url("", project),
        "again_url": register.url("import", project),
    }
    return render(request, "registers/preview.html", context)


@acts("registers.import_rows")
def import_rows(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    kept = get_object_or_404(queries.visible_uploads(request.user).filter(project=project), pk=pk)
    register = REGISTERS[kept.register]
    if request.method != "POST":
        return redirect(f"{register.url('import', project)}?upload={pk}")
    services.import_rows(request.user, kept)
    return done(request, register.url("", project), _("The workbook was imported."))


@acts("registers.save_view")
def save_view(request: HttpRequest, project: Any, register: str) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise Refused("view_needs_name", form_problems(form))
    kept = services.save_view(
        request.user,
        project,
        register=register,
        name=form.cleaned_data["name"],
        query=request.POST.get("query", ""),
    )
    return redirect(f"{REGISTERS[register].url('', project)}?{kept.query}")


@acts("registers.drop_view")
def drop_view(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    view = get_object_or_404(queries.visible_views(request.user).filter(project=project), pk=pk)
    address = REGISTERS[view.register].url("", project)
    if request.method == "POST":
        services.drop_view(request.user, view)
    return back(request, address)


def _allow(name: str, actor: Any, subject: Any) -> None:
    if not may(name, actor, subject):
        raise PermissionDenied(name)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _run(form: Any, work: Any) -> Any:
    """The result of the use case, or None with the reason in the form, so that nothing typed is lost."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return work()
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


def _form_page(request: HttpRequest, register: Definition, form: Any, **context: Any) -> HttpResponse:
    context |= {"register": register, "form": form, "crumbs": [{"label": register.label, "url": context["cancel_url"]}]}
    return render(request, "registers/form.html", context, status=422 if form.is_bound else 200)
