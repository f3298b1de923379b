import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.team import services
from golive.apps.team.letter_paper import letter_document
from golive.apps.team.queries import READ, visible_letters
from golive.foundation import clock
from golive.foundation.accounts import services as accounts
from golive.foundation.duties.models import Assignment, Holder
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures

pytestmark = pytest.mark.django_db


def holds(cast, duty="I10"):
    row, _made = Assignment.objects.get_or_create(
        project=cast.project, duty_id=duty, place="", defaults={"accountable": cast.it}
    )
    Holder.objects.get_or_create(
        assignment=row, person=cast.it, letter="A", until=None, defaults={"since": clock.now()}
    )


def test_a_letter_says_what_he_holds_today_and_is_not_issued_twice(cast):
    holds(cast)
    letter = services.issue_letter(cast.pm, cast.project, person=cast.it)
    assert [p["party"] for p in letter.places] == ["I"]
    assert {"id": "I10", "letters": "A", "place": ""} in letter.duties
    with pytest.raises(Refused, match="letter_stands"):
        services.issue_letter(cast.pm, cast.project, person=cast.it)
    accounts.name_member(cast.pm, cast.project, person=cast.it, party="T", role_title="开发")
    assert services.issue_letter(cast.pm, cast.project, person=cast.it).number == letter.number + 1


def test_only_whom_it_is_for_acknowledges_it(cast):
    letter = services.issue_letter(cast.pm, cast.project, person=cast.it)
    with pytest.raises(PermissionDenied):
        services.acknowledge_letter(cast.pm, letter)
    services.acknowledge_letter(cast.it, letter)
    assert signatures.valid(letter, READ).get().signer == cast.it


def test_all_letters_at_once_only_where_something_changed(cast):
    services.issue_letters(cast.pm, cast.project)
    before = visible_letters(cast.pm).count()
    services.issue_letters(cast.pm, cast.project)
    assert visible_letters(cast.pm).count() == before > 5
    assert [x.person for x in visible_letters(cast.vendor)] == [cast.vendor], "others see their own letter only"


def test_the_paper_names_duties_and_both_sides(cast, client):
    holds(cast)
    letter = services.issue_letter(cast.pm, cast.project, person=cast.it)
    paper = letter_document(letter)
    assert paper.signatures[0].signers[0].name == str(cast.pm) and paper.signatures[1].signers == ()
    assert paper.evidence_code == letter.content_hash
    client.force_login(cast.it)
    answer = client.get(reverse("team:letter-pdf", args=[cast.project.code, letter.pk]))
    assert answer.content.startswith(b"%PDF")
