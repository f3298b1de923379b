"""A worker in a process of its own that counts to a hundred, for the test that kills it."""

import sys
import threading
import time


def declare() -> None:
    from golive.foundation.jobs.models import Job
    from golive.foundation.jobs.registry import JOBS, job

    if "t.count" in JOBS:
        return

    @job("t.count", label="count", resumable=True, max_attempts=50)
    def count(ctx, *, upto):
        """Each number is a log line, written before the next: a second run goes on after the last one."""
        for n in range(Job.objects.get(pk=ctx.job.pk).lines.filter(level="info").count(), upto):
            ctx.log(str(n))
            ctx.progress(n + 1, upto)
            time.sleep(0.01)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    from golive.foundation.jobs.worker import Worker

    if sys.argv[1] == "prepare":
        call_command("migrate", "notify", verbosity=0)
        call_command("migrate", "jobs", verbosity=0)
    else:
        declare()
        Worker(threading.Event(), slots=2, beat=0.1, stale_after=0.5).run()
