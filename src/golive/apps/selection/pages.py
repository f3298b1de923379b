"""What stands on the pages of a selection beyond the rows of its registers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.selection import architecture, engine_io, queries, readiness
from golive.apps.selection.models import Candidate, Criterion, Selection
from golive.foundation.accounts.models import Project
from golive.foundation.use_cases import may


def _to(page: str, project: Project, *args: Any, query: str = "") -> str:
    return reverse(f"selection:{page}", args=[project.code, *args]) + query


def selection(request: HttpRequest, record: Selection) -> dict[str, Any]:
    """The hub: who is on the list, by what they are judged, who scores, and the one thing to do next."""
    project, actor = record.project, request.user
    tree = engine_io.tree(record)
    evaluators = list(record.evaluators.select_related("person"))
    mine = next((e for e in evaluators if e.person_id == actor.pk), None)
    candidates = list(record.candidates.order_by("code"))
    open_scores = queries.is_laid_open(record)
    preparing = record.state == Selection.State.PREPARING
    return {
        "candidates": candidates,
        "rows": tree_rows(tree, record),
        "tree": tree,
        "evaluators": evaluators,
        "mine": mine,
        "laid_open": open_scores,
        "bids_open": queries.bids_open(record),
        "faults": readiness.weight_faults(record) if preparing else [],
        "links": _links(project, record, mine, open_scores),
        "kpis": _kpis(project, record, candidates, tree, evaluators),
        "may_weigh": preparing and record.weighting == "pairwise" and may("selection.compare_pairs", actor, record),
        "decision_url": reverse("governance:decisions-detail", args=[project.code, record.decision_id])
        if record.decision_id
        else "",
    }


def _links(project: Project, record: Selection, mine: Any, open_scores: bool) -> list[dict[str, Any]]:
    found = []
    if mine is not None and mine.conflict is None:
        url = _to("declare_interest", project, mine.pk)
        found.append({"label": _("Declare interests"), "url": url, "icon": "signature", "primary": True})
    if (
        mine is not None
        and mine.conflict is False
        and record.state == Selection.State.SCORING
        and not mine.submitted_at
    ):
        url = _to("save_scores", project, mine.pk)
        found.append({"label": _("Score now"), "url": url, "icon": "checklist", "primary": True})
    if open_scores:
        found.append({"label": _("Scores side by side"), "url": _to("round", project, record.pk), "icon": "users"})
    found.append({"label": _("Architecture of the firm"), "url": _to("elements", project), "icon": "stack-2"})
    found.append({"label": _("Comparison"), "url": _to("comparison", project, record.pk), "icon": "scale"})
    return found


def _kpis(project: Project, record: Selection, candidates: list[Any], tree: Any, evaluators: list[Any]) -> list[Any]:
    stages = [c.stage for c in candidates]
    short = stages.count("short") + stages.count("chosen")
    scoring = [e for e in evaluators if not e.conflict]
    own = f"?selection={record.pk}"
    dropped = stages.count("dropped")
    return [
        {"name": _("Long list"), "value": len(stages), "url": _to("candidates", project, query=own)},
        {"name": _("Short list"), "value": short, "note": _("%(n)s dropped") % {"n": dropped} if dropped else "",
         "url": _to("candidates", project, query=f"{own}&stage=short")},
        {"name": _("Criteria"), "value": len(tree.leaves), "url": _to("criteria", project, query=own)},
        {"name": _("Scores handed in"), "value": f"{sum(bool(e.submitted_at) for e in scoring)} / {len(scoring)}",
         "url": _to("evaluators", project, query=own)},
        {"name": _("Technical assessments"), "value": f"{_assessed(record)} / {short}",
         "tone": "warn" if _assessed(record) < short else "ok", "url": _to("assessments", project)},
    ]  # fmt: skip


def _assessed(record: Selection) -> int:
    return record.candidates.filter(stage__in=["short", "chosen"], assessment__isnull=False).count()


def tree_rows(tree: engine_io.Tree, record: Selection) -> list[dict[str, Any]]:
    """Criteria in the order of the tree, each with its depth and shares in per cent."""
    children: dict[int | None, list[Criterion]] = {}
    for c in tree.criteria:
        children.setdefault(c.parent_id, []).append(c)
    leaves = {leaf.pk for leaf in tree.leaves}
    found: list[dict[str, Any]] = []

    def walk(parent: int | None, depth: int) -> None:
        for c in children.get(parent, []):
            signed = record.weights.get(c.code)
            overall = signed if signed is not None else tree.overall.get(c.pk)
            found.append(
                {
                    "row": c,
                    "pad": range(depth),
                    "leaf": c.pk in leaves,
                    "local": tree.local.get(c.pk),
                    "overall": overall,
                    "url": _to("criteria-detail", record.project, c.pk),
                }
            )
            walk(c.pk, depth + 1)

    walk(None, 0)
    return found


def candidate(request: HttpRequest, record: Candidate) -> dict[str, Any]:
    """What is known about one product, where it may be known."""
    project, actor = record.project, request.user
    own = f"?candidate={record.pk}"
    assessment = queries.visible_assessments(actor).filter(candidate=record).first()
    share = engine_io.fit_shares([record.pk]).get(record.pk)
    open_bids = queries.bids_open(record.selection)
    lines = list(record.bid_lines.all()) if open_bids else []
    cost = engine_io.ownership(record.selection, lines) if lines else None
    return {
        "assessment": assessment,
        "fit": architecture.compatibility(record),
        "architecture_url": _to("architecture", project, record.pk),
        "assessment_url": _to("assessments-detail", project, assessment.pk) if assessment else "",
        "fit_share": share,
        "fits": record.fits.count(),
        "fits_url": _to("fits", project, query=own),
        "references": queries.visible_references(actor).filter(candidate=record),
        "references_url": _to("references", project, query=own),
        "bids_open": open_bids,
        "bids_url": _to("bids", project, query=own),
        "cost": cost,
        "years": list(enumerate(cost.years)) if cost else [],
        "selection_url": _to("selections-detail", project, record.selection_id),
    }


def evaluator(request: HttpRequest, record: Any) -> dict[str, Any]:
    mine = record.person_id == request.user.pk
    running = record.selection.state == Selection.State.SCORING and not record.submitted_at
    return {
        "may_score": mine and record.conflict is False and running,
        "scores_url": _to("save_scores", record.project, record.pk),
        "selection_url": _to("selections-detail", record.project, record.selection_id),
    }


def bids(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Which envelopes are sealed, and until when."""
    rows = queries.visible_selections(request.user).filter(project=project)
    return {"sealed": [s for s in rows if not queries.bids_open(s)]}


def assessments(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Short-listed products that nobody has assessed."""
    rows = queries.visible_candidates(request.user).filter(project=project, stage="short", assessment__isnull=True)
    may_do = may("selection.assess", request.user, project)
    return {
        "elements_url": _to("elements", project),
        "unassessed": rows,
        "assess_url": _to("assess", project) if may_do else "",
    }
