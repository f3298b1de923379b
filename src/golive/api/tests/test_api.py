import pytest
from django.test import Client

from golive.apps.plan.models import Task
from golive.apps.requirements.tests import factories

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def caller(person, **options):
    client = Client(**options)
    client.force_login(person, BACKEND)
    return client


def at(cast, tail):
    return f"/api/v1/projects/{cast.project.code}/{tail}"


def test_me_and_my_projects(cast):
    api = caller(cast.business)
    assert api.get("/api/v1/me").json()["username"] == cast.business.username
    (project,) = api.get("/api/v1/projects").json()
    assert (project["code"], project["parties"]) == (cast.project.code, ["B"])


def test_nobody_gets_in_unsigned(client, cast):
    for tail in ("duties/mine", "duties", "requirements", "gates", "plan/tasks"):
        answer = client.get(at(cast, tail))
        assert (answer.status_code, answer.json()["problem"]) == (401, "signed_out")
    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/openapi.json").status_code == 401


def test_the_description_names_every_operation(cast):
    paths = caller(cast.vendor).get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/projects/{project}/requirements/{pk}/sign" in paths
    parameters = paths["/api/v1/projects/{project}/plan/tasks"]["get"]["parameters"]
    assert {p["name"]: p["schema"]["type"] for p in parameters} == {
        "project": "string",
        "after": "integer",
        "limit": "integer",
    }


def test_a_foreign_or_unknown_project_is_not_there(cast):
    answer = caller(cast.stranger).get(at(cast, "requirements"))
    assert (answer.status_code, answer.json()["problem"]) == (404, "not_found")
    assert caller(cast.pm).get("/api/v1/projects/nowhere/gates").status_code == 404
    assert caller(cast.pm).get("/api/v1/nowhere").json() == {"problem": 404}


def test_requirements_a_page_by_key(cast):
    made = [factories.in_review(cast).pk for _n in range(3)]
    api = caller(cast.vendor)
    first = api.get(at(cast, "requirements"), {"limit": 2}).json()
    second = api.get(at(cast, "requirements"), {"limit": 2, "after": first["next"]}).json()
    assert [r["id"] for r in first["items"]] == made[:2] and first["next"] == made[1]
    assert [r["id"] for r in second["items"]] == made[2:] and second["next"] is None
    assert api.get(at(cast, "requirements"), {"limit": 5000}).status_code == 422


def test_signing_signs_what_was_read(cast):
    row = factories.in_review(cast)
    api = caller(cast.business)
    (read,) = api.get(at(cast, "requirements")).json()["items"]
    sign = at(cast, f"requirements/{row.pk}/sign")
    for unread in ({"seen_hash": "0" * 64}, {"seen_hash": ""}, {}, None):
        refused = api.post(sign, unread, content_type="application/json")
        assert refused.status_code == 409 and set(refused.json()) == {"problem", "message"}
    assert factories.state(row).status == "in_review"
    done = api.post(sign, {"seen_hash": read["content_hash"]}, content_type="application/json")
    assert (done.status_code, done.json()["status"]) == (200, "signed")


def test_only_the_department_signs(cast):
    row = factories.in_review(cast)
    body = {"seen_hash": row.content_hash}
    answer = caller(cast.vendor).post(at(cast, f"requirements/{row.pk}/sign"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["problem"]) == (403, "forbidden")
    assert factories.state(row).status == "in_review"


def test_a_write_needs_the_token_against_forged_requests(cast):
    row = factories.in_review(cast)
    api = caller(cast.business, enforce_csrf_checks=True)
    body = {"seen_hash": row.content_hash}
    forged = api.post(at(cast, f"requirements/{row.pk}/sign"), body, content_type="application/json")
    assert forged.status_code == 403 and factories.state(row).status == "in_review"
    api.get("/inbox/")  # a page hands out the token
    token = api.cookies["csrftoken"].value
    headers = {"X-CSRFToken": token}
    done = api.post(at(cast, f"requirements/{row.pk}/sign"), body, content_type="application/json", headers=headers)
    assert done.status_code == 200


def test_duties(cast):
    api = caller(cast.business)
    matrix = {row["duty"]: row for row in api.get(at(cast, "duties")).json()}
    assert len(matrix) > 70 and matrix["B2"]["party"] == "B"
    mine = api.get(at(cast, "duties/mine")).json()
    assert mine and all(line["duty"][0] in "BX" for line in mine)


def test_gates(cast):
    from golive.apps.projects.services import lay_out_phases

    lay_out_phases(cast.pm, cast.project)
    gates = caller(cast.vendor).get(at(cast, "gates")).json()
    assert gates and any(g["criteria"] for g in gates)
    assert {g["state"] for g in gates} <= {"planned", "shut", "open_gate", "passed"}


def test_tasks(cast):
    Task.objects.create(project=cast.project, number=1, position=1, name="准备环境", owner=cast.it)
    (task,) = caller(cast.vendor).get(at(cast, "plan/tasks")).json()["items"]
    assert (task["name"], task["owner"], task["predecessors"]) == ("准备环境", str(cast.it), [])
