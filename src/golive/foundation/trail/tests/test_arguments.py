"""Arguments that no form and no field names are called in the reader's language."""

from django.utils import translation

from golive.foundation.registers.arguments import NAMES, called


def test_every_name_is_said_in_both_languages():
    with translation.override("zh-hans"):
        assert [name for name in NAMES if called(name).isascii()] == []
    with translation.override("en"):
        assert called("seen_hash") == "Fingerprint of what was seen"
        assert called("never_heard_of") == "Never heard of"
