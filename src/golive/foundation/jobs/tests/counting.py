"""Workers in processes of their own, for the tests that kill them: `prepare UPTO SMALL`, then `work`."""

import sys
import time


def declare() -> None:
    from golive.foundation.jobs.models import Job
    from golive.foundation.jobs.registry import job

    @job("t.count", label="count", resumable=True, max_attempts=50)
    def count(ctx, *, upto):
        """Each number is a log line, written before the next: a second run goes on after the last one."""
        for n in range(Job.objects.get(pk=ctx.job.pk).lines.filter(level="info").count(), upto):
            ctx.log(str(n))
            ctx.progress(n + 1, upto)
            time.sleep(0.01)

    @job("t.small", label="small")
    def small(ctx):
        ctx.log(str(ctx.job.pk))


def prepare(upto: int, small: int) -> None:
    from django.core.management import call_command

    from golive.foundation.accounts.models import User
    from golive.foundation.jobs.queue import enqueue

    for app in ("accounts", "jobs", "notify"):
        call_command("migrate", app, verbosity=0)
    starter = User.objects.create(username="starter", display_name="Starter", language="en")
    if upto:
        enqueue(starter, "t.count", upto=upto)
    for _n in range(small):
        enqueue(starter, "t.small")


if __name__ == "__main__":
    import django

    django.setup()
    from golive.foundation.jobs.worker import run_worker

    declare()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), int(sys.argv[3]))
    else:
        run_worker(slots=2, beat=0.1, stale_after=0.5)
