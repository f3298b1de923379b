"""Component partials: what they show, and when they stop."""

import re

from django.template.loader import render_to_string
from django.utils import timezone, translation

from golive.web.style import sample
from golive.web.tests.places import TEMPLATES


def draw(name: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return render_to_string(f"components/{name}.html", context)


JOB = {"id": 7, "title": "装载", "state": "running", "active": True, "percent": 40, "poll_url": "/jobs/7/row"}


def test_a_running_job_polls_and_a_finished_one_does_not():
    assert 'hx-get="/jobs/7/row" hx-trigger="every 2s" hx-swap="outerHTML"' in draw("job_row", job=JOB)
    finished = draw("job_row", job={**JOB, "active": False, "state": "succeeded", "percent": 100})
    assert "hx-" not in finished and "成功" in finished


def test_a_failed_job_says_what_failed_and_what_was_kept():
    drawn = draw(
        "job_row", job={**JOB, "active": False, "state": "failed", "error": "磁盘已满。", "kept": "前 31 张表已保留。"}
    )
    assert "磁盘已满。" in drawn and "前 31 张表已保留。" in drawn


def test_missing_evidence_is_named_in_words():
    drawn = draw("evidence", evidence=[{"label": "周报", "url": "/f/1"}], missing=["发起人阅签"])
    assert '<a href="/f/1">' in drawn and "缺 发起人阅签" in drawn


def test_unconnected_evidence_says_so():
    assert "证据尚未接入" in draw("evidence", connected=False)
    assert "证据尚未接入" not in draw("evidence", connected=True)


def test_versus_shows_both_only_when_they_differ():
    assert "填报为" in draw("versus", proven="overdue", typed="done")
    assert "填报为" not in draw("versus", proven="done", typed="done")


def test_a_forbidden_action_gives_its_reason_and_no_form():
    drawn = draw("buttons", buttons=[{"label": "放行", "url": "/pass", "post": True, "disabled": "缺 恢复演练记录"}])
    assert "<form" not in drawn and "/pass" not in drawn and "缺 恢复演练记录" in drawn


def test_history_escapes_notes_and_shows_old_and_new():
    entry = {
        "when": timezone.now(),
        "who": "周敏",
        "what": "改",
        "note": "<i>",
        "changes": [{"field": "优先级", "old": "中", "new": "高"}],
    }
    drawn = draw("history", entries=[entry])
    assert "&lt;i&gt;" in drawn and "<del>中</del> → <ins>高</ins>" in drawn


def test_empty_history_is_a_sentence():
    assert "这里还没有任何记录" in draw("history", entries=[])


def test_form_marks_faults_and_ties_them_to_their_field():
    drawn = draw("form", form=sample()["form"])
    assert 'aria-invalid="true"' in drawn
    described = re.findall(r'aria-describedby="([^"]+)"', drawn)
    assert described and all(f'id="{i}"' in drawn for ids in described for i in ids.split())
    assert 'enctype="multipart/form-data"' in drawn


def test_style_page_draws_every_component(rf):
    from golive.web import style

    request = rf.get("/_style")
    page = style.page(request).content.decode()
    used = set()
    for path in (TEMPLATES / "web").glob("style*.html"):
        used |= set(re.findall(r'include "components/(\w+)\.html"', path.read_text("utf8")))
    shell = {"styles", "language", "account_menu", "messages", "field", "fields", "form_buttons"}
    unseen = {p.stem for p in (TEMPLATES / "components").glob("*.html")} - used - shell
    assert not unseen, f"not on the style page: {unseen}"
    assert "{%" not in page and "{{" not in page
