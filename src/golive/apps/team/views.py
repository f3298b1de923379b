"""Pages of the team: gaps, candidates, letters, appraisals, thanks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.team import queries, services
from golive.apps.team.forms import OpenForm, ThanksForm, WordsForm
from golive.apps.team.letter_paper import letter_document
from golive.apps.team.models import Candidate
from golive.apps.team.permissions import may_staff
from golive.apps.team.quarters import current
from golive.apps.team.registers import POSITIONS
from golive.foundation.accounts.models import Party, Project
from golive.foundation.documents import pdf, word
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def to(page: str, project: Project, **kwargs: object) -> str:
    return reverse(f"team:{page}", kwargs={"project": project.code, **kwargs})


def _valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    return dict(form.cleaned_data)


@reads("team.gaps", permission=may_staff)
def gaps(request: HttpRequest, project: Project) -> HttpResponse:
    """What tasks ask for and the people on them do not know; and thanks that were said."""
    return render(request, "team/gaps.html", {"gaps": queries.gaps(project)})


def _candidate(request: HttpRequest, project: Project, pk: int) -> Candidate:
    rows = Candidate.objects.filter(position__in=queries.visible_positions(request.user), position__project=project)
    return get_object_or_404(rows.select_related("position__project", "person"), pk=pk)


@acts("team.choose_candidate")
def choose_candidate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = services.choose_candidate(request.user, _candidate(request, project, pk))
    return done(request, POSITIONS.address(row), _("Chosen: the place in the project is his."))


@acts("team.decline_candidate")
def decline_candidate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = services.decline_candidate(
        request.user, _candidate(request, project, pk), reason=request.POST.get("reason", "")[:300]
    )
    return done(request, POSITIONS.address(row), _("Declined."))


# -- letters --------------------------------------------------------------------------------------------------------
@reads("team.letters")
def letters(request: HttpRequest, project: Project) -> HttpResponse:
    rows = list(queries.visible_letters(request.user).filter(project=project).select_related("person", "issued_by"))
    newest: dict[int, Any] = {}
    for row in sorted(rows, key=lambda r: -r.number):
        newest.setdefault(row.person_id, row)
    names = signatures.under(list(newest.values()), queries.READ)
    shown = [{"letter": row, "read": names[row.pk][0] if names[row.pk] else None} for row in newest.values()]
    context = {"rows": shown, "may_issue": may("team.issue_letters", request.user, project)}
    return render(request, "team/letters.html", context)


@acts("team.issue_letters")
def issue_letters(request: HttpRequest, project: Project) -> HttpResponse:
    services.issue_letters(request.user, project)
    return done(request, to("letters", project), _("Issued to everybody whose places or duties have changed."))


def _letter(request: HttpRequest, project: Project, pk: int) -> Any:
    rows = queries.visible_letters(request.user).select_related("project", "person", "issued_by")
    return get_object_or_404(rows, pk=pk, project=project)


@reads("team.letter")
def letter(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _letter(request, project, pk)
    names = list(signatures.valid(row, queries.READ))
    context = {
        "letter": row,
        "places": [{**p, "party": Party(p["party"]).label} for p in row.places],
        "duties": [{**d, "title": str(DUTIES[d["id"]].title)} for d in row.duties],
        "names": names,
        "may_read": not names and may("team.acknowledge_letter", request.user, row),
        "crumbs": [{"label": _("Letters of responsibility"), "url": to("letters", project)}],
    }
    return render(request, "team/letter.html", context)


@acts("team.acknowledge_letter")
def acknowledge_letter(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _letter(request, project, pk)
    services.acknowledge_letter(request.user, row)
    return done(request, row.get_absolute_url(), _("Acknowledged."))


@reads("team.letter")
def letter_word(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _letter(request, project, pk)
    return _file(row, word.docx(letter_document(row)), "docx", WORD)


@reads("team.letter")
def letter_pdf(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _letter(request, project, pk)
    return _file(row, pdf.pdf(letter_document(row)), "pdf", "application/pdf")


def _file(row: Any, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"{_('Letter of responsibility')}-{row.number:03d}-{row.person}.{ending}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


# -- appraisals and thanks -----------------------------------------------------------------------------------------
@reads("team.appraisals")
def appraisals(request: HttpRequest, project: Project) -> HttpResponse:
    """Everybody finds his own; the project manager those of the team. Thanks are for all to read."""
    rows = queries.visible_appraisals(request.user).filter(project=project).select_related("person")
    opens = may("team.open_appraisal", request.user, project)
    context = {
        "rows": rows,
        "quarter": current(project),
        "open_form": OpenForm(
            project=project, actor=request.user, record=project, initial={"quarter": current(project)}
        )
        if opens
        else None,
        "thanks": queries.visible_recognitions(request.user)
        .filter(project=project)
        .select_related("person", "by")[:30],
        "thanks_form": ThanksForm(project=project, actor=request.user, record=project),
    }
    return render(request, "team/appraisals.html", context)


@acts("team.open_appraisal")
def open_appraisal(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("team.open_appraisal", request.user, project):
        raise PermissionDenied
    values = _valid(OpenForm(request.POST, project=project, actor=request.user, record=project))
    row = services.open_appraisal(request.user, project, **values)
    return done(
        request, row.get_absolute_url(), _("Opened with what the records say. Both sides now write their words.")
    )


def _appraisal(request: HttpRequest, project: Project, pk: int) -> Any:
    rows = queries.visible_appraisals(request.user).select_related("project", "person", "opened_by")
    return get_object_or_404(rows, pk=pk, project=project)


@reads("team.appraisal")
def appraisal(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _appraisal(request, project, pk)
    mine = row.person_id == request.user.pk
    context = {
        "appraisal": row,
        "mine": mine,
        "own_form": WordsForm(initial={"text": row.own_words}) if mine and row.state == "open" else None,
        "manager_form": WordsForm(initial={"text": row.manager_words})
        if row.state == "open" and may("team.write_manager_words", request.user, row)
        else None,
        "may_object": mine and row.state == "done",
        "may_correct": row.state == "returned" and may("team.correct_appraisal", request.user, row),
        "words_form": WordsForm(),
        "crumbs": [{"label": _("Appraisals and thanks"), "url": to("appraisals", project)}],
    }
    return render(request, "team/appraisal.html", context)


def _say(request: HttpRequest, project: Project, pk: int, act: Any, text: str) -> HttpResponse:
    row = _appraisal(request, project, pk)
    act(request.user, row, **_valid(WordsForm(request.POST)))
    return done(request, row.get_absolute_url(), text)


@acts("team.write_manager_words")
def write_manager_words(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    return _say(request, project, pk, services.write_manager_words, _("Kept. It is held when both sides have written."))


@acts("team.write_own_words")
def write_own_words(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    return _say(request, project, pk, services.write_own_words, _("Kept. It is held when both sides have written."))


@acts("team.object_to_appraisal")
def object_to_appraisal(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    return _say(request, project, pk, services.object_to_appraisal, _("Your objection is with the project manager."))


@acts("team.correct_appraisal")
def correct_appraisal(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    return _say(
        request, project, pk, services.correct_appraisal, _("Corrected; what stood before stays readable for both.")
    )


@acts("team.recognise")
def recognise(request: HttpRequest, project: Project) -> HttpResponse:
    values = _valid(ThanksForm(request.POST, project=project, actor=request.user, record=project))
    services.recognise(request.user, project, **values)
    return done(request, to("appraisals", project), _("Said, for all to read."))
