"""The committee's report: what was compared, by what, by whom, with which result, and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.selection import architecture, queries
from golive.apps.selection.comparing import shown
from golive.apps.selection.models import Assessment, Reference, Selection
from golive.foundation import clock
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    SigningParty,
    Table,
)


def committee_report(selection: Selection) -> Document:
    """In the language that is active now. Call it only for who may see scores and bids, and when both lie open."""
    data = shown(selection)
    sections: list[Block] = [*_result(selection, data), *_candidates(selection), *_criteria(data)]
    sections += [*_scores(selection, data), *_technical(selection), *_references(selection), *_money(selection, data)]
    sections += [*_reliance(data), *_evaluators(selection)]
    return Document(
        title=_("Selection report"),
        project=selection.project.name,
        subtitle=str(selection),
        day=clock.today(selection.project.timezone),
        meta=((_("Client"), str(selection.project.client)), (_("State"), str(selection.get_state_display()))),
        sections=tuple(sections),
        signatures=(SigningParty(str(selection.project.client), label=_("Selection committee")),),
        evidence_code=selection.content_hash,
        language=get_language() or selection.project.language,
    )


def _result(selection: Selection, data: dict[str, Any]) -> Iterator[Block]:
    yield Heading(_("Result"))
    if selection.purpose:
        yield Paragraph(selection.purpose)
    if not data["ready"]:
        yield Note(
            _("There is no result yet. Still unknown: %(what)s") % {"what": "、".join(data["missing"][:12])}, "warn"
        )
        return
    first = data["ranking"][0]
    yield KeyFigures(
        (
            Figure(_("First"), first["name"]),
            Figure(_("Weighted sum"), f"{first['total'] * 100:.1f}"),
            Figure(_("Wins when weights vary a little"), f"{first['wins']:.0%}"),
            Figure(_("Decisive"), _("yes") if data["decisive"] else _("no")),
        )
    )
    columns = (_("Rank"), _("Product"), _("Vendor"), _("Weighted sum"), "TOPSIS", _("Rank by TOPSIS"), _("Wins"))
    rows = tuple(
        (str(r["rank"]), r["name"], r["candidate"].vendor, f"{r['total'] * 100:.1f}", f"{r['topsis']:.3f}",
         str(r["topsis_rank"]), f"{r['wins']:.0%}")
        for r in data["ranking"]
    )  # fmt: skip
    yield Table(columns, rows, align="cllrrcr", widths=(0.6, 1.6, 1.8, 1, 1, 1, 0.8))
    if selection.chosen is not None:
        yield Note(_("Chosen by decision: %(product)s") % {"product": selection.chosen.product}, "ok")


def _candidates(selection: Selection) -> Iterator[Block]:
    yield Heading(_("Candidates"))
    rows = tuple(
        (c.code, c.product, c.vendor, str(c.get_stage_display()), c.reason)
        for c in selection.candidates.order_by("code")
    )
    yield Table((_("No."), _("Product"), _("Vendor"), _("Stage"), _("Why")), rows, widths=(0.6, 1.4, 1.6, 0.9, 2.6))


def _criteria(data: dict[str, Any]) -> Iterator[Block]:
    if not data["ready"]:
        return
    yield Heading(_("Criteria and weights"))
    columns = (_("What is judged"), _("Judged by"), _("Weight"), _("What full marks and nothing mean"))
    rows = tuple(
        (line["leaf"].name, str(line["leaf"].get_source_display()), f"{line['weight']:.1%}", line["leaf"].meaning)
        for line in data["breakdown"]
    )
    yield Table(columns, rows, align="llrl", widths=(1.4, 1.4, 0.7, 2.6))
    for c in data["consistency"]:
        text = _("Comparison by pairs, %(name)s: consistency ratio %(ratio)s, %(judges)s judges")
        yield Paragraph(text % {"name": c["name"], "ratio": f"{c['ratio']:.3f}", "judges": c["judges"]})


def _scores(selection: Selection, data: dict[str, Any]) -> Iterator[Block]:
    if not data["ready"]:
        return
    yield Heading(_("Values and points"))
    columns = (_("What is judged"), *(c.product for c in data["candidates"]))
    rows = [
        (line["leaf"].name, *(f"{cell['text']}  ({cell['points']:.1f})" for cell in line["cells"]))
        for line in data["breakdown"]
    ]
    yield Table(columns, tuple(rows), align="l" + "r" * len(data["candidates"]))
    yield Paragraph(_("In brackets the points that the value adds to the total of at most 100."))
    settled = queries.agreed_scores(selection).values()
    if settled:
        yield Heading(_("Settled together"), 2)
        lines = tuple(
            (a.candidate.product, a.criterion.name, f"{a.value}", a.reason)
            for a in sorted(settled, key=lambda a: (a.criterion_id, a.candidate_id))
        )
        yield Table(
            (_("Product"), _("What is judged"), _("Score"), _("Reason")), lines, align="llrl", widths=(1.3, 1.3, 0.6, 3)
        )


def _technical(selection: Selection) -> Iterator[Block]:
    rows = (
        Assessment.objects.filter(candidate__selection=selection)
        .select_related("candidate", "by")
        .order_by("candidate")
    )
    fits = architecture.compatibilities(selection.project, [r.candidate for r in rows])
    yield Heading(_("Technical assessment"))
    for row in rows:
        yield Heading(f"{row.candidate.code}  {row.candidate.product}", 2)
        levels = dict(Assessment.Level.choices)
        cells = tuple(
            (str(Assessment._meta.get_field(name).verbose_name), str(levels[getattr(row, name)]))
            for name in Assessment.ASPECTS
        )
        yield Table((_("Aspect"), _("Result")), cells, widths=(2, 1))
        yield from _architecture(fits[row.candidate_id], levels)
        yield Paragraph(row.findings)
        text = _("Assessed by %(who)s on %(day)s; effort on our side: %(days)s person-days")
        yield Paragraph(
            text % {"who": row.by, "day": f"{timezone.localtime(row.at):%Y-%m-%d}", "days": row.effort_days}
        )
    if not rows:
        yield Note(_("No product was assessed technically."), "warn")


def _architecture(fit: architecture.Compatibility, levels: dict[str, Any]) -> Iterator[Block]:
    """Line by line against the firm's architecture, as it stands now."""
    if not fit.lines:
        return
    rows = tuple(
        (
            f"{x.element}{' *' if x.element.mandatory else ''}",
            str(levels.get(x.standing, _("Not examined"))),
            x.fit.evidence if x.fit else "—",
            f"{x.fit.effort_days.normalize():f}" if x.fit else "—",
        )
        for x in fit.lines
    )
    columns = (_("Element (* mandatory)"), _("Fit"), _("What was examined"), _("Effort (person-days)"))
    yield Table(columns, rows, "lllr", (2.4, 1, 3, 0.9))
    if fit.blocking:
        text = _("It cannot be recommended: it does not fit what is mandatory")
        yield Note(f"{text}：{architecture.named(fit.blocking)}", "bad")


def _references(selection: Selection) -> Iterator[Block]:
    rows = (
        Reference.objects.filter(candidate__selection=selection).select_related("candidate").order_by("candidate", "pk")
    )
    if not rows:
        return
    yield Heading(_("Reference calls"))
    columns = (_("Product"), _("Customer"), _("Date"), _("Rating"), _("What was said"))
    lines = tuple((r.candidate.product, r.customer, r.held_on.isoformat(), str(r.rating), r.answers) for r in rows)
    yield Table(columns, lines, align="lllcl", widths=(1.1, 1.2, 0.9, 0.6, 3))


def _money(selection: Selection, data: dict[str, Any]) -> Iterator[Block]:
    if not data["costs"]:
        return
    yield Heading(_("Cost of ownership (yuan)"))
    years = [_("Purchase"), *(_("Year %(n)s") % {"n": n} for n in data["years"][1:])]
    last = [_("Sum")] + ([_("Present value")] if selection.discount else [])
    rows = tuple(
        (c["candidate"].product, *(_yuan(fen) for fen in c["years"]), _yuan(c["total"]),
         *([_yuan(c["present"])] if selection.discount else []))
        for c in data["costs"]
    )  # fmt: skip
    yield Table((_("Product"), *years, *last), rows, align="l" + "r" * (len(years) + len(last)))
    if selection.discount:
        yield Paragraph(_("Discounted by %(rate)s %% a year.") % {"rate": f"{selection.discount:f}"})


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.0f}"


def _reliance(data: dict[str, Any]) -> Iterator[Block]:
    if not data["ready"]:
        return
    yield Heading(_("How far the result can be relied on"))
    if data["decisive"]:
        text = _(
            "Decisive: %(winner)s is first by both methods, no weight within ten percentage points changes that, and it wins at least nine of ten draws of random weights."
        )
        yield Note(text % {"winner": data["winner"]}, "ok")
    else:
        yield Note(_("Not decisive: the result leans towards %(winner)s.") % {"winner": data["winner"]}, "warn")
        yield Bullets(tuple(data["reasons"]))
    columns = (_("What is judged"), _("Weight"), _("Turns below"), _("Turns above"), _("Smallest change (points)"))
    rows = tuple(
        (t["name"], f"{t['weight']:.1%}", _side(t["below"]), _side(t["above"]),
         "—" if t["change"] is None else f"{t['change']:+.1f}")
        for t in data["turns"]
    )  # fmt: skip
    yield Table(columns, rows, align="lrllr", widths=(1.6, 0.7, 1.7, 1.7, 1))
    if data["reversals"]:
        yield Bullets(tuple(data["reversals"]))


def _side(flip: dict[str, Any] | None) -> str:
    return f"{flip['at']:.1%} → {flip['winner']}" if flip else "—"


def _evaluators(selection: Selection) -> Iterator[Block]:
    yield Heading(_("Evaluators and their interests"))
    rows = tuple(
        (
            str(e.person),
            _("conflict: did not score") if e.conflict else _("scored") if e.submitted_at else _("did not hand in"),
            e.interest or _("nothing declared"),
            f"{timezone.localtime(e.declared_at):%Y-%m-%d}" if e.declared_at else "",
        )
        for e in selection.evaluators.select_related("person")
    )
    yield Table((_("Evaluator"), _("Part"), _("Interest"), _("Declared on")), rows, widths=(1, 1.3, 2.4, 1))
