"""A load job on a database file of its own, killed with -9 at every step of the protocol, until it is through.

Run by test_kill.py in a process of its own: python -m golive.apps.migration.tests.killing FOLDER. Prints what is left."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

ROWS = 240
LIMIT = 40
STEPS = [
    ("load.start", 1),
    ("register.after", 1),
    ("intent.after", 1),
    ("write.after", 1),
    ("loaded.after", 2),
    ("intent.after", 3),
    ("write.after", 2),
    ("refused.before", 1),
    ("refused.after", 1),
    ("resolve.after", 2),
]
"""At which step, and at which occurrence of it, each process in turn is killed."""


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "golive.config.settings_test"
    os.environ["GOLIVE_DATA"] = str(folder)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from golive.apps.migration.tests import factories
    from golive.foundation.accounts.tests.factories import make_cast

    base = ("李工", "0512-55500020", "", "")
    factories.KEHU = [(f"KH{n:04d}", "" if n == 77 else f"无锡第{n}水泵有限公司", *base) for n in range(ROWS)]
    cast = make_cast()
    for each in factories.extracted(cast).values():
        from golive.apps.migration import services

        services.map_object(cast.it, each)
    run = start(cast, folder)
    kills = [killed(folder, step, which) for step, which in STEPS]
    child(folder, lambda step: None)
    print(json.dumps(result(folder, run, kills)))


def start(cast, folder):
    from golive.apps.migration import services
    from golive.apps.migration.tests import factories

    with factories.loading_into(erp(folder)):
        return services.start_load(cast.it, services.open_cycle(cast.pm, cast.project))


def erp(folder):
    from golive.apps.migration.tests.erp_double import ErpDouble

    return ErpDouble(folder / "erp.sqlite3", limit=LIMIT)


def killed(folder, step, which) -> bool:
    """Whether the kill hit the running job."""
    seen = []

    def fault(now):
        seen.append(now)
        if seen.count(step) == which:
            os.kill(os.getpid(), signal.SIGKILL)

    return os.WIFSIGNALED(child(folder, fault))


def child(folder, fault) -> int:
    """A worker in a process of its own; what a dead one held is taken over first."""
    from django.db import connections

    from golive.apps.migration.engine_io import loading
    from golive.apps.migration.tests.factories import loading_into
    from golive.foundation.jobs import queue
    from golive.foundation.jobs.worker import run_pending

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            queue.recover(0.0)
            load = loading.load
            loading.load = lambda *given: load(*given[:5], fault)
            with loading_into(erp(folder)):
                run_pending()
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1]


def result(folder, run, kills):
    from golive.apps.migration.models import LedgerEntry

    run.refresh_from_db()
    target = erp(folder)
    held = {
        key: h.target_id
        for name in ("customers", "products", "opening_stock")
        for key, h in target.held(name, "").items()
    }
    held |= {key: h.target_id for key, h in target.held("suppliers", "").items()}
    entries = LedgerEntry.objects.all()
    return {
        "kills": kills,
        "job": run.job.state,
        "attempts": run.job.attempt,
        "run": run.state,
        "records": target.db.execute("SELECT count(*) FROM record").fetchone()[0],
        "customers": target.count("customers"),
        "same": held == dict(entries.filter(state="LOADED").values_list("key", "target_id")),
        "open": entries.filter(state__in=["PENDING", "INTENT"]).count(),
        "rejected": entries.filter(state="REJECTED", prefix__endswith="/customers/").count(),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
