"""Load cycles: simulate, load, reconcile, sign, certify, take back."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.migration import queries, services
from golive.apps.migration.certificate_paper import label, remarks_in_words
from golive.apps.migration.engine_io import loading, snapshot, workbooks
from golive.apps.migration.forecast import duration, forecast, in_words, trend
from golive.apps.migration.forms import CycleForm, ReasonForm, SignForm
from golive.apps.migration.models import Cycle, LedgerEntry, Run
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.pictures import columns
from golive.apps.migration.said import difference_said, refusal_said
from golive.apps.migration.services.evidence import RECONCILED
from golive.apps.migration.targets import CONNECTORS, describe_target, promised, promises
from golive.apps.migration.views.shared import XLSX, allowed, buttons, paged, posted, to, valid
from golive.foundation.accounts.models import Project
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may

MOST_REFUSED = 5_000
ENDS: dict[str, Any] = {
    "LOADED": gettext_lazy("Loaded"), "MERGED": gettext_lazy("Merged"), "EXCLUDED": gettext_lazy("Left out"),
    "REJECTED": gettext_lazy("Refused records"), "INTENT": gettext_lazy("Not decided yet"),
    "PENDING": gettext_lazy("Not loaded"), "accepted": gettext_lazy("Would be taken"),
    "refused": gettext_lazy("Would be refused"), "left_out": gettext_lazy("Left out"),
    "undone": gettext_lazy("Taken back"), "differences": gettext_lazy("Differences"),
}  # fmt: skip
"""The ends of a record and the answers of a simulation, by the codes that ledger and runs keep."""
STATES = ("LOADED", "MERGED", "EXCLUDED", "REJECTED", "INTENT", "PENDING")


def one_cycle(request: HttpRequest, project: Project, pk: int) -> Cycle:
    return get_object_or_404(queries.visible_cycles(request.user), pk=pk, project=project)


@reads("migration.cycles")
def cycles(request: HttpRequest, project: Project) -> HttpResponse:
    """All cycles with what was refused and how long it took, and what that says of the cut-over."""
    objects = [each for each in queries.objects(project) if each.lines_of_id is None]
    tried = trend(project)
    done_ = {each.cycle.pk: each for each in tried}
    rows = [
        {"cycle": each, "tried": done_.get(each.pk), "stands": queries.stands(each)}
        for each in queries.visible_cycles(request.user).filter(project=project).order_by("number")[:60]
    ]
    certificate = queries.standing_certificate(project)
    context = {
        "rows": rows,
        "objects": [o for o in objects if any(o.key in t.by_object for t in tried)],
        "tried": [
            {
                "each": each,
                "took": duration(each.seconds) if each.seconds is not None else "—",
                "by_object": [each.by_object.get(o.key) for o in objects if any(o.key in t.by_object for t in tried)],
            }
            for each in tried
        ],
        "picture": columns([(str(t.cycle), 100 * t.share, t.seconds) for t in tried]),
        "forecast": in_words(forecast(project, objects)),
        "certificate": certificate,
        "sees_rows": may_see_rows(request.user, project),
        "may_open": may("migration.open_cycle", request.user, project),
        "open_url": to("open_cycle", project),
    }
    return render(request, "migration/cycles.html", context)


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
        "kept": _refusals(request, next((run for run in runs if run.kind == Run.Kind.UNDO), None)),
        "promises": promises(project),
        "sees_rows": may_see_rows(request.user, project),
        "refused": _refused_objects(found, objects),
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
    """What a run did with each object's records, in words: [(code of the tone, words, records)]."""
    return [
        {"object": o, "counts": [(c, ENDS.get(c, ""), n) for c, n in run.counts[o.key].items() if n]}
        for o in objects
        if o.key in run.counts
    ]


def _refused_objects(found: Cycle, objects: list[Any]) -> list[dict[str, Any]]:
    """Objects with rows that the ERP refused in this cycle and that no load has got in since."""
    counted = dict(
        LedgerEntry.objects.filter(project=found.project_id, state="REJECTED", prefix__startswith=f"{found.system}/")
        .order_by()
        .values_list("prefix")
        .annotate(n=Count("pk"))
    )
    by_object = [(o, counted.get(loading.prefix(found, o), 0)) for o in objects]
    return [{"object": o, "count": n} for o, n in by_object if n]


def _refusals(request: HttpRequest, run: Run | None) -> list[Any]:
    if run is None or not may_see_rows(request.user, run.project):
        return []
    found = list(run.refusals.all()[:100])
    names = {each.key: each.label for each in queries.visible(request.user).filter(project=run.project)}
    for each in found:
        each.object = names.get(each.object, each.object)
        each.said = refusal_said(each.code, each.text)
    return found


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


def _to_cycle(project: Any, subject: Any, made: Any) -> str:
    return str(made.get_absolute_url())


simulate = posted("simulate", one_cycle, None, _to_cycle, lambda made: _("The simulation has started."))
start_load = posted(
    "start_load", one_cycle, None, _to_cycle, lambda made: _("The load has started. You may leave this page.")
)
reconcile = posted("reconcile", one_cycle, None, _to_cycle, lambda made: _("The ERP is being asked."))
undo_load = posted("undo_load", one_cycle, ReasonForm, _to_cycle, lambda made: _("The load is being taken back."))
issue_certificate = posted(
    "issue_certificate", one_cycle, None, _to_cycle, lambda made: _("The certificate is issued and sealed.")
)


@reads("migration.guarantees")
def guarantees(request: HttpRequest, project: Project) -> HttpResponse:
    """Connector by connector: what the ledger protocol guarantees with it, where the key is kept, and how that is proved."""
    rows = [
        {"name": name, "promises": promised(found), "limits": found.limits, "where": where, "proof": proof}
        for name, found, where, proof in CONNECTORS
    ]
    return render(request, "migration/guarantees.html", {"rows": rows, "erp": describe_target(project)})


@reads("migration.statement")
def statement(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Every record with its end and the reason; control totals of both sides; who signed."""
    found = get_object_or_404(queries.visible_statements(request.user), pk=pk, cycle__project=project)
    state = request.GET.get("state", "")
    entries = LedgerEntry.objects.filter(project=project, prefix=loading.prefix(found.cycle, found.data_object))
    rows, pager = paged(request, (entries.filter(state=state) if state in STATES else entries).order_by("key"))
    for each in rows:
        each.words, each.said = ENDS[each.state], refusal_said(each.reason_code, each.text)
    standing = queries.statements(found.cycle).get(found.data_object_id) == found
    names = signatures.under([found], RECONCILED)[found.pk]
    mine = any(name.signer_id == request.user.pk for name in names)
    context = {
        "statement": found,
        "standing": standing,
        "rows": rows,
        "pager": pager,
        "state": state,
        "states": [(s, ENDS[s], found.by_state[s]) for s in STATES if found.by_state.get(s, 0)],
        "totals": [{**total, "label": label(found, total["name"])} for total in found.totals],
        "differences": [{**each, "words": difference_said(each)} for each in found.differences[:30]],
        "remarks": remarks_in_words(found.remarks),
        "names": names,
        "may_sign": standing
        and found.balanced
        and not mine
        and may("migration.sign_reconciliation", request.user, found),
    }
    return render(request, "migration/statement.html", context)


@reads("migration.refused_rows", permission=may_see_rows)
def refused_rows(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Exactly the rows that the ERP refused, as they are now, with the reason: to be corrected and sent back."""
    found = one_cycle(request, project, pk)
    each = get_object_or_404(
        queries.visible_objects_with_rows(request.user), project=project, key=request.GET.get("object", "")
    )
    prefix = loading.prefix(found, each)
    entries = list(
        LedgerEntry.objects.filter(project=project, prefix=prefix, state="REJECTED").order_by("key")[:MOST_REFUSED]
    )
    with snapshot.opened(each) as now:
        records, shown = now.records([e.source_key for e in entries]), [c for c in now.columns if not c.startswith("_")]
    rows = (
        (e.source_key, refusal_said(e.reason_code, e.text), [records.get(e.source_key, {}).get(c) or "" for c in shown])
        for e in entries
    )
    answer = HttpResponse(workbooks.write_rows(str(each), shown, rows), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{found.system}-{each.key}-refused.xlsx"'
    return answer


@acts("migration.sign_reconciliation")
def sign_reconciliation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.visible_statements(request.user), pk=pk, cycle__project=project)
    allowed(request, "migration.sign_reconciliation", found)
    services.sign_reconciliation(request.user, found, **valid(SignForm(request.POST)))
    return done(request, found.get_absolute_url(), _("The statement is signed."))
