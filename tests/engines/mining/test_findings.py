"""Findings: known answers on a real log, and for each rule a log in which it must fire and one in which it must not."""

from __future__ import annotations

import pytest

from golive.engines.mining.findings import (
    Approval,
    Config,
    ConfigError,
    Kind,
    Owner,
    Pair,
    diagnose,
    propose,
    read_config,
)
from golive.engines.mining.findings.names import verdict, who
from golive.engines.worktime import china_standard
from tests.engines.mining.made_logs import approvals, log_of


@pytest.fixture(scope="module")
def domestic(domestic_log):
    return diagnose(domestic_log), domestic_log


def only(diagnosis, rule, subject=None):
    found = [f for f in diagnosis.findings if f.rule == rule and subject in (None, f.subject)]
    assert len(found) == 1, [(f.rule, f.subject) for f in diagnosis.findings]
    return found[0]


def fired(log, config=None, **given):
    return {f.rule for f in diagnose(log, config, **given).findings}


# -- the published log -------------------------------------------------------------------------------------------------
def test_the_budget_owner_is_a_candidate_for_removal(domestic):
    found = only(domestic[0], "removable_approval", "BUDGET OWNER")
    assert found.figures["decisions"] == 2804 and found.figures["rejected"] == 57
    assert round(found.figures["median_wait_days"], 2) == 0.85
    assert round(100 * found.figures["rejected_share"], 2) == 2.03
    assert round(100 * found.figures["share_of_case_time"], 1) in (4.1, 4.2)
    assert found.kind is Kind.ACT and "取消" in found.action.zh and "removal" in found.action.en
    assert found.interval.low < 0.85 < found.interval.high and found.interval_of == "median_wait_days"


def test_the_supervisor_decides_last_and_is_not_to_be_dropped(domestic):
    found = only(domestic[0], "removable_approval", "SUPERVISOR")
    assert found.figures["decisions"] == 10285
    assert round(found.figures["median_wait_days"], 2) == 0.86
    assert round(100 * found.figures["rejected_share"], 2) == 2.78
    assert round(100 * found.figures["share_of_case_time"], 1) == 17.5
    assert "do not drop" in found.action.en and "不宜整体取消" in found.action.zh


def test_the_administration_keeps_its_value(domestic):
    found = only(domestic[0], "approval_keeps_value", "ADMINISTRATION")
    assert round(100 * found.figures["rejected_share"], 1) == 10.4
    assert found.kind is Kind.KEEP and "保留" in found.text.zh and "keeps its value" in found.text.en
    assert not [f for f in domestic[0].findings if f.rule == "removable_approval" and f.subject == "ADMINISTRATION"]


def test_every_finding_is_complete(domestic):
    diagnosis, log = domestic
    assert len(diagnosis.findings) >= 8
    effects = [f.effect for f in diagnosis.findings if f.kind in (Kind.ACT, Kind.CONTROL)]
    assert effects == sorted(effects, reverse=True)
    for f in diagnosis.findings:
        assert f.n >= 30 and f.text.zh.endswith("。") and f.text.en.endswith((".", "?")), f
        assert f.action.zh and f.action.en and isinstance(f.owner, Owner)
        assert f.evidence.count == log.one(f"SELECT count(*) FROM ({f.evidence.sql})")[0]
        assert f.evidence.keys and "{" not in f.text.zh + f.text.en + f.action.zh + f.action.en
        if f.interval is not None:
            assert f.interval.low <= f.interval.value <= f.interval.high


def test_the_same_seed_gives_the_same_answer(domestic):
    diagnosis, log = domestic
    again = diagnose(log, diagnosis.config)
    assert [(f.text, f.interval) for f in again.findings] == [(f.text, f.interval) for f in diagnosis.findings]


def test_working_time_counts_where_a_calendar_is_given(domestic):
    diagnosis, log = domestic
    worked = diagnose(log, diagnosis.config, china_standard(), rules=["removable_approval"])
    calendar = only(diagnosis, "removable_approval", "BUDGET OWNER")
    found = [f for f in worked.findings if f.subject == "BUDGET OWNER"]
    assert worked.business and found and found[0].days != calendar.days and "个工作日" in found[0].text.zh


# -- rules, one by one -------------------------------------------------------------------------------------------------
def test_a_level_that_waits_long_and_never_rejects():
    found = only(diagnose(log_of(approvals(60, 0))), "removable_approval", "经理")
    assert found.figures["rejected"] == 0 and "驳回是否记录在别处" in found.action.zh
    assert found.days == pytest.approx(60 * 30 / 24)


def test_a_quick_level_and_a_level_that_rejects_do_not_fire():
    assert "removable_approval" not in fired(log_of(approvals(60, 0, wait=1)))
    rejecting = diagnose(log_of(approvals(60, 12)))
    assert only(rejecting, "approval_keeps_value", "经理").kind is Kind.KEEP
    assert "removable_approval" not in {f.rule for f in rejecting.findings}


def test_too_few_cases_say_nothing():
    assert fired(log_of(approvals(20, 0))) == set()


def test_what_a_rejection_costs():
    found = only(diagnose(log_of(approvals(200, 60))), "rejection_loop")
    assert found.figures["extra_days_each"] == pytest.approx(32 / 24, abs=1e-6)
    assert found.figures["first_time_right"] == pytest.approx(0.7) and found.days == pytest.approx(60 * 32 / 24)


def test_stamps_given_without_a_look():
    slow = [[("Ask", 0, f"p{i % 9}"), ("审批通过", 100, "boss")] for i in range(200)]
    quick = [[("Ask", 0, f"p{i % 9}"), ("审批通过", 0.01, "boss")] for i in range(200)]
    # Twenty-five cases wait for one minute in which all are waved through.
    bulk = [[("Ask", 0, f"p{i % 9}"), ("审批通过", 100 - 3 * (i % 25), "boss")] for i in range(200)]
    assert "rubber_stamp" not in fired(log_of(slow, every=3))
    assert "rubber_stamp" in fired(log_of(quick, every=3))
    assert only(diagnose(log_of(bulk, every=3)), "rubber_stamp").figures["in_bursts"] == 200


def test_small_amounts_that_pass_as_many_levels_as_large_ones():
    cases = approvals(200, 0)
    amounts = [10.0 + i for i in range(200)]
    config = Config(approvals=propose(log_of(cases)).approvals, amount="amount")
    assert "approval_chain" in fired(log_of(cases, amount=amounts), config)
    fewer = [c if i >= 50 else [s for s in c if s[0] != "财务审批通过"] for i, c in enumerate(cases)]
    assert "approval_chain" not in fired(log_of(fewer, amount=amounts), config)


def test_the_edge_where_time_passes_and_the_rule_behind_it():
    found = diagnose(log_of([[("a", 0, "x"), ("b", 1, "x"), ("c", 49 + (i % 5), "x")] for i in range(50)]))
    edge = next(f for f in found.findings if f.rule == "bottleneck")
    assert edge.subject == "b → c" and edge.figures["share_of_case_time"] > 0.9
    fixed = diagnose(log_of([[("a", 0, "x"), ("c", 720, "x")] for _ in range(50)]))
    assert "等待规则" in next(f for f in fixed.findings if f.rule == "bottleneck").text.zh


def test_rework_and_what_rightly_repeats():
    cases = [
        [("a", 0, "x"), ("b", 5, "x"), *([("b", 30, "x")] if i % 4 == 0 else []), ("c", 40, "x")] for i in range(160)
    ]
    found = only(diagnose(log_of(cases)), "rework", "b")
    assert found.figures["extra_executions"] == 40 and found.figures["share"] == 0.25
    assert "rework" not in fired(log_of(cases), Config(repeats=("b",)))
    # Nobody knows how long the work took, so it costs what the configuration says that a step takes, not nothing.
    priced = diagnose(log_of(cases), Config(cost_per_hour=60, minutes_per_step=15))
    assert only(priced, "rework", "b").money == pytest.approx(40 * 15)


def test_two_duties_in_one_hand_but_not_of_a_robot():
    config = Config(separate=(Pair("Ask", "Pay"),))
    cases = [[("Ask", 0, f"p{i % 5}"), ("Pay", 9, f"p{i % 5 if i < 40 else (i + 1) % 5}")] for i in range(100)]
    found = only(diagnose(log_of(cases), config), "four_eyes")
    assert found.figures["cases"] == 40 and found.kind is Kind.CONTROL and found.owner is Owner.CONTROL
    robots = [[(a, h, "batch_01") for a, h, _ in steps] for steps in cases]
    assert "four_eyes" not in fired(
        log_of([*robots, *cases[50:]]), Config(separate=config.separate, systems=("batch_01",))
    )


def test_skipped_steps_wrong_order_and_late_changes():
    usual = [("Order", 0, "x"), ("Goods receipt", 20, "x"), ("Invoice", 30, "x"), ("Pay", 40, "x")]
    cases = [list(usual) for _ in range(400)]
    cases[:12] = [[s for s in usual if s[0] != "Goods receipt"] for _ in range(12)]
    cases[20:35] = [
        [("Order", 0, "x"), ("Invoice", 10, "x"), ("Goods receipt", 20, "x"), ("Pay", 40, "x")] for _ in range(15)
    ]
    cases[40:60] = [[*usual[:2], ("Change price", 25, "x"), *usual[2:]] for _ in range(20)]
    config = Config(
        mandatory=("Goods receipt",), ends=("Pay",), order=(Pair("Goods receipt", "Invoice"),),
        late=(Pair("Change price", "Goods receipt"),),
    )  # fmt: skip
    diagnosis = diagnose(log_of(cases), config)
    assert only(diagnosis, "skipped_step").figures["cases"] == 12
    assert only(diagnosis, "wrong_order").figures["cases"] == 15
    assert only(diagnosis, "late_change").figures["cases"] == 20
    proposed = propose(log_of(cases))
    assert "Goods receipt" in proposed.mandatory and proposed.ends == ("Pay",)
    assert Pair("Change price", "Goods receipt") in proposed.late


def test_single_cases_without_a_mandatory_step_are_told_together():
    cases = [[("a", 0, "x"), ("b", 5, "x"), ("c", 9, "x")] for _ in range(100)]
    cases[0] = [("a", 0, "x"), ("c", 9, "x")]
    found = only(diagnose(log_of(cases), Config(mandatory=("a", "b"), ends=("c",))), "skipped_step")
    assert found.figures["cases"] == 1 and found.evidence.keys == ("c00000",)


def test_one_person_on_whom_a_step_depends():
    cases = [[("a", 0, f"p{i % 4}"), ("b", 5, "anna" if i % 10 else "bert")] for i in range(200)]
    found = only(diagnose(log_of(cases)), "key_person", "b")
    assert found.figures["share"] == 0.9 and found.figures["person"] == "anna"


def test_work_that_a_system_could_do():
    cases = [[("a", 0, f"p{i % 4}"), ("b", 5, f"p{i % 3}"), ("c", 6, "SYSTEM")] for i in range(200)]
    assert {f.subject for f in diagnose(log_of(cases)).findings if f.rule == "automation_gap"} == {"a", "b"}
    assert "automation_gap" not in fired(log_of([c[:2] for c in cases]))


def test_what_slow_cases_share():
    cases = [[("a", 0, "x"), ("b", 200 if i % 10 == 0 else 10 + i % 3, "x")] for i in range(1000)]
    site = ["south" if i % 10 == 0 and i % 3 else "north" if i % 2 else "east" for i in range(1000)]
    log = log_of(cases, site=site, noise=[f"v{i // 10 % 5}" for i in range(1000)])
    found = only(diagnose(log), "root_cause")
    assert found.subject == "site = south" and found.figures["lift"] > 5 and found.figures["p_holm"] < 1e-6


def test_queues_grow_by_slower_work_or_by_more_of_it():
    slower = [[("a", 0, "x"), ("b", 24 * (5 + i / 12), "x")] for i in range(900)]
    found = only(diagnose(log_of(slower, every=8)), "queue_growth")
    assert found.kind is Kind.ACT and "进得比办得快" in found.text.zh
    steady = [[("a", 0, "x"), ("b", 24 * 5, "x")] for i in range(900)]
    assert "queue_growth" not in fired(log_of(steady, every=8))


def test_cases_that_stand_still_and_promises_not_kept():
    cases = [[("a", 0, "x"), ("b", 24, "x"), ("c", 50 if i % 4 else 240, "x")] for i in range(400)]
    cases[:40] = [c[:2] for c in cases[:40]]
    diagnosis = diagnose(log_of(cases), Config(ends=("c",), sla_days=5))
    assert only(diagnosis, "stuck_cases", "b").figures["cases"] == 40
    assert only(diagnosis, "service_level").figures["late"] == 90


def test_steps_done_in_runs():
    cases = [[("a", 0, "x"), ("Pay run", (14 * 24 - (i * 6) % (14 * 24)) + 24, "x")] for i in range(700)]
    assert "batching" in fired(log_of(cases, every=6))
    daily = [[("a", 0, "x"), ("Pay run", 48, "x")] for i in range(700)]
    assert "batching" not in fired(log_of(daily, every=6))


def test_payments_made_twice():
    cases = [[("a", 0, "x"), ("付款", 9, "x")] for _ in range(100)]
    refs = [f"r{i}" for i in range(98)] + ["r0", "r1"]
    config = Config(payment="付款", duplicate_by=("ref",))
    assert only(diagnose(log_of(cases, ref=refs), config), "duplicate_payment").figures["cases"] == 4


def test_money_only_with_a_price():
    log = log_of(approvals(60, 0))
    assert all(f.money is None for f in diagnose(log).findings)
    priced = read_config({"cost_per_hour": 120, "minutes_per_step": 15}, propose(log))
    assert only(diagnose(log, priced), "removable_approval", "经理").money == pytest.approx(60 * 15 / 60 * 120)


def test_nothing_out_of_nothing():
    """A regular process without people, approvals or attributes: only where its time passes."""
    assert fired(log_of([[("a", 0, "x"), ("b", 5, "x"), ("c", 9, "x")] for _ in range(300)])) <= {"bottleneck"}


# -- names and configuration -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("采购申请审批", "approve"), ("部门经理审批驳回", "reject"), ("提交审批", None), ("待审批", None),
        ("Request approval", None), ("Declaration FINAL_APPROVED by SUPERVISOR", "approve"), ("财务审批不通过", "reject"),
        ("Declaration REJECTED by PRE_APPROVER", "reject"), ("Release Purchase Order", "approve"), ("退货入库", None),
        ("Request For Payment APPROVED by ADMINISTRATION", "approve"), ("Payment Handled", None),
    ],
)  # fmt: skip
def test_what_a_name_gives_away(name, is_one):
    assert verdict(name) == is_one


def test_who_decides_on_what():
    assert who("Declaration FINAL_APPROVED by SUPERVISOR") == who("Declaration REJECTED by SUPERVISOR")
    assert who("部门经理审批通过") == who("部门经理审批驳回")


def test_a_configuration_survives_being_written():
    log = log_of(approvals(60, 5))
    proposed = propose(log)
    assert read_config(proposed.as_json()) == proposed
    assert [level.name for level in proposed.approvals] == ["经理", "财务"]


@pytest.mark.parametrize(
    ("document", "code", "detail"),
    [
        ({"aprovals": []}, "unknown_key", "aprovals"), ({"order": [["a"]]}, "wrong_value", "order"),
        ({"cost_per_hour": "much"}, "wrong_value", "cost_per_hour"), ({"repeats": "a"}, "wrong_value", "repeats"),
        ({"approvals": [{"approve": ["a"]}]}, "wrong_value", "approvals"), ({"least": -3}, "wrong_value", "least"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_is_refused(document, code, detail):
    with pytest.raises(ConfigError) as refused:
        read_config(document)
    assert (refused.value.code, refused.value.detail) == (code, detail)


def test_robots_and_nobodies_are_recognised():
    burst = [[("a", 0, f"p{i % 6}"), ("b", 30 - i * 0.0001, "nightly")] for i in range(300)]
    proposed = propose(log_of([*burst, *[[("a", 0, "NONE"), ("b", 1, "batch_02")] for _ in range(50)]], every=0.0001))
    assert (
        set(proposed.systems) == {"batch_02"} | ({"nightly"} & set(proposed.systems)) and "nightly" in proposed.systems
    )
    assert proposed.collective == ("NONE",)
    assert read_config({"approvals": [{"name": "x", "approve": "a"}]}).approvals == (Approval("x", ("a",)),)


def test_an_invoice_before_its_order_is_told_however_often_it_happens():
    usual = [("下采购订单", 0, "x"), ("收到发票", 20, "x"), ("付款", 30, "x")]
    late = [("收到发票", 0, "x"), ("下采购订单", 20, "x"), ("付款", 30, "x")]
    found = only(diagnose(log_of([late if i % 5 == 0 else usual for i in range(200)])), "wrong_order")
    assert found.figures["cases"] == 40 and "“收到发票”" in found.text.zh


def test_a_decision_at_night_is_not_quick():
    """No working time passes between evening and midnight, and yet somebody waited."""
    cases = [[("Ask", 12, f"p{i % 5}"), ("审批通过", 15, "boss")] for i in range(60)]
    log = log_of(cases, every=24)
    assert "rubber_stamp" not in fired(log, None, calendar=china_standard())


def test_a_level_named_by_what_is_released():
    assert [a.name for a in propose(log_of([[("Release Purchase Order", 0, "x")]])).approvals] == [
        "Release Purchase Order"
    ]
