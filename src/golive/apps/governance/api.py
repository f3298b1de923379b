"""Gates in the API, measured now."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from golive.apps.governance import queries
from golive.apps.governance.queries import CriterionState, GateState
from golive.foundation.operations import InProject
from golive.foundation.pages import reads

router = Router()


class CriterionOut(Schema):
    code: str
    label: str
    met: bool
    value: str
    waived: bool


class GateOut(Schema):
    phase: str
    name: str
    state: str  # planned, shut, open_gate, passed
    criteria: list[CriterionOut]


@router.get("gates", url_name="gates", response=list[GateOut])
@reads("governance.gates")
def gates(request: HttpRequest, project: InProject) -> list[dict[str, Any]]:
    """Every gate with what is asked at it."""
    return [_gate(g) for g in queries.gates(project)]


def _gate(gate: GateState) -> dict[str, Any]:
    criteria = [_criterion(c) for c in gate.criteria]
    return {"phase": gate.phase.key, "name": str(gate.phase.name), "state": gate.code, "criteria": criteria}


def _criterion(state: CriterionState) -> dict[str, Any]:
    return {
        "code": state.criterion.code,
        "label": str(state.criterion.label),
        "met": state.measured.ok,
        "value": str(state.measured.value),
        "waived": state.waiver is not None,
    }
