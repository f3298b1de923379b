"""The mapping field by field: what is proposed and why, beside what a person chooses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.migration import services
from golive.apps.migration.engine_io import proposing, tables
from golive.apps.migration.forms_mapping import FieldsForm
from golive.apps.migration.targets import describe_target, target_fields
from golive.apps.migration.views.mapping import way_of
from golive.apps.migration.views.shared import allowed, news, one_object, saved_or_said, steps, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done

SURE = 0.95


@acts("migration.map_fields")
def map_fields(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.map_fields", found)
    tables.require_extracts(found)
    mapping = tables.mapping_of(found)
    proposed = proposing.propose_for(found, mapping.target, target_fields(project, mapping.target))
    present = proposing.present_in(found)
    now = {each.to: each for each in mapping.fields if not each.children}
    now |= {f"{e.to}.{inner.to}": inner for e in mapping.fields if e.children for inner in e.fields}
    stands = proposing.fits(mapping, proposed.columns)
    form = FieldsForm(request.POST or None, proposed=proposed, mapping=mapping, now=now, stands=stands, present=present)

    def save(data: dict[str, Any]) -> HttpResponse:
        saved = services.map_fields(request.user, found, key=data["key"], choices=form.choices())
        said = _("Mapping version %(n)s is confirmed.") % {"n": saved.version}
        return done(request, f"{to('mapping', project, pk=pk)}?version={saved.version}#difference", said)

    if (answer := saved_or_said(form, save)) is not None:
        return answer
    context = {
        "object": found,
        "steps": steps(project, found, "mapping"),
        "job": news(request, found),
        "form": form,
        "target": f"{mapping.table} → {mapping.target}",
        "erp": describe_target(project),
        "rows": [_row(form, place, proposed, now) for place in proposed.places],
        "back": to("mapping", project, pk=pk),
    }
    return render(request, "migration/map_fields.html", context)


def _row(form: FieldsForm, place: proposing.Place, proposed: proposing.Proposed, now: dict[str, Any]) -> dict[str, Any]:
    proposal = proposed.by_field.get(place.name)
    cells = form.cells(place.name)
    values = proposed.of(place).get(proposal.column, []) if proposal else []
    examples = list(dict.fromkeys(value.strip() for value in values if value and value.strip()))[:3]
    return {
        "place": place,
        "info": place.info,
        "proposal": proposal,
        "score": f"{proposal.score:.0%}" if proposal else "",
        "why": _why(proposal) if proposal else "",
        "examples": "、".join(value[:24] for value in examples),
        "now": way_of(now[place.name]) if place.name in now else "",
        "refers": form.names.get(place.name, ""),
        "errors": [error for cell in cells.values() for error in cell.errors],
        **cells,
    }


def _why(proposal: Any) -> str:
    """The reasons of a proposal in words."""
    reasons = []
    if proposal.by_name:
        reasons.append(_("the name is like “%(word)s”") % {"word": proposal.by_name})
    if proposal.by_content >= SURE:
        reasons.append(_("all values fit"))
    elif proposal.by_content != 0.5:
        reasons.append(_("%(share)s of the values fit") % {"share": f"{proposal.by_content:.0%}"})
    return "；".join(reasons)
