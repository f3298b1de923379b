"""Words go through a row and come out in the language of whoever reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.foundation.words import Words

DONE = _("%(job)s is done.")


def through_a_row(words):
    return Words.from_json(words.to_json())


def test_a_lazy_translation_keeps_its_english_whatever_language_is_active():
    with override("zh-hans"):
        kept = through_a_row(Words.of(DONE, job=Words.of(_("Background jobs"))))
    with override("en"):
        assert kept.render() == "Background jobs is done."
    with override("zh-hans"):
        assert kept.render() == "“后台任务”已完成。"


def test_a_name_is_never_translated_nor_formatted():
    with override("zh-hans"):
        for name in ("Background jobs", "100% of %(x)s", "%s", ""):
            assert through_a_row(Words.of(name)).render() == name


def test_facts_that_the_sentence_does_not_use_are_not_kept():
    assert Words.of("100% done", run=7).to_json() == {"msgid": "100% done", "params": {}}
