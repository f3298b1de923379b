"""Rules of an object: in force with what breaks them, suggested, as a file, version by version."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from golive.apps.migration import services
from golive.apps.migration.engine_io import tables
from golive.apps.migration.forms import ProposalForm, RulesFileForm, TextForm
from golive.apps.migration.models import RuleProposal
from golive.apps.migration.permissions import may_rule, may_see_rows
from golive.apps.migration.said import unasked_said
from golive.apps.migration.suggestions import message_of
from golive.apps.migration.views.shared import (
    allowed,
    difference,
    news,
    one_object,
    part_of,
    posted,
    saved_or_said,
    steps,
    to,
)
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may

KINDS = {
    "completeness": gettext_lazy("filled"), "type": gettext_lazy("type"), "range": gettext_lazy("range"),
    "pattern": gettext_lazy("pattern"), "format": gettext_lazy("format"), "length": gettext_lazy("length"),
    "in_set": gettext_lazy("one of a list"), "reference": gettext_lazy("refers to another object"),
    "uniqueness": gettext_lazy("unique"), "cross_field": gettext_lazy("two columns compared"),
    "cross_table": gettext_lazy("compared with another object"), "aggregate": gettext_lazy("sum or count"),
    "sql": gettext_lazy("expression"),
}  # fmt: skip


def _words(proposal: RuleProposal, lang: str) -> str:
    """What the suggested rule says, in the reader's language."""
    rule = yaml.safe_load(proposal.yaml)
    message = rule.get("message") if isinstance(rule, dict) else None
    return str((message or {}).get(lang) or proposal.rule)


@reads("migration.rules", permission=may_see_rows)
def rules(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    in_force = tables.rules_of(found)
    lang = "zh" if (get_language() or "zh").startswith("zh") else "en"
    proposals = [
        {"proposal": each, "seen": each.seen.get(lang, ""), "words": _words(each, lang)}
        for each in found.proposals.filter(state=RuleProposal.State.OPEN)[:60]
    ]
    versions = list(found.rule_sets.select_related("by")[:20])
    context: dict[str, Any] = {
        "object": found,
        "steps": steps(project, found, "rules"),
        "job": news(request, found),
        "rules": [
            {
                "rule": rule,
                "words": message_of(rule, rule.id),
                "kind": KINDS.get(rule.kind, rule.kind),
                "unasked": unasked_said(found.unasked[rule.id]) if rule.id in found.unasked else "",
                "broken": found.by_rule.get(rule.id, {}).get("rows", 0) if found.checked_at else None,
            }
            for rule in in_force.rules
        ],
        "proposals": proposals,
        "decided": found.proposals.exclude(state=RuleProposal.State.OPEN).select_related("by")[:30],
        "versions": versions,
        "difference": difference(request, found.rule_sets),
        "may_rule": may_rule(request.user, found),
        "may_save": may("migration.save_rules", request.user, found),
        "file_form": RulesFileForm(),
    }
    return render(request, "migration/rules.html", context)


@reads("migration.rules_file", permission=may_see_rows)
def rules_file(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The rules as a file that people read, change and send back."""
    found = one_object(request, project, pk)
    latest = found.rule_sets.first()
    text = latest.yaml if latest is not None else tables.no_rules(found)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{project.code}-{found.key}.rules.yaml"'
    return answer


@acts("migration.save_rules")
def save_rules(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.save_rules", found)
    latest = found.rule_sets.first()
    form = TextForm(request.POST or None, initial={"yaml": latest.yaml if latest else tables.no_rules(found)})

    def save(data: dict[str, Any]) -> HttpResponse:
        saved = services.save_rules(request.user, found, **data)
        return done(request, to("rules", project, pk=pk), _("Rules version %(n)s is in force.") % {"n": saved.version})

    if (answer := saved_or_said(form, save)) is not None:
        return answer
    context = {"form": form, "title": _("Rules of %(object)s") % {"object": found}, "back": to("rules", project, pk=pk)}
    return render(request, "migration/form.html", context)


class ChosenForm(forms.Form):
    proposals = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [p for p in self.data.getlist("proposals") if p.isdecimal()] if self.data else []
        self.fields["proposals"].choices = [(int(p), p) for p in chosen]


class YamlForm(ProposalForm):
    reason = None


class WhyForm(ProposalForm):
    yaml = None


def _to_rules(project: Any, subject: Any, result: Any) -> str:
    return to("rules", project, pk=getattr(subject, "data_object_id", subject.pk))


find = part_of(RuleProposal)
accept_rule = posted("accept_rule", find, YamlForm, _to_rules, lambda made: _("Accepted. The object is checked by it."))
refuse_rule = posted("refuse_rule", find, WhyForm, _to_rules, lambda made: _("Refused; it is not suggested again."))
import_rules = posted(
    "import_rules", one_object, RulesFileForm, _to_rules,
    lambda made: _("Rules version %(n)s is in force.") % {"n": made.version},
)  # fmt: skip
accept_rules = posted(
    "accept_rules", one_object, ChosenForm, _to_rules, lambda made: _("Accepted. The object is checked by them.")
)
