"""What a selection still lacks before its next step, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.selection import engine_io, queries
from golive.apps.selection.models import Selection


def _fault(text: Any, **facts: Any) -> str:
    return str(text) % facts


def weight_faults(selection: Selection) -> list[str]:
    """What still keeps the weights from being signed, in words."""
    own = engine_io.tree(selection)
    faults = []
    if len(queries.short_list(selection)) < 2:
        faults.append(_fault(_("At least two candidates must be on the short list.")))
    if len(own.leaves) < 2:
        faults.append(_fault(_("At least two criteria are needed.")))
    scored = any(leaf.source == "scored" for leaf in own.leaves) or selection.demo_steps.exists()
    if scored and not selection.evaluators.exists():
        faults.append(_fault(_("Nobody is named to score.")))
    if any(leaf.source == "demo" for leaf in own.leaves) and not selection.demo_steps.exists():
        faults.append(_fault(_("The demonstration has no script.")))
    if selection.weighting == Selection.Weighting.PAIRWISE:
        for group in own.groups:
            name = str(group.parent) if group.parent else selection.code
            if len(group.members) > 1 and group.all is None:
                faults.append(_fault(_("Nobody has compared all pairs of “%(group)s”."), group=name))
            for weights in [w for w in (group.all, *group.single.values()) if w is not None and not w.acceptable]:
                text = _(
                    "The comparisons of “%(group)s” contradict each other: consistency ratio %(ratio)s, at most 0.10."
                )
                faults.append(_fault(text, group=name, ratio=f"{weights.ratio:.2f}"))
                break
    elif own.criteria and not own.overall:
        faults.append(_fault(_("The weights of a group are all nothing.")))
    return faults
