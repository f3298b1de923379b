"""Files that the commands of `golive mine` read beside the log: configurations, calendars, models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from golive.cli import Refused
from golive.cli.words import N_, _
from golive.engines.mining.model.bpmn import BpmnError, net_of_bpmn
from golive.engines.mining.model.bpmn_file import read_bpmn
from golive.engines.mining.model.net import PetriNet
from golive.engines.mining.model.pnml import PnmlError, read_pnml
from golive.engines.worktime import Calendar, always_on, china_standard, day_table, hours

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BPMN_REFUSALS = {
    "not_bpmn": N_("%(file)s is no BPMN 2.0 model (%(detail)s). Save it as BPMN from your editor."),
    "no_process": N_("%(file)s holds no process."),
    "broken_flow": N_("%(file)s: the flow %(detail)s joins nothing. Open it in your editor and join it."),
    "no_start": N_("%(file)s: the process has no begin. Add a start event."),
    "no_end": N_("%(file)s: the process has no end. Add an end event."),
    "too_many_ways": N_("%(file)s: the inclusive gateway %(detail)s has more than six ways. Use several gateways."),
}


def calendar_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--calendar",
        metavar="C",
        help=_(
            "Count working time: china, or a YAML file (tz, hours: 09:00-12:00 13:00-18:00, weekend, holidays: CN,"
            " free: [dates]). Without it, time counts around the clock."
        ),
    )(command)


def document(path: Path) -> Any:
    """YAML or JSON, which YAML contains."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(
            _("%(file)s cannot be read as YAML or JSON: %(detail)s") % {"file": path.name, "detail": error}
        ) from error


def calendar(given: str | None) -> Calendar | None:
    if given is None:
        return None
    if given in ("china", "CN"):
        return china_standard()
    if given == "always":
        return always_on()
    path = Path(given)
    if not path.is_file():
        raise click.BadParameter(_("There is no calendar %(name)s: give china or a file.") % {"name": given})
    told = document(path)
    try:
        worked, weekend = hours(str(told["hours"])), hours(str(told.get("weekend", "") or ""))
        tz, region = str(told.get("tz", "Asia/Shanghai")), told.get("holidays")
        days = {"days": day_table(str(region))} if region else {}
        made = Calendar(str(told.get("name", path.stem)), tz, (worked,) * 5 + (weekend,) * 2, **days)
        _zone = made.zone
        free = [d if isinstance(d, date) else date.fromisoformat(str(d)) for d in told.get("free", ())]
        return made.with_leave(free)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            _("The calendar %(file)s is not understood: %(detail)s") % {"file": path.name, "detail": error}
        ) from error


def net(path: Path, activities: frozenset[str] = frozenset()) -> PetriNet:
    """A model from BPMN or PNML, the content decides."""
    text = path.read_bytes()
    if b"<pnml" in text[:2000]:
        try:
            return read_pnml(text)
        except (PnmlError, ValueError) as error:
            raise Refused(
                _("%(file)s is no readable PNML: %(detail)s") % {"file": path.name, "detail": error}
            ) from error
    try:
        model = read_bpmn(text)
        for name in model.ignored:
            click.echo(_("Left out of the model, since nothing joins it: %(name)s") % {"name": name}, err=True)
        return net_of_bpmn(model, activities)
    except BpmnError as error:
        told = BPMN_REFUSALS.get(error.code, N_("%(file)s cannot be used: %(detail)s"))
        raise Refused(_(told) % {"file": path.name, "detail": error.detail}) from error
