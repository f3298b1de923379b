"""What the name of an activity or resource gives away, in Chinese and English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from golive.engines.mining.analyse.config import Approval

_REJECT = re.compile(
    r"reject(?:ed|ion|s)?|declin(?:ed?|es)|refus(?:ed?|al|es)|den(?:y|ied|ies)|disapprov\w*|send back|sent back"
    r"|驳回|拒绝|退回|不同意|否决|不通过|打回",
    re.IGNORECASE,
)
_APPROVE = re.compile(
    r"(?:final[ _-]?)?approv(?:ed?|al|es|ing)(?![a-z])|authori[sz](?:ed?|ation|es)|sign(?:ed)?[ -]?off|release[ds]?(?= (?:by|purchase))"
    r"|(?:审批|审核|批准|核准|同意|复核|会签|签批|审定)(?:通过)?",
    re.IGNORECASE,
)
_VERB_FIRST = re.compile(r"\s*(?:approve|authori[sz]e|release|sign)\b", re.IGNORECASE)
_FILLERS = re.compile(r"\bby\b|通过|完成|[_\-–:：()（）]+", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:request(?:ed|s)?|submit\w*|sen[dt]|await\w*|wait\w*|pending|needs?|for)[\s_]*(?:for|to be)?[\s_]*$|(?:提交|送|待|等待|发起|请求)$",
    re.IGNORECASE,
)
_ASKING = re.compile(r"^[\s_]*(?:request|pending|needed|required)|^(?:中|申请)", re.IGNORECASE)
SYSTEM = re.compile(
    r"^(?:system|sys|batch|robot|bot|rpa|auto\w*|job|interface|scheduler|workflow|wf-batch)(?:$|[\W_\d])"
    r"|\b(?:batch|robot|rpa|cron)(?![a-z])|系统|自动|机器人|定时|接口|批处理",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"^(?:none|null|nan|missing|unknown|undefined|n/?a|-|\?|empty|user|staff(?: member)?|employee|anonymous|other|未知|无|空|其他|员工|匿名)$",
    re.IGNORECASE,
)
CHANGE = re.compile(r"\bchange|\bupdate|\bamend|\bmodif|变更|修改|更改|调整", re.IGNORECASE)
RECEIPT = re.compile(r"goods receipt|receive goods|goods received|收货|入库", re.IGNORECASE)
# Attributes that say which case it is, or how it went, rather than what kind of case it is.
IDENTITY = re.compile(
    r"variant|\bindex|creator|case.?id\b|number$|(?:^|[_ :)])id\d?$|duration|throughput|编号|单号|变体", re.IGNORECASE
)
ORDERED = re.compile(
    r"create purchase order|order created|下单|下(?:达)?(?:采购)?订单|(?:创建|建立|录入)(?:采购)?订单|采购订单(?:创建|下达)",
    re.IGNORECASE,
)
INVOICED = re.compile(
    r"vendor creates invoice|receive invoice|invoice received|供应商开票|收到发票|收票", re.IGNORECASE
)
PAY = re.compile(r"payment handled|\bpay(?:ment)?\b|clear invoice|付款|支付|打款", re.IGNORECASE)
_CLAIM = re.compile(r"request|submit|提交|申请|请求", re.IGNORECASE)
SUBMIT = re.compile(r"submit|create (?:purchase|order|request)|提交|申请|制单|创建|下单|发起", re.IGNORECASE)


def verdict(name: str) -> str | None:
    """ "reject", "approve" or None. Asking for an approval is none."""
    if _REJECT.search(name):
        return "reject"
    found = _APPROVE.search(name)
    if found is None or _ASKED.search(name[: found.start()]) or _ASKING.search(name[found.end() :]):
        return None
    return "approve"


def who(name: str) -> tuple[str, str]:
    """(what is decided on, by whom) of an approving or rejecting activity."""
    bare = _APPROVE.sub(" by ", _REJECT.sub(" by ", name))
    bare = re.sub(r"(?: by )(?:\s*by\b)*", " by ", bare)
    subject, _, role = bare.rpartition(" by ") if " by " in bare else ("", "", bare)
    return tuple(" ".join(_FILLERS.sub(" ", part).split()) for part in (subject, role))  # type: ignore[return-value]


def approvals(activities: Iterable[str]) -> tuple[Approval, ...]:
    """Levels of approval: those with an approving activity, rejections found by the same subject and role."""
    approve: dict[tuple[str, str], list[str]] = defaultdict(list)
    reject: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in activities:
        found = verdict(name)
        if found is not None:
            subject, role = who(name)
            (approve if found == "approve" else reject)[(subject, role) if role else (role, subject)].append(name)
    roles = [role for _, role in approve]
    out = []
    for (subject, role), names in approve.items():
        single = roles.count(role) == 1 and role
        title = role if single else " ".join(part for part in (subject, role) if part) or names[0]
        if len(title) < 2 or (" by " not in names[0] and _VERB_FIRST.match(names[0])):
            title = names[0]  # "Release purchase order" names what is released, not who does it
        out.append(Approval(title, tuple(names), tuple(reject.get((subject, role), ()))))
    return tuple(out)


def pays(name: str) -> bool:
    """Whether an activity pays, rather than decides on or asks for a payment."""
    return bool(PAY.search(name)) and verdict(name) is None and not _CLAIM.search(name)
