"""The page /_style (developers only): every component with sample data, to look at after a change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from golive.foundation import clock
from golive.web.statuses import STATUSES

SAMPLES = Path(__file__).with_name("style.yaml")


class SampleForm(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话说清要做什么", max_length=80)
    owner = forms.ChoiceField(label="负责人", choices=[("1", "陈立"), ("2", "周敏")])
    due = forms.DateField(label="期限", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="结论", choices=[("fit", "满足"), ("gap", "差异")], widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="附件", required=False)
    notify = forms.BooleanField(label="通知对方", required=False)


class SampleFilter(forms.Form):
    q = forms.CharField(label="关键字", required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("overdue", "逾期")], required=False)
    owner = forms.ChoiceField(label="负责人", choices=[("", "全部"), ("1", "陈立")], required=False)


def _dated(value: Any) -> Any:
    """Sample data with every hours_ago turned into a moment."""
    if isinstance(value, dict):
        dated = {key: _dated(item) for key, item in value.items()}
        if "hours_ago" in dated:
            dated["when"] = clock.now() - dt.timedelta(hours=dated.pop("hours_ago"))
        return dated
    return [_dated(item) for item in value] if isinstance(value, list) else value


def sample() -> dict[str, Any]:
    data = _dated(yaml.safe_load(SAMPLES.read_text("utf8")))
    form = SampleForm({"title": "", "owner": "1"})
    return {**data, "form": form, "filter_form": SampleFilter(), "amount": Decimal(620_000), "codes": list(STATUSES)}


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/style.html", sample())
