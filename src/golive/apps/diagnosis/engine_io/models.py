"""Pictures of processes: discovered, checked, changed, simulated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.engine_io.insights import NOISE, frequent_ways
from golive.apps.diagnosis.engine_io.opening import opened
from golive.apps.diagnosis.engine_io.words import change as change_words
from golive.apps.diagnosis.models import Design, Finding, ProcessLog
from golive.engines.mining.conformance import traces_of
from golive.engines.mining.discovery import discover
from golive.engines.mining.findings.roles import roles_of_activities
from golive.engines.mining.model.bpmn import BpmnError, net_of_bpmn
from golive.engines.mining.model.bpmn_file import bpmn_xml, read_bpmn
from golive.engines.mining.model.bpmn_lanes import with_lanes
from golive.engines.mining.model.bpmn_layout import bpmn_of_tree
from golive.engines.mining.model.net import PetriNet
from golive.engines.mining.simulation import (
    SimulationError,
    calibration_sentence,
    fit,
    read_scenario,
    sentences,
    study,
    taken_away,
)
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused


def discovered_bpmn(log: ProcessLog) -> str:
    """The process as its records show it: the most frequent ways that cover nearly all cases, in lanes by role."""
    with opened(log, [], lazy=True) as found:
        traces, roles = traces_of(found)[0], roles_of_activities(found)
    tree = discover(frequent_ways(traces), NOISE)
    return bpmn_xml(with_lanes(bpmn_of_tree(tree, log.process), roles)).decode()


def check_bpmn(text: str) -> None:
    """Refused where the picture is no process that could run."""
    try:
        net_of_bpmn(read_bpmn(text.encode()))
    except BpmnError as error:
        raise Refused(
            "bpmn_wrong", _("The picture is no process that could run (%(said)s). Nothing was saved."), said=str(error)
        ) from error


def taken_from_picture(design: Design) -> list[str]:
    """The ids of the drawn steps that the scenario takes away: they stay in the picture, struck out."""
    away = taken_away(read_scenario(design.scenario)).away
    return [task.id for task in read_bpmn(design.bpmn.encode()).tasks() if task.name in away]


def proposed_changes(design: Design) -> list[dict[str, Any]]:
    """What the findings of the log suggest: approvals that could be dropped, with their rejections."""
    drawn = {task.name for task in read_bpmn(design.as_is.encode()).tasks()}  # rare steps may not be in the picture
    levels = {level["name"]: level for level in design.log.config.get("approvals", [])}
    rows = design.log.findings.filter(rule="removable_approval").exclude(state=Finding.State.GONE).order_by("rank")
    found = []
    for row in rows:
        level = levels.get(row.figures.get("subject", ""))
        steps = [name for name in level["approve"] if name in drawn] if level else []
        if level and steps:
            one = {"drop": {"steps": steps, "rejections": [name for name in level["reject"] if name in drawn]}}
            found.append({"change": one, "words": change_words(one)})
    return found


def check_scenario(log: ProcessLog, scenario: dict[str, Any]) -> None:
    """Refused where the engine could not understand it."""
    try:
        read_scenario(scenario)
    except SimulationError as error:
        raise _wrong(error) from error


def simulate(design: Design) -> dict[str, Any]:
    """The process as it is and as it shall be through the same weeks; sentences and figures in both languages."""
    try:
        scenario = read_scenario({"cost_per_hour": design.log.config.get("cost_per_hour"), **design.scenario})
        calendar = calendar_of(design.project)
        with opened(design.log, []) as found:
            as_is = fit(found, _net(design.as_is), calendar, design.log.config.get("amount"))
            drawn = None if design.bpmn == design.as_is else fit(found, _net(design.bpmn), calendar).model
            result = study(as_is, scenario, drawn)
    except SimulationError as error:
        raise _wrong(error) from error
    except BpmnError as error:
        raise Refused(
            "bpmn_wrong", _("The picture is no process that could run (%(said)s). Nothing was saved."), said=str(error)
        ) from error
    return {
        "measures": [
            {
                "name": m.name,
                "as_is": m.as_is.value,
                "to_be": m.to_be.value,
                "difference": m.difference.value,
                "low": m.difference.low,
                "high": m.difference.high,
            }
            for m in result.measures
        ],
        "calibration": calibration_sentence(result.calibration)._asdict(),
        "grade": result.calibration.grade,
        "sentences": [t._asdict() for t in sentences(result)],
        "cases": scenario.cases,
        "replications": scenario.replications,
    }


def _net(bpmn: str) -> PetriNet:
    return net_of_bpmn(read_bpmn(bpmn.encode()))


def _wrong(error: SimulationError) -> Refused:
    return Refused(
        "scenario_wrong",
        _("The scenario cannot be understood or simulated (%(said)s). Nothing was changed."),
        said=str(error),
    )
