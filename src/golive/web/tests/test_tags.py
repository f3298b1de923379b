"""The tags and filters of {% load golive %}."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateDoesNotExist
from django.test import RequestFactory
from django.utils import translation

from golive.web.statuses import STATUSES
from golive.web.style import SampleForm
from golive.web.tests.places import STATIC, TEMPLATES


def draw(source: str, /, **context: object) -> str:
    with translation.override("zh-hans"):
        return Template("{% load golive %}" + source).render(Context(context)).strip()


def test_status_says_its_word_and_has_its_colour():
    assert draw('{% status "overdue" %}') == '<span class="st st-bad">逾期</span>'
    assert draw('{% status "overdue" text %}', text="逾期 2 天") == '<span class="st st-bad">逾期 2 天</span>'


def test_status_escapes_what_people_typed():
    assert "&lt;b&gt;" in draw('{% status "overdue" text %}', text="<b>")


def test_unknown_status_shows_itself():
    assert draw("{% status code %}", code="odd") == '<span class="st st-idle">odd</span>'
    assert "未知" in draw("{% status nothing %}")


def test_every_tone_has_a_colour_and_every_icon_is_in_the_sprite():
    css = (STATIC / "golive" / "components.css").read_text("utf8")
    sprite = (STATIC / "vendor" / "icons.svg").read_text("utf8")
    for code, known in STATUSES.items():
        assert known.tone == "idle" or f".st-{known.tone} " in css, code
        assert not known.icon or f'id="{known.icon}"' in sprite, code


def test_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in draw('{% icon "flag" %}')
    assert 'role="img" aria-label="里程碑"' in draw('{% icon "flag" "里程碑" %}')
    assert draw('{% icon "flag" %}').endswith('vendor/icons.svg#flag"></use></svg>')


def test_icons_named_in_templates_are_in_the_sprite():
    have = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "icons.svg").read_text("utf8")))
    used = set()
    for path in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r'{%\s*icon\s+"([\w-]+)"', path.read_text("utf8")))
    assert used and used <= have, used - have


@pytest.mark.parametrize(("percent", "width"), [(62, "62.0"), (None, "0.0"), (140, "100.0"), (-3, "0.0")])
def test_bar_stays_inside_itself(percent, width):
    assert f'<rect width="{width}"' in draw("{% bar percent %}", percent=percent)


def test_query_changes_one_parameter_and_keeps_the_others():
    request = RequestFactory().get("/?q=接口&page=3&sort=due")
    assert draw('{% query sort="id" page="" %}', request=request) == "?q=%E6%8E%A5%E5%8F%A3&amp;sort=id"


def test_filters_reach_the_formats():
    assert draw('{{ sum|money:"short" }} {{ share|percent }}', sum=Decimal("186000"), share=0.5) == "¥18.6 万 50%"
    assert draw("{{ nothing|money }}{{ nothing|day }}{{ nothing|local }}{{ nothing|percent }}") == "————"


def test_fields_are_laid_out_by_kind():
    form = SampleForm()
    kinds = {name: draw("{{ field|kind }}", field=form[name]) for name in ("title", "kind", "file", "notify", "owner")}
    assert kinds == {"title": "input", "kind": "choices", "file": "file", "notify": "check", "owner": "input"}


def test_watermark_cannot_break_out_of_its_attribute():
    drawn = draw("{% watermark text %}", text="\"'><script>")
    assert drawn.count("<") == 2 and "script>" not in drawn


def test_missing_template_is_an_error():
    with pytest.raises(TemplateDoesNotExist):
        draw('{% include "components/none.html" %}')
