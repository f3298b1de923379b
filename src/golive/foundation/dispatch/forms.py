from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from golive.foundation.dispatch.models import MailChoice, MailServer, Robot
from golive.foundation.dispatch.registry import TOPICS
from golive.foundation.registers.forms import RecordForm

UNSEEN = {"autocomplete": "off", "spellcheck": "false"}
KEPT = _("Stored encrypted and never shown again. Empty: it stays as it is.")


class RobotForm(RecordForm):
    """Address and secret are empty whenever the form is opened: they are never shown again."""

    address = forms.CharField(label=_("Webhook address"), max_length=500, widget=forms.TextInput(attrs=UNSEEN))
    sign = forms.CharField(
        label=_("Signing secret"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=UNSEEN),
        help_text=_("Only if the robot signs: DingTalk 加签, Feishu 签名校验."),
    )
    unsign = forms.BooleanField(label=_("Sign no more"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("what it gets"),
        choices=lambda: list(TOPICS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what every member of the project may see is said; the rest is behind the link."),
    )

    class Meta:
        model = Robot
        fields = ["name", "kind", "keyword"]
        help_texts = {
            "name": _("The group, as you call it."),
            "keyword": _("One of the robot's keywords, if it has any; messages without it are refused."),
        }

    field_order = ["name", "kind", "address", "sign", "unsign", "keyword", "topics"]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["address"].help_text = _(
            "Copied whole from the group's settings. Stored encrypted and never shown again."
        )
        if instance is None:
            del self.fields["unsign"]
            return
        self.fields["topics"].initial = instance.topics
        self.fields["address"].required = False
        self.fields["address"].help_text = KEPT
        if instance.signs:
            self.fields["sign"].help_text = KEPT
        else:
            del self.fields["unsign"]


class MailServerForm(forms.ModelForm):  # type: ignore[type-arg]
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Many providers want one made for programs (授权码). Stored encrypted and never shown again. Empty: it stays as it is."
        ),
    )
    field_order = ["host", "port", "security", "username", "password", "sender", "sender_name"]

    class Meta:
        model = MailServer
        fields = ["host", "port", "security", "username", "sender", "sender_name"]
        help_texts = {"host": _("For example smtp.exmail.qq.com or smtp.qiye.aliyun.com.")}


class MailChoiceForm(forms.Form):
    wants = forms.ChoiceField(label=_("by mail"), choices=MailChoice.Wants.choices, widget=forms.RadioSelect)
