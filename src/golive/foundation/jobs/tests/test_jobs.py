"""Start, watch, end: what a job does to its row."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.jobs import queue, services
from golive.foundation.jobs.context import Context, Lost
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.registry import JOBS, job
from golive.foundation.jobs.worker import run_pending
from golive.foundation.notify.queries import visible

State = Job.State


@pytest.fixture
def declare():
    """Declare jobs for one test."""
    before = dict(JOBS)
    yield job
    JOBS.clear()
    JOBS.update(before)


def test_a_job_runs_as_its_starter_and_keeps_its_result(cast, declare):
    seen = []

    @declare("t.load", label=_("Load %(what)s"))
    def load(ctx, *, what):
        seen.append((ctx.actor, ctx.project))
        ctx.progress(3, 3, "客户")
        ctx.log("三行")
        return {"rows": 3}

    waiting = queue.enqueue(cast.pm, "t.load", cast.project, what="customers")
    assert (waiting.state, waiting.title) == (State.QUEUED, "Load customers")
    (ran,) = run_pending()
    assert seen == [(cast.pm, cast.project)]
    assert (ran.state, ran.result, ran.done, ran.total) == (State.DONE, {"rows": 3}, 3, 3)
    assert ran.detail_text == "客户" and [line.text for line in ran.lines.all()] == ["三行"]


def test_arguments_must_be_json(cast, declare):
    declare("t.any", label="x")(lambda ctx, **_: None)
    with pytest.raises(TypeError):
        queue.enqueue(cast.pm, "t.any", cast.project, who=cast.pm)
    assert not Job.objects.exists()


def test_a_refusal_is_kept_in_words_that_each_reader_understands(cast, declare):
    @declare("t.refuse", label="x")
    def refuse(ctx):
        raise Refused(
            "username_taken", _("The sign-in name “%(username)s” is taken. Choose another one."), username="li"
        )

    queue.enqueue(cast.pm, "t.refuse", cast.project)
    (ran,) = run_pending()
    assert ran.state == State.FAILED
    with override("en"):
        assert ran.error_text == "The sign-in name “li” is taken. Choose another one."
    with override("zh-hans"):
        assert "“li”" in ran.error_text and "Choose" not in ran.error_text


def test_an_unexpected_error_fails_the_job_and_not_the_worker(cast, declare):
    @declare("t.break", label="x")
    def fail(ctx):
        return 1 / 0

    declare("t.fine", label="x")(lambda ctx: {"ok": True})
    queue.enqueue(cast.pm, "t.break", cast.project)
    queue.enqueue(cast.pm, "t.fine", cast.project)
    broken, fine = run_pending()
    assert (broken.state, fine.state) == (State.FAILED, State.DONE)
    assert "ZeroDivisionError" in broken.error_text


def test_the_starter_hears_of_a_failure_and_of_the_end_of_a_long_job(cast, declare):
    @declare("t.break", label=_("Background jobs"))
    def fail(ctx):
        raise Refused("no", _("The job waits for a free worker."))

    @declare("t.long", label="x")
    def long(ctx):
        ctx.job.started_at -= timedelta(minutes=2)

    declare("t.short", label="x")(lambda ctx: None)
    for kind in ("t.break", "t.long", "t.short"):
        queue.enqueue(cast.vendor, kind, cast.project)
    broken, *_rest = run_pending()
    with override("en"):
        heard = [(n.kind, str(n)) for n in visible(cast.vendor).order_by("id")]
    assert heard == [
        ("jobs.failed", "Background jobs has failed. The job waits for a free worker."),
        ("jobs.done", "x is done."),
    ]
    assert visible(cast.vendor).last().url == broken.get_absolute_url()


def test_cancel_a_waiting_job_at_once_and_a_running_one_at_its_next_report(cast, declare):
    reached = []

    @declare("t.slow", label="x")
    def slow(ctx):
        services.cancel(cast.pm, ctx.job)
        reached.append("cancel asked")
        ctx.progress(1, 1)
        reached.append("never")

    waiting = queue.enqueue(cast.pm, "t.slow", cast.project)
    assert services.cancel(cast.pm, waiting).state == State.CANCELLED
    assert run_pending() == []
    queue.enqueue(cast.pm, "t.slow", cast.project)
    (ran,) = run_pending()
    assert (ran.state, reached) == (State.CANCELLED, ["cancel asked"])
    with pytest.raises(Refused, match="job_ended"):
        services.cancel(cast.pm, ran)


def test_try_again_runs_the_same_row_once_more(cast, declare):
    outcomes = [ValueError("first"), None]

    @declare("t.flaky", label="x")
    def flaky(ctx):
        if error := outcomes.pop(0):
            raise error

    queue.enqueue(cast.pm, "t.flaky", cast.project)
    (failed,) = run_pending()
    services.retry(cast.it, failed)
    (again,) = run_pending()
    assert (again.pk, again.state, again.attempt, again.error_text) == (failed.pk, State.DONE, 2, "")
    with pytest.raises(Refused, match="job_not_ended"):
        services.retry(cast.it, again)


def test_a_single_job_is_not_started_twice(cast, declare):
    declare("t.single", label="x", single=True)(lambda ctx, **_: None)
    first = queue.enqueue(cast.pm, "t.single", cast.project, run=1)
    assert queue.enqueue(cast.it, "t.single", cast.project, run=1) == first
    assert queue.enqueue(cast.pm, "t.single", cast.project, run=2) != first
    run_pending()
    assert queue.enqueue(cast.pm, "t.single", cast.project, run=1) != first


def test_a_silent_worker_loses_its_jobs(cast, declare):
    declare("t.resumable", label="x", resumable=True, max_attempts=2)(lambda ctx: None)
    declare("t.once", label="x")(lambda ctx: None)
    resumable = queue.enqueue(cast.pm, "t.resumable", cast.project)
    once = queue.enqueue(cast.pm, "t.once", cast.project)
    held = [queue.claim("dead"), queue.claim("dead")]
    assert queue.recover() == 0  # both were heard of just now
    _silence(held)
    assert queue.recover() == 2
    resumable.refresh_from_db()
    once.refresh_from_db()
    assert (resumable.state, once.state) == (State.QUEUED, State.INTERRUPTED)
    _silence([queue.claim("dead again")])
    queue.recover()
    resumable.refresh_from_db()
    assert resumable.state == State.INTERRUPTED  # not for ever


def test_who_lost_a_job_writes_nothing_more(cast, declare):
    declare("t.resumable", label="x", resumable=True)(lambda ctx: None)
    queue.enqueue(cast.pm, "t.resumable", cast.project)
    asleep = queue.claim("asleep")
    _silence([asleep])
    queue.recover()
    awake = queue.claim("awake")
    assert awake.pk == asleep.pk
    with pytest.raises(Lost):
        Context(asleep).progress(7, 7)
    assert not queue.finish(asleep, State.DONE)
    assert Job.objects.get(pk=awake.pk).state == State.RUNNING
    assert queue.finish(awake, State.DONE)


def test_a_job_given_back_in_good_order_counts_no_attempt(cast, declare):
    declare("t.resumable", label="x", resumable=True, max_attempts=1)(lambda ctx: ctx.progress(1, 2))
    queue.enqueue(cast.pm, "t.resumable", cast.project)
    from golive.foundation.jobs.execution import execute

    execute(queue.claim("stopping"), stopping=lambda: True)
    waiting = Job.objects.get()
    assert (waiting.state, waiting.attempt, waiting.max_attempts) == (State.QUEUED, 1, 2)


def test_a_simulated_clock_does_not_move_heartbeats(cast, declare):
    declare("t.any", label="x")(lambda ctx: None)
    with clock.at(clock.machine() - timedelta(days=90)):
        queue.enqueue(cast.pm, "t.any", cast.project)
        held = queue.claim("w")
    assert queue.recover() == 0
    assert held.started_at < clock.machine() - timedelta(days=89)


def _silence(jobs):
    for held in jobs:
        Job.objects.filter(pk=held.pk).update(heartbeat_at=clock.machine() - timedelta(seconds=60))
