"""Rules that a profile suggests: accepted, perhaps changed, or refused, by a person; and whole files of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml as yaml_text
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import changed
from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import DataObject, RuleProposal, RuleSet
from golive.apps.migration.permissions import may_rule
from golive.apps.migration.proposals import with_rule
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

State = RuleProposal.State


@use_case("migration.accept_rule", permission=may_rule, label=_("Accept a suggested rule"))
def accept_rule(actor: Any, proposal: RuleProposal, *, yaml: str = "") -> RuleProposal:
    """It joins the rules as a new version, as suggested or as changed in `yaml`."""
    _require_open(proposal)
    text = yaml.strip() or proposal.yaml
    _add(actor, proposal.data_object, [text])
    proposal.state, proposal.yaml = State.ACCEPTED, text
    proposal.by, proposal.at = actor, clock.now()
    proposal.save(update_fields=["state", "yaml", "by", "at"])
    return proposal


@use_case("migration.accept_rules", permission=may_rule, label=_("Accept suggested rules"))
def accept_rules(actor: Any, data_object: DataObject, *, proposals: Sequence[int]) -> DataObject:
    """Several as they are suggested, in one new version."""
    rows = list(data_object.proposals.filter(pk__in=proposals, state=State.OPEN).order_by("id"))
    if not rows:
        raise Refused("nothing_chosen", _("None of the suggestions is open any more. Nothing was changed."))
    _add(actor, data_object, [each.yaml for each in rows])
    data_object.proposals.filter(pk__in=[r.pk for r in rows]).update(state=State.ACCEPTED, by=actor, at=clock.now())
    return data_object


@use_case("migration.refuse_rule", permission=may_rule, label=_("Refuse a suggested rule"))
def refuse_rule(actor: Any, proposal: RuleProposal, *, reason: str = "") -> RuleProposal:
    """It is not suggested again."""
    _require_open(proposal)
    proposal.state, proposal.reason = State.REFUSED, reason.strip()[:300]
    proposal.by, proposal.at = actor, clock.now()
    proposal.save(update_fields=["state", "reason", "by", "at"])
    return proposal


@use_case("migration.import_rules", permission=may_rule, label=_("Take rules from a file"), secret=("upload",))
def import_rules(actor: Any, data_object: DataObject, *, upload: Any) -> RuleSet:
    """A file of rules, as this page gives it or as an editor changed it, becomes the next version."""
    if upload.size > 1_000_000:
        raise Refused("file_too_big_rules", _("A file of rules is not that large. Nothing was changed."))
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8", _("The file is not UTF-8 text. Save it as UTF-8 and send it again.")) from None
    rules = tables.parse_rules(text)
    if rules.object and rules.object != data_object.key:
        raise Refused("rules_of_other", _("These rules are for %(object)s. Nothing was changed."), object=rules.object)
    return _save(actor, data_object, text)


def _require_open(proposal: RuleProposal) -> None:
    if proposal.state != State.OPEN:
        raise Refused("decided_already", _("This suggestion was decided on already. Load the page again."))


def _add(actor: Any, data_object: DataObject, rules: Sequence[str]) -> None:
    latest = data_object.rule_sets.first()
    text = latest.yaml if latest is not None else tables.no_rules(data_object)
    for rule in rules:
        try:
            text = with_rule(text, rule)
        except (yaml_text.YAMLError, AttributeError) as error:
            raise Refused("rules_wrong", tables.RULES_WRONG, said=str(error).split("\n")[0]) from error
    tables.parse_rules(text)
    _save(actor, data_object, text)


def _save(actor: Any, data_object: DataObject, text: str) -> RuleSet:
    latest = data_object.rule_sets.first()
    version = (latest.version if latest is not None else 0) + 1
    saved = RuleSet.objects.create(data_object=data_object, version=version, yaml=text, by=actor, at=clock.now())
    changed(actor, data_object)
    return saved
