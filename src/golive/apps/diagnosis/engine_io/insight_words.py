"""The insights of a log as sections of tables, in a manager's words: what it says, how often, the cases behind it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from golive.apps.diagnosis.engine_io.insight_pictures import open_weeks, weekdays
from golive.apps.diagnosis.engine_io.insight_tables import behind, between, number, percent, table
from golive.apps.diagnosis.engine_io.words import NOTHING, figure
from golive.engines.mining.findings.rules_people import DEPENDS


def sections(found: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """[{id, title, lead, tables: [{title, columns, rows: [{cells, ref}], empty}], hours}]"""
    if not found:
        return []
    unit = _("working days") if found["unit"] == "working" else _("days")
    return [
        _approvals(found["approvals"], unit),
        _controls(found["controls"]),
        _people(found["people"], found["cases"]),
        _waiting(found["waiting"], unit),
        _causes(found["causes"], found.get("step_causes", [])),
        _conformance(found["conformance"], lang),
    ]


# -- approvals --------------------------------------------------------------------------------------------------------
def _approvals(found: dict[str, Any], unit: str) -> dict[str, Any]:
    levels = [
        {
            "cells": [
                each["name"],
                number(each["n"]),
                between(each),
                figure(each["median"]),
                figure(each["p90"]),
                percent(each["of_time"]),
                number(each["deciders"]),
                percent(each["quick"]),
            ],
            **behind(each),
        }
        for each in found["levels"]
    ]
    chain = found["chain"]
    lead = _("The configuration of the log says which steps approve and which reject.")
    if chain:
        lead = _("%(n)s cases pass approvals: %(median)s levels at the median, %(most)s at most.") % {
            "n": number(chain["n"]),
            "median": figure(chain["median"]),
            "most": chain["most"],
        }
    tables = [
        table(
            _("Levels of approval"),
            [
                _("Level"),
                _("Decisions"),
                _("Rejected (95 % interval)"),
                _("Median wait (%(unit)s)") % {"unit": unit},
                _("90 % wait less"),
                _("Of all time"),
                _("Deciders"),
                _("Decided at once or in bursts"),
            ],
            levels,
            _("No step of this log is known as an approval. Name them in its configuration."),
        )
    ]
    if found["amount"]:
        tables.append(_bands(found, unit))
    return {"id": "approvals", "title": _("Approvals"), "lead": lead, "tables": tables}


def _bands(found: dict[str, Any], unit: str) -> dict[str, Any]:
    names = list(dict.fromkeys(level["name"] for band in found["bands"] for level in band["by_level"]))
    rows = []
    for band in found["bands"]:
        of = {level["name"]: level for level in band["by_level"]}
        rows.append(
            {
                "cells": [
                    _("up to %(amount)s") % {"amount": f"{band['up_to']:,.0f}"},
                    number(band["n"]),
                    figure(band["levels"]),
                    figure(band["median"]),
                    percent(band["rejected"]),
                    *(_rejects(of.get(name)) for name in names),
                ],
                **behind(band),
            }
        )
    columns = [
        _("Quarter of the cases by “%(amount)s”") % {"amount": found["amount"]},
        _("Cases with approvals"),
        _("Levels, mean"),
        _("Median duration (%(unit)s)") % {"unit": unit},
        _("Ever rejected"),
        *(_("Rejected by %(name)s") % {"name": name} for name in names),
    ]
    own = {0, *range(len(columns) - len(names), len(columns))}
    return table(_("By amount"), columns, rows, _("No amount could be read as a number."), own=own)


def _rejects(level: dict[str, Any] | None) -> str:
    if not level:
        return NOTHING
    return _("%(share)s of %(n)s") % {"share": percent(level["rejected"] / level["n"]), "n": number(level["n"])}


# -- controls ---------------------------------------------------------------------------------------------------------
def _controls(found: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [
        {
            "cells": [_rule(each), number(each["n"]), between(each), _people_names(each["people"])],
            "tones": {2: "bad"},
            **behind(each),
        }
        for each in sorted(found, key=lambda each: -each["share"])
        if each["cases"]
    ]
    kept = [each for each in found if not each["cases"]]
    return {
        "id": "controls",
        "title": _("Controls"),
        "lead": _("Rules that the configuration of the log names. Users that are systems count for nobody."),
        "tables": [
            table(
                _("Rules and the cases that break them"),
                [_("Rule"), _("Cases it applies to"), _("Broken (95 % interval)"), _("By whom most")],
                rows,
                _("All rules are kept.") if found else _("No rule is named in the configuration of this log."),
            )
        ],
        "folded": _("%(n)s rules that every case keeps") % {"n": len(kept)} if kept else "",
        "kept": [f"{_rule(each)} (n = {each['n']:,})" for each in kept],
    }


def _rule(each: dict[str, Any]) -> str:
    given = {"a": each["first"], "b": each["second"]}
    if each["kind"] == "four_eyes":
        return _("“%(a)s” and “%(b)s” not by the same person") % given
    if each["kind"] == "skipped":
        return _("No finished case without “%(a)s”") % given
    if each["kind"] == "wrong_order":
        return _("“%(a)s” before “%(b)s”") % given
    return _("No “%(a)s” any more after “%(b)s”") % given


def _people_names(people: list[list[Any]]) -> str:
    return "、".join(f"{name} ({n:,})" for name, n in people) or NOTHING


# -- people -----------------------------------------------------------------------------------------------------------
def _people(found: dict[str, Any], cases: int) -> dict[str, Any]:
    doers = _doers(found["doers"])
    pairs = [
        {"cells": [f"{each['first']} ⇄ {each['second']}", number(each["n"])], "cases": each["cases"]}
        for each in found["pairs"]
    ]
    steps = [
        {"cells": [f"{each['first']} ⇄ {each['second']}", number(each["n"])], **behind(each)}
        for each in found["steps_back"]
    ]
    back = found["back"]
    lead = _("In %(cases)s of %(n)s cases work goes to another person and comes back.") % {
        "cases": number(back["cases"]),
        "n": number(cases),
    }
    between = [_("Between"), _("Times")]
    nobody = _("The log does not say who did what.")
    return {
        "id": "people",
        "title": _("People"),
        "lead": lead,
        "ref": back["ref"],
        "tables": [
            table(
                _("Who does which step"),
                [_("Activity"), _("Times"), _("By systems"), _("People"), _("Most by"), _("Of what people do")],
                doers,
                nobody,
            ),
            table(
                _("Back and forth between people"), between, pairs, _("Work never comes back to the one who gave it.")
            ),
            table(_("Back and forth between steps"), between, steps, _("No step is gone back to at once.")),
        ],
    }


def _doers(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                each["activity"],
                number(each["n"]),
                percent(each["by_systems"] / each["n"]),
                number(each["people"]),
                each["top"] or NOTHING,
                percent(each["share"]) if each["top"] else NOTHING,
            ],
            "tones": {5: "bad"} if each["share"] > DEPENDS and each["by_people"] >= 50 else {},
            **behind(each),
        }
        for each in found
    ]


# -- waiting ----------------------------------------------------------------------------------------------------------
def _waiting(found: dict[str, Any], unit: str) -> dict[str, Any]:
    before, batches = _before(found["before"]), _batches(found["batches"])
    outside = found["outside"]
    lead = _("The ten per cent of a step that waited longest are the cases behind it.")
    return {
        "id": "waiting",
        "title": _("Waiting, queues and hours"),
        "lead": lead,
        "tables": [
            table(
                _("What work waits for"),
                [
                    _("Before"),
                    _("Times"),
                    _("Median wait (%(unit)s)") % {"unit": unit},
                    _("90 % wait less"),
                    _("Of all time"),
                ],
                before,
                _("Nothing waits."),
            ),
            table(
                _("Done in runs"),
                [
                    _("Activity"),
                    _("Times"),
                    _("Days on which it is done"),
                    _("Saved up"),
                    _("Median wait (%(unit)s)") % {"unit": unit},
                ],
                batches,
                _("No step is saved up and done at once."),
            ),
        ],
        "open": open_weeks(found["open"]),
        "hours": weekdays(found["hours"]),
        "outside": _("%(share)s of what people do lies outside of working time.") % {"share": percent(outside)}
        if outside is not None
        else "",
    }


def _before(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                each["activity"],
                number(each["n"]),
                figure(each["median"]),
                figure(each["p90"]),
                percent(each["of_time"]),
            ],
            **behind(each),
        }
        for each in found
    ]


def _batches(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                each["activity"],
                number(each["n"]),
                _("%(days)s, while work comes on %(arrive)s") % {"days": each["days"], "arrive": each["arrive"]},
                _("%(n)s on the busiest %(days)s") % {"n": number(each["top"]), "days": each["top_days"]},
                figure(each["median"]),
            ],
            **behind(each),
        }
        for each in found
    ]


# -- causes -----------------------------------------------------------------------------------------------------------
def _causes(found: list[dict[str, Any]], steps: list[dict[str, Any]]) -> dict[str, Any]:
    heads = [
        _("Cases"),
        _("Of them slow (95 % interval)"),
        _("As often as on average"),
        _("p, corrected"),
    ]
    return {
        "id": "causes",
        "title": _("What slow cases have in common"),
        "lead": _(
            "Slow is the slowest tenth. What stands here goes with it; whether it is the cause, people must say."
        ),
        "tables": [
            table(
                _("Attributes that are commoner among slow cases"),
                [_("Attribute"), *heads],
                [_cause(f"{each['attribute']} = {each['value']}", each) for each in found],
                _("No attribute is proven to be commoner among slow cases."),
            ),
            table(
                _("Steps that are commoner among slow cases"),
                [_("Step"), *heads],
                [_cause(_step_said(each), each) for each in steps],
                _("No step is proven to be commoner among slow cases."),
            ),
        ],
    }


def _step_said(each: dict[str, Any]) -> str:
    said = _("“%(step)s” more than once") if each["again"] else _("“%(step)s” occurs")
    return said % {"step": each["activity"]}


def _cause(title: str, each: dict[str, Any]) -> dict[str, Any]:
    cells = [
        title,
        number(each["n"]),
        between(each),
        _("%(lift)s times") % {"lift": f"{each['lift']:.1f}"},
        f"{each['p']:.1e}",
    ]
    return {"cells": cells, **behind(each)}


# -- conformance ------------------------------------------------------------------------------------------------------
def _conformance(found: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    tables = []
    for each in found:
        name = each["model"] or _("the usual way, discovered from this log")
        if each.get("dead_end"):
            tables.append(
                table(
                    name, [_("Deviation")], [], _("No case can pass this picture from begin to end: a way is blocked.")
                )
            )
            continue
        rows = [
            {
                "cells": [
                    d["text"][lang],
                    number(d["times"]),
                    f"{d['days']:+,.0f}" if d["days"] else NOTHING,
                    f"{d['fen'] / 100:,.0f}" if d["fen"] else NOTHING,
                ],
                **behind(d),
            }
            for d in each["deviations"]
        ]
        shown = table(
            _("Held against: %(model)s") % {"model": name},
            [_("Deviation"), _("Times"), _("Days more in all"), _("Money (¥)")],
            rows,
            _("Every case that was aligned follows it."),
        )
        shown["lead"] = _(
            "%(perfect)s of %(n)s cases follow it exactly; fitness %(fitness)s. Not compared, because too long or too "
            "hard: %(rest)s."
        ) % {
            "perfect": percent(each["perfect"]),
            "n": number(each["n"]),
            "fitness": NOTHING if each["fitness"] is None else f"{each['fitness']:.3f}",
            "rest": percent(each["not_aligned"]),
        }
        tables.append(shown)
    return {
        "id": "conformance",
        "title": _("Conformance"),
        "lead": _(
            "Optimal alignments of every way that cases took. Days more: median of the cases concerned against cases that follow the picture, times their number."
        ),
        "tables": tables,
    }
