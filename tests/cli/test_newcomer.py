"""From an empty database to the first project: `golive setup`, sign in, add people, start."""

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from golive.cli.product import setup
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Organisation, Party, Project

pytestmark = pytest.mark.django_db
PASSWORD = "a good first password"


def test_from_setup_to_the_first_project(monkeypatch):
    made = CliRunner().invoke(setup, ["--username", "root", "--password-stdin"], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    browser = Client()
    assert browser.post(reverse("account_login"), {"login": "root", "password": PASSWORD}).status_code == 302

    home = browser.get("/")
    assert home.context["first_steps"]["url"] == reverse("accounts:organisations")
    assert "系统已就绪" in home.content.decode()
    browser.post(reverse("accounts:add_organisation"), {"name": "华东精工", "kind": "client"})
    company = Organisation.objects.get()
    answer = browser.post(
        reverse("accounts:add_person"),
        {"display_name": "王芳", "username": "wang.fang", "organisation": company.pk, "language": "zh-hans"},
    )
    password = answer.context["password"]

    form = browser.get(reverse("web:create_project")).context["form"]
    values = {
        "name": "ERP 项目",
        "code": "erp",
        "client": company.pk,
        "method": form.fields["method"].choices[0][0],
        "start_date": "2026-11-02",
        "go_live_date": "2027-07-01",
    }
    started = browser.post(reverse("web:create_project"), values)
    project = Project.objects.get()
    assert started.headers["Location"] == reverse("projects:people", kwargs={"project": "erp"})
    assert [p.username for p in access.people_as(project, Party.PM)] == ["root"]

    newcomer = Client()
    newcomer.post(reverse("account_login"), {"login": "wang.fang", "password": password})
    own = {"oldpassword": password, "password1": "ihr eigenes Wort 7", "password2": "ihr eigenes Wort 7"}
    newcomer.post(reverse("account_change_password"), own)
    home = newcomer.get("/")
    assert "您尚未加入任何项目" in home.content.decode() and home.context["first_steps"] is None
