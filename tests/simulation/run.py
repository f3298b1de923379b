"""Two years of a project, compared with the reckoner day by day.

    python tests/simulation/run.py --seed 1 --days 730 [--zone America/New_York]

Prints the first differences with what happened before them; exit code 1 if there are any.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--zone", default="Asia/Shanghai")
    parser.add_argument("--apps", action="store_true", help="with the evidence of the apps, made by their use cases")
    parser.add_argument("--show", type=int, default=20, help="differences shown")
    parser.add_argument("--before", type=int, default=0, help="acts shown before the difference")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golive-simulation-") as folder:
        os.environ["GOLIVE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "golive.config.settings_test"
        import django

        django.setup()
        from django.core.management import call_command

        from tests.simulation.telling_apart import run

        call_command("migrate", verbosity=0)
        worst = 0
        for seed in args.seed:
            begin = time.perf_counter()
            found = run(seed, args.days, zone=args.zone, apps=args.apps)
            took = time.perf_counter() - begin
            print(
                f"seed {seed}: {found.looks} looks at {found.compared} obligations, {found.single} single acts, "
                f"{found.back} moments back: {len(found.different)} differences, {took:.0f} s"
            )
            print("  done", found.story.done, "\n  refused", found.story.refused)
            for line in found.told[-args.before :] if args.before and found.different else []:
                print("   ", line)
            for line in found.different[: args.show]:
                print("  ", line)
            worst = max(worst, len(found.different))
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
