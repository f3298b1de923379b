"""Who was told what: every Wednesday morning the digests go out, and what was escalated gets an answer."""

from __future__ import annotations

from datetime import timedelta

from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.accounts.models import User
from golive.foundation.duties import services as duties
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.telling import telling
from golive.foundation.duties.telling.told import visible_escalations, waiting
from golive.foundation.notify import services as notify

ZONE = "Asia/Shanghai"
ANSWERS = {
    "chen.li": ("已与责任人当面确认，本周内补齐。", "资料还差一份，已约好时间补交。", "协调了人手，下次例会前完成。"),
    "wang.zong": ("请项目经理盯办，按期完成后告知我。", "同意顺延几天，不得再拖。"),
}
PROMISE = timedelta(days=5)
AT_ONCE = 2  # answers a week; the rest waits, as it does


def tell(time: Timeline) -> None:
    for monday in time.story.mondays():
        time.on(monday + 2, "09:00", _digests)
        time.on(monday + 2, "11:20", _answers)


def _digests(world: World) -> None:
    evaluate(world.project)
    telling.tell(projects=[world.project])


def _answers(world: World) -> None:
    """The last week's are still waiting."""
    if world.story.today - clock.today(ZONE) <= timedelta(days=8):
        return
    for username, texts in ANSWERS.items():
        person: User = world.who(username)
        notify.read_all(person, person)
        mine = visible_escalations(person).filter(waiting(), to=person, obligation__project=world.project)
        for escalation in mine[:AT_ONCE]:
            text = texts[escalation.pk % len(texts)]
            duties.answer_escalation(person, escalation, answer=text, promised_for=clock.today(ZONE) + PROMISE)
