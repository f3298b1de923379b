"""Load cycles: simulate, load, reconcile, sign, certify, take back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.certificate_paper import label
from golive.apps.migration.engine_io import loading
from golive.apps.migration.forms import CycleForm, ReasonForm, SignForm
from golive.apps.migration.models import Cycle, LedgerEntry, Run
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.services.evidence import RECONCILED
from golive.apps.migration.targets import describe_target
from golive.apps.migration.views.shared import allowed, buttons, paged, to, valid
from golive.foundation.accounts.models import Project
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may

STATES = ("LOADED", "MERGED", "EXCLUDED", "REJECTED", "INTENT", "PENDING")


def one_cycle(request: HttpRequest, project: Project, pk: int) -> Cycle:
    return get_object_or_404(queries.visible_cycles(request.user), pk=pk, project=project)


@acts("migration.open_cycle")
def open_cycle(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "migration.open_cycle", project)
    form = CycleForm(request.POST or None)
    if form.is_valid():
        cycle = services.open_cycle(request.user, project, **form.cleaned_data)
        return done(request, cycle.get_absolute_url(), _("The cycle is open. Simulate first."))
    context = {"form": form, "title": _("Open a load cycle"), "back": to("objects", project)}
    return render(request, "migration/form.html", context)


@reads("migration.cycle")
def cycle(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_cycle(request, project, pk)
    runs = list(found.runs.select_related("job__project", "job__actor", "started_by")[:20])
    statements = queries.statements(found)
    names = signatures.under(statements.values(), RECONCILED)
    objects = queries.objects(project)
    certificate = queries.standing_certificate(project)
    simulation = next((run for run in runs if run.kind == Run.Kind.SIMULATE), None)
    context = {
        "cycle": found,
        "others": Cycle.objects.filter(project=project).order_by("number"),
        "erp": describe_target(project),
        "runs": [{"run": run, "lines": _lines(run, objects)} for run in runs],
        "job": _job(request, runs),
        "statements": [
            {"object": o, "statement": statements.get(o.pk), "names": names.get(statements[o.pk].pk) if o.pk in statements else []}
            for o in objects
        ],
        "refusals": _refusals(request, simulation),
        "simulation": simulation,
        "certificate": certificate if certificate is not None and certificate.cycle_id == found.pk else None,
        "fallen": found.certificates.exclude(pk=certificate.pk if certificate is not None else None),
        "buttons": _buttons(request, found),
        "stands": queries.stands(found),
        "may_undo": may("migration.undo_load", request.user, found),
        "may_open": may("migration.open_cycle", request.user, project),
    }  # fmt: skip
    return render(request, "migration/cycle.html", context)


def _job(request: HttpRequest, runs: list[Run]) -> dict[str, Any] | None:
    """The latest run's job, while it is news: active, or ended badly."""
    latest = runs[0] if runs else None
    if latest is None or latest.job is None or latest.state == Run.State.DONE:
        return None
    return job_row(latest.job, request.user)


def _lines(run: Run, objects: list[Any]) -> list[dict[str, Any]]:
    return [{"object": o, "counts": run.counts[o.key]} for o in objects if o.key in run.counts]


def _refusals(request: HttpRequest, run: Run | None) -> list[Any]:
    if run is None or not may_see_rows(request.user, run.project):
        return []
    return list(run.refusals.all()[:100])


def _buttons(request: HttpRequest, found: Cycle) -> list[dict[str, Any]]:
    project, here = found.project, {"pk": found.pk}
    post: dict[str, Any] = {"post": True}
    question = _("Load all objects into the ERP now?")
    return buttons(
        request,
        found,
        ("simulate", _("Simulate the load"), to("simulate", project, **here), post),
        ("start_load", _("Load into the ERP"), to("start_load", project, **here), {**post, "primary": True, "confirm": question}),
        ("reconcile", _("Reconcile"), to("reconcile", project, **here), post),
        ("issue_certificate", _("Issue the certificate"), to("issue_certificate", project, **here), post),
    )  # fmt: skip


@acts("migration.simulate")
def simulate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    run = services.simulate(request.user, one_cycle(request, project, pk))
    return done(request, run.get_absolute_url(), _("The simulation has started."))


@acts("migration.start_load")
def start_load(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    run = services.start_load(request.user, one_cycle(request, project, pk))
    return done(request, run.get_absolute_url(), _("The load has started. You may leave this page."))


@acts("migration.reconcile")
def reconcile(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    run = services.reconcile(request.user, one_cycle(request, project, pk))
    return done(request, run.get_absolute_url(), _("The ERP is being asked."))


@acts("migration.undo_load")
def undo_load(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_cycle(request, project, pk)
    allowed(request, "migration.undo_load", found)
    run = services.undo_load(request.user, found, **valid(ReasonForm(request.POST)))
    return done(request, run.get_absolute_url(), _("The load is being taken back."))


@reads("migration.statement")
def statement(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Every record with its end and the reason; control totals of both sides; who signed."""
    found = get_object_or_404(queries.visible_statements(request.user), pk=pk, cycle__project=project)
    state = request.GET.get("state", "")
    entries = LedgerEntry.objects.filter(project=project, prefix=loading.prefix(found.cycle, found.data_object))
    rows, pager = paged(request, (entries.filter(state=state) if state in STATES else entries).order_by("key"))
    standing = queries.statements(found.cycle).get(found.data_object_id) == found
    names = signatures.under([found], RECONCILED)[found.pk]
    mine = any(name.signer_id == request.user.pk for name in names)
    context = {
        "statement": found,
        "standing": standing,
        "rows": rows,
        "pager": pager,
        "state": state,
        "states": [(s, found.by_state.get(s, 0)) for s in STATES if found.by_state.get(s, 0)],
        "totals": [{**total, "label": label(found, total["name"])} for total in found.totals],
        "names": names,
        "may_sign": standing
        and found.balanced
        and not mine
        and may("migration.sign_reconciliation", request.user, found),
    }
    return render(request, "migration/statement.html", context)


@acts("migration.sign_reconciliation")
def sign_reconciliation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_statements(request.user), pk=pk, cycle__project=project)
    allowed(request, "migration.sign_reconciliation", found)
    services.sign_reconciliation(request.user, found, **valid(SignForm(request.POST)))
    return done(request, found.get_absolute_url(), _("The statement is signed."))


@acts("migration.issue_certificate")
def issue_certificate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.issue_certificate(request.user, one_cycle(request, project, pk))
    return done(request, found.get_absolute_url(), _("The certificate is issued and sealed."))
