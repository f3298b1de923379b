"""plan.ask_paper: a large plan becomes a PDF in the background, for whoever asked."""

import pytest

from golive.apps.plan import services
from golive.apps.plan.models import Paper
from golive.apps.plan.tests.factories import small_plan
from golive.apps.plan.views import paper as pages
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def test_a_small_plan_is_printed_at_once_and_a_large_one_by_a_job(cast, client, monkeypatch):
    small_plan(cast)
    client.force_login(cast.team)
    base = f"/p/{cast.project.code}/plan"
    assert client.get(f"{base}/gantt.pdf").content.startswith(b"%PDF")
    monkeypatch.setattr(pages, "LARGE", 3)
    for page in ("gantt.pdf", "paper/"):
        assert client.get(f"{base}/{page}").url == f"{base}/papers/"
    client.post(f"{base}/papers/ask/")
    (job,) = run_pending()
    assert job.state == Job.State.DONE
    row = Paper.objects.get()
    assert row.file.get_absolute_url() in client.get(f"{base}/papers/").content.decode()
    answer = client.get(row.file.get_absolute_url())
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"%PDF")
    client.force_login(cast.business)
    assert client.get(row.file.get_absolute_url()).status_code == 404


def test_the_next_paper_takes_the_place_of_the_former(cast):
    small_plan(cast)
    first = services.keep_paper(cast.pm, cast.project, content=b"%PDF-1.7 one")
    services.keep_paper(cast.pm, cast.project, content=b"%PDF-1.7 two")
    assert Paper.objects.get().pk != first.pk
    first.file.refresh_from_db()
    assert first.file.removed_at is not None


def test_without_a_plan_there_is_nothing_to_print(cast):
    with pytest.raises(Refused) as refusal:
        services.ask_paper(cast.pm, cast.project)
    assert refusal.value.code == "plan_empty"
