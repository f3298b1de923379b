"""An object at a glance: what it is, whose it is, how far it is, how its quality went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from golive.apps.migration import queries
from golive.apps.migration.engine_io import order, templates
from golive.apps.migration.models import DataObject, QualityScore
from golive.apps.migration.services.evidence import READY
from golive.foundation.signatures import services as signatures

WIDTH, HEIGHT, SHOWN = 120, 28, 20

DOCUMENTATION = {
    "customers": gettext_lazy("Whom the firm sells to. One record a legal person; branches that are invoiced apart are apart."),
    "suppliers": gettext_lazy("Whom the firm buys from. One record a legal person, with its tax number for invoices."),
    "addresses": gettext_lazy("Further addresses of customers and suppliers, for deliveries and invoices. Both come first."),
    "contacts": gettext_lazy("People at customers and suppliers, with telephone and e-mail. Both come first."),
    "units": gettext_lazy("One word for one unit, and how units convert. Everything with a quantity refers to them."),
    "product_categories": gettext_lazy("The tree that products are kept in; it decides accounts and reports."),
    "products": gettext_lazy("What is bought, made, kept and sold: code, name, unit, prices. Units and categories come first."),
    "price_lists": gettext_lazy("Agreed sales prices. Products and customers come first."),
    "accounts": gettext_lazy("The accounts of the ledger. Balances, receivables and payables refer to them."),
    "opening_balances": gettext_lazy("The balance of every account at the day of change; both sides must be equal."),
    "open_receivables": gettext_lazy("Every invoice that a customer has not paid yet; their sum is the balance of its account."),
    "open_payables": gettext_lazy("Every invoice that the firm has not paid yet; their sum is the balance of its account."),
    "warehouses": gettext_lazy("Buildings that goods lie in; each with its zones for input, storage and output."),
    "locations": gettext_lazy("Zones and bins inside the warehouses. Warehouses come first."),
    "lots": gettext_lazy("Batches of products that are traced. Products come first."),
    "stock": gettext_lazy("What was counted, by product and location. It is loaded as counted, not as booked. Products come first."),
    "boms": gettext_lazy("What a product is made of. All products come first."),
    "open_sales": gettext_lazy("Orders of customers that are not delivered yet. Customers and products come first."),
    "open_purchases": gettext_lazy("Orders to suppliers that have not arrived yet. Suppliers and products come first."),
    "employees": gettext_lazy("People of the firm who appear in the ERP, with their departments."),
}  # fmt: skip

STAGES = {
    "bare": ("waiting", gettext_lazy("No extract yet")),
    "unchecked": ("pending", gettext_lazy("Not checked yet")),
    "dirty": ("behind", gettext_lazy("Below its bar")),
    "undecided": ("pending", gettext_lazy("Duplicates to decide")),
    "unsigned": ("unsigned", gettext_lazy("To sign")),
    "ready": ("signed", gettext_lazy("Ready to load")),
    "unbalanced": ("unbalanced", gettext_lazy("Not balanced")),
    "reconciled": ("balanced", gettext_lazy("Reconciled")),
}


def documentation(data_object: DataObject) -> str:
    """What the object is and what it needs: the template's own words, else those of the kind."""
    own = data_object.preparation.get("documentation") or {}
    return str(own.get("zh" if _chinese() else "en") or DOCUMENTATION.get(data_object.key, ""))


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def cards_of(project: Any, objects: list[DataObject], cycle: Any) -> list[dict[str, Any]]:
    """One card an object, in the order of loading; a fixed number of queries."""
    undecided = queries.undecided(project)
    statements = queries.statements(cycle) if cycle is not None else {}
    run = cycle.runs.filter(kind="load").first() if cycle is not None else None
    ready = {each.data_object_id: each for each in queries.readiness(project)}
    signed_by = signatures.under(ready.values(), READY)
    history: dict[int, list[QualityScore]] = {}
    for score in QualityScore.objects.filter(data_object__project=project, origin="extract").order_by("day"):
        history.setdefault(score.data_object_id, []).append(score)
    before, by_key, cards = order.needs(objects), {each.key: each for each in objects}, []
    names = {each.key: each.label["zh" if _chinese() else "en"] for each in templates.templates()}
    for each in objects:
        statement, row = statements.get(each.pk), ready.get(each.pk)
        signed = bool(row is not None and signed_by[row.pk])
        code = stage(each, undecided.get(each.pk, 0), signed, statement)
        cards.append(
            {
                "object": each,
                "documentation": documentation(each),
                "needs": [by_key[key] for key in before[each.key]],
                "missing": [names[key] for key in order.missing(each, by_key.keys())],
                "undecided": undecided.get(each.pk, 0),
                "counts": (run.counts if run is not None else {}).get(each.key, {}),
                "statement": statement,
                "stage": code,
                "status": STAGES[code][0],
                "words": STAGES[code][1],
                "spark": spark(history.get(each.pk, ())),
            }
        )
    return cards


def stage(each: DataObject, undecided: int, signed: bool, statement: Any) -> str:
    if not each.rows:
        return "bare"
    if statement is not None:
        return "reconciled" if statement.balanced else "unbalanced"
    if each.score is None:
        return "unchecked"
    if not each.above_bar:
        return "dirty"
    if undecided:
        return "undecided"
    return "ready" if signed else "unsigned"


def figures_of(project: Any, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures above the cards; each opens where its rows are."""
    if not cards:
        return []
    here = reverse("migration:objects", kwargs={"project": project.code})
    work = reverse("migration:work", kwargs={"project": project.code})
    counted = {code: sum(card["stage"] == code for card in cards) for code in STAGES}
    errors = sum(card["object"].errors for card in cards)
    cycles = reverse("migration:cycles", kwargs={"project": project.code})
    done = counted["reconciled"]
    return [
        {"name": _("Objects"), "value": len(cards), "note": _("%(n)s without an extract") % {"n": counted["bare"]}, "url": here},
        {"name": _("Records"), "value": f"{sum(c['object'].rows for c in cards):,}", "url": here},
        {"name": _("Errors to correct"), "value": f"{errors:,}", "tone": "bad" if errors else "ok", "url": work},
        {"name": _("Duplicates to decide"), "value": sum(c["undecided"] for c in cards), "url": work},
        {"name": _("Below their bar"), "value": counted["dirty"], "tone": "bad" if counted["dirty"] else "ok", "url": here},
        {"name": _("Reconciled"), "value": f"{done} / {len(cards)}", "tone": "ok" if done == len(cards) else "", "url": cycles},
    ]  # fmt: skip


def spark(scores: Iterable[QualityScore]) -> dict[str, Any] | None:
    """A line of the last scores for the eye, with its words; None of fewer than two."""
    found = list(scores)[-SHOWN:]
    if len(found) < 2:
        return None
    values = [float(each.score) for each in found]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (WIDTH - 6) / (len(values) - 1)
    points = [
        (3 + place * step, HEIGHT - 3 - (value - low) / span * (HEIGHT - 6)) for place, value in enumerate(values)
    ]
    return {
        "w": WIDTH,
        "h": HEIGHT,
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "x": f"{points[-1][0]:.1f}",
        "y": f"{points[-1][1]:.1f}",
        "words": _("Quality from %(first)s on %(since)s to %(last)s")
        % {"first": f"{values[0]:.1%}", "since": found[0].day.isoformat(), "last": f"{values[-1]:.1%}"},
    }
