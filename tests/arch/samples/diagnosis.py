from datetime import date

from golive.apps.diagnosis import services
from golive.apps.diagnosis.models import ProcessLog
from golive.apps.diagnosis.tests import factories
from tests.arch.samples import sample


def _log(cast):
    """One reading serves all pages of a cast."""
    return ProcessLog.objects.filter(project=cast.project, state="done").first() or factories.read(cast)


@sample(
    "diagnosis:log",
    "diagnosis:map_columns",
    "diagnosis:configure_log",
    "diagnosis:read_again",
    "diagnosis:log_quality",
    "diagnosis:process_map",
    "diagnosis:variants",
    "diagnosis:times",
    "diagnosis:analyses",
    "diagnosis:cases",
    "diagnosis:ask_analysis",
    "diagnosis:save_filter",
    "diagnosis:values",
    "diagnosis:renew_log",
    "diagnosis:follow_source",
    "diagnosis:figures",
)
def log(cast):
    return {"pk": _log(cast).pk}


@sample("diagnosis:case")
def case(cast):
    return {"pk": _log(cast).pk}


@sample("diagnosis:finding", "diagnosis:follow_up", "diagnosis:set_aside", "diagnosis:reopen_finding")
def finding(cast):
    return {"pk": _log(cast).findings.first().pk}


@sample("diagnosis:notes-detail", "diagnosis:notes-comment", "diagnosis:edit_note")
def note(cast):
    row = services.add_note(
        cast.consultant,
        cast.project,
        kind="visit",
        day="2026-11-03",
        department=factories.department(cast),
        with_whom="仓库",
        text="单据堆在桌上",
    )
    return {"pk": row.pk}


@sample(
    "diagnosis:design",
    "diagnosis:edit_design",
    "diagnosis:simulate_design",
    "diagnosis:submit_design",
    "diagnosis:approve_design",
    "diagnosis:return_design",
    "diagnosis:withdraw_design",
)
def design(cast):
    return {"pk": factories.design(cast, _log(cast)).pk}


@sample(
    "diagnosis:evaluation",
    "diagnosis:evaluation-word",
    "diagnosis:evaluation-pdf",
    "diagnosis:compute_evaluation",
    "diagnosis:conclude_evaluation",
    "diagnosis:issue_evaluation",
)
def evaluation(cast):
    given = {"before": _log(cast), "after": _log(cast), "go_live": date(2026, 1, 25), "settling_days": 3, "horizon": 0}
    return {"pk": services.add_evaluation(cast.consultant, cast.project, title="试运行对比", **given).pk}
