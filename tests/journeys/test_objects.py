"""The pages that set a migration up, as IT of the example firm sees them: objects, mapping field by field, guarantees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.stage import PROJECT

pytestmark = pytest.mark.browser
HERE = f"/p/{PROJECT}/migration/"


def test_objects_are_chosen_defined_and_mapped(sign_in: Callable[..., Any]) -> None:
    page = sign_in("he.jian")
    page.goto(f"{HERE}objects/choose/")
    assert page.locator("input[name=chosen]").count() == 16, "four of the twenty are there already"
    page.check("#c-accounts")
    page.get_by_role("button", name="建立所选对象").click()
    page.get_by_role("heading", name="会计科目").wait_for()

    page.goto(f"{HERE}objects/define/?like=suppliers")
    page.fill("input[name=title]", "外协单位")
    page.fill("input[name=key]", "outsourcers")
    text = page.input_value("textarea[name=mapping]").replace("to: phone", "to: fone")
    page.fill("textarea[name=mapping]", text)
    page.locator("form.form .btn-primary").click()
    page.locator(".form-errors", has_text="object: my_object").wait_for()
    page.fill("textarea[name=mapping]", text.replace("my_object", "outsourcers"))
    page.locator("form.form .btn-primary").click()
    # What is wrong is named, and what was typed is still there.
    page.locator(".form-errors", has_text="fone").wait_for()
    page.fill("textarea[name=mapping]", text.replace("my_object", "outsourcers").replace("to: fone", "to: phone"))
    page.locator("form.form .btn-primary").click()
    page.get_by_role("heading", name="外协单位").wait_for()

    page.goto(f"{HERE}objects/")
    suppliers = page.locator("h2 a", has_text=re.compile("^供应商$")).get_attribute("href")
    page.goto(f"{suppliers}mapping/fields/")
    phone = page.locator("tr", has_text=re.compile(r"\bphone\b"))
    assert "%" in phone.locator(".tag").first.inner_text() or phone.locator("select").first.input_value()
    phone.locator("select").first.select_option("")
    page.get_by_role("button", name="保存并确认").click()
    page.locator("#difference .t-bad").first.wait_for()
    gone, come = page.locator("#difference .t-bad"), page.locator("#difference .t-ok")
    assert gone.filter(has_text="to: phone").count() == 1 and come.filter(has_text="to: phone").count() == 0

    page.goto(f"{HERE}guarantees/")
    page.get_by_role("heading", name="Tryton 8.0").wait_for()


def test_the_pages_fit_a_telephone(sign_in: Callable[..., Any]) -> None:
    page = sign_in("he.jian", width=390)
    for place in ("objects/choose/", "objects/define/", "guarantees/"):
        page.goto(f"{HERE}{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
