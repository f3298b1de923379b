"""Every page shows itself to those who may see it; rows are for the client's people and the vendor only."""

import pytest
from django.urls import reverse

from golive.apps.migration import services
from golive.apps.migration.models import Finding

from .erp_double import ErpDouble
from .factories import certified, checked, loading_into, work

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def page(client, user, name, project, **kwargs):
    client.force_login(user, BACKEND)
    return client.get(reverse(f"migration:{name}", kwargs={"project": project.code, **kwargs}))


def test_the_way_of_an_object_is_shown(client, cast):
    found = checked(cast)
    services.profile(cast.pm, found["products"])
    work()
    assert "PCS" in page(client, cast.pm, "object", cast.project, pk=found["products"].pk).content.decode()
    url = reverse("migration:worklist", kwargs={"project": cast.project.code, "pk": found["products"].pk})
    text = client.get(url, {"rule": "unit.known"}).content.decode()
    assert 'value="件"' in text, "what to write instead of PCS is offered"
    text = page(client, cast.pm, "duplicates", cast.project, pk=found["customers"].pk).content.decode()
    assert "KH003" in text and "苏州恒泰机械有限责任公司" in text
    assert page(client, cast.pm, "sources", cast.project).status_code == 200
    assert page(client, cast.pm, "counts", cast.project).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("name", ["object", "worklist", "duplicates", "corrections"])
def test_consultants_see_how_it_stands_and_no_rows(client, cast, name):
    customers = checked(cast)["customers"]
    assert page(client, cast.consultant, "objects", cast.project).status_code == 200
    assert page(client, cast.consultant, name, cast.project, pk=customers.pk).status_code == 403
    assert page(client, cast.vendor, name, cast.project, pk=customers.pk).status_code == 200
    assert page(client, cast.stranger, name, cast.project, pk=customers.pk).status_code == 404


def test_statement_and_certificate(client, cast):
    erp = ErpDouble()
    certificate = certified(cast, erp)
    with loading_into(erp):
        text = page(client, cast.consultant, "cycle", cast.project, pk=certificate.cycle.pk).content.decode()
        assert certificate.content_hash in text
        statement = certificate.cycle.reconciliations.get(data_object__key="products")
        text = page(client, cast.consultant, "statement", cast.project, pk=statement.pk).content.decode()
    assert "4418.5" in text and "R002" in text
    assert client.get(certificate.json_file.get_absolute_url()).status_code == 200


def test_a_value_is_corrected_from_the_page(client, cast):
    products = checked(cast)["products"]
    client.force_login(cast.pm, BACKEND)
    url = reverse("migration:correct", kwargs={"project": cast.project.code, "pk": products.pk})
    data = {"rule": "unit.known", "before": "PCS", "group": "raw", "after": "件"}
    assert client.post(url, data).status_code == 302
    assert not Finding.objects.filter(rule="unit.known", state="open").exists()
    client.force_login(cast.vendor, BACKEND)
    assert client.post(url, data).status_code == 403
