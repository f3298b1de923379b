"""Who sees which job, and what its row says."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from golive.foundation import clock
from golive.foundation.accounts.tests.factories import person
from golive.foundation.jobs import queue, services
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queries import visible
from golive.foundation.jobs.registry import JOBS, job, result_at
from golive.foundation.jobs.rows import row
from golive.foundation.jobs.worker import run_pending


@pytest.fixture
def kind():
    job("t.page", label="装载")(lambda ctx: result_at("/r/", "结果"))
    yield "t.page"
    del JOBS["t.page"]


def test_a_project_s_jobs_are_seen_inside_and_by_their_starter(cast, kind):
    pm_s = queue.enqueue(cast.pm, kind, cast.project)
    vendor_s = queue.enqueue(cast.vendor, kind, cast.project)
    assert set(visible(cast.user)) == {pm_s, vendor_s}
    assert set(visible(cast.vendor)) == {vendor_s}
    assert not visible(cast.consultant).exists() and not visible(cast.stranger).exists()


def test_jobs_of_the_installation_are_seen_by_the_administrator_and_their_starter(cast, kind):
    admin = person("admin", is_superuser=True)
    queue.enqueue(cast.pm, kind)
    assert visible(admin).count() == visible(cast.pm).count() == 1
    assert not visible(cast.it).exists()
    assert services.cancel(admin, Job.objects.get()).state == "cancelled"


def test_only_starter_pm_and_it_may_steer(cast, kind):
    started = queue.enqueue(cast.business, kind, cast.project)
    for nobody in (cast.user, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.cancel(nobody, started)
    services.cancel(cast.business, started)
    services.retry(cast.it, started)
    services.cancel(cast.pm, started)


def test_the_row_polls_until_the_job_has_ended(cast, kind, client):
    client.force_login(cast.pm, backend="allauth.account.auth_backends.AuthenticationBackend")
    started = queue.enqueue(cast.pm, kind, cast.project)
    url = reverse("jobs:row", kwargs={"project": cast.project.code, "pk": started.pk})
    page = client.get(url).content.decode()
    assert f'hx-get="{url}"' in page and "every 2s" in page and "/cancel/" in page
    run_pending()
    page = client.get(url).content.decode()
    assert "hx-get" not in page and 'href="/r/"' in page and "100%" in page


def test_pages_of_the_project(cast, kind, client):
    started = queue.enqueue(cast.pm, kind, cast.project)
    client.force_login(cast.pm, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "装载" in client.get(f"/p/{cast.project.code}/jobs/").content.decode()
    assert client.get(started.get_absolute_url()).status_code == 200
    assert client.post(started.address("cancel")).status_code == 302
    started.refresh_from_db()
    assert started.state == "cancelled"
    client.force_login(cast.stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(started.get_absolute_url()).status_code == 404
    # A job of one project is not reached through the address of another one.
    assert client.get(f"/p/{cast.other_project.code}/jobs/{started.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("gone", "done", "said"), [(1, 5, ""), (60, 30, "剩约 20 秒"), (90, 10, "剩约 4 分 30 秒"), (60, 0, "")]
)
def test_time_left(cast, kind, gone, done, said):
    queue.enqueue(cast.pm, kind, cast.project)
    running = queue.claim("w")
    running.done, running.total = done, 40
    with clock.at(running.started_at + timedelta(seconds=gone)), translation.override("zh-hans"):
        assert row(running, cast.pm)["left"] == said
