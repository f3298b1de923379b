"""Method templates: all of them hold together, a faulty one is refused by name, and a project follows its own."""

import copy
import re
from datetime import date

import pytest
import yaml
from django.urls import reverse

from golive.apps.projects import methods, queries, services
from golive.apps.projects.methods.reading import read
from golive.foundation.accounts.tests.factories import person
from golive.foundation.duties.catalogue import DUTIES, HALF_WIDTH, IDS, PHASES

MIXED = re.compile(r"[A-Za-z0-9][\u4e00-\u9fff]|[\u4e00-\u9fff][A-Za-z0-9]")  # no space between the scripts
RAW = yaml.safe_load((methods.HERE / "lean.yaml").read_text("utf8"))


@pytest.mark.parametrize("key", methods.KEYS)
def test_a_template_has_all_its_parts(key):
    method = methods.load(key)
    assert len(method.phases) >= 4 and len(method.tasks) >= 20
    assert {t.phase for t in method.tasks} == {p.key for p in method.phases}
    assert {d.phase for d in method.deliverables} == {p.key for p in method.phases}
    assert {"S1", "M1", "B2", "I3", "V1", "E1", "A1"} <= set(method.duties) <= set(IDS)
    assert {p.kind for p in method.phases} <= set(PHASES) and method.phases[-1].key == "care"


@pytest.mark.parametrize("key", methods.KEYS)
def test_every_word_is_said_in_both_languages(key):
    m = methods.load(key)
    said = [m.name, m.audience, *(x.name for rows in (m.phases, m.tasks, m.gates, m.deliverables) for x in rows)]
    for words in said:
        assert words.zh.strip() and words.zh != words.en and words.en.isascii()
        assert not MIXED.search(words.zh) and not HALF_WIDTH.search(words.zh), words.zh


def test_every_file_is_offered_and_the_standard_asks_for_everything():
    assert sorted(methods.KEYS) == sorted(p.stem for p in methods.HERE.glob("*.yaml"))
    standard = methods.load("standard")
    assert tuple(standard.duties) == IDS
    assert all(choice.applied(DUTIES[key]) == DUTIES[key] for key, choice in standard.duties.items())
    with pytest.raises(methods.MethodError):
        methods.load("waterfall")


def test_a_small_firm_owes_less_and_less_often():
    lean = methods.load("lean")
    assert len(lean.duties) < 40
    report = lean.duties["M4"].applied(DUTIES["M4"])
    assert [str(t.rule) for t in report.terms] == ["monthly workday -1 18:00"]
    assert methods.load("activate").duties["C4"].applied(DUTIES["C4"]).phases == ("trial",)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("for",), ["小企业,十人", "small"], "full-width"),
        (("go_live",), "G7", "no milestone"),
        (("duties",), [["S1", "Z9"]], "tailored but not chosen"),
        (("duties", 0), ["S1", "S3", "S5", "Z9"], "no duty Z9"),
        (("duties", 0), ["S1", "S5", "S5"], "chosen twice"),
        (("duties", 0), ["S1", "S3", "S5", "C4"], "C4 is owed in no phase"),
        (("tailored", "M4"), {"terms": [{"cadence": "weekly"}]}, "rule that fits"),
        (("tailored", "M4"), {"every": 2}, "cannot be tailored"),
        (("tasks", "requirements", "P1", 4), ["P2"], "in a circle"),
        (("tasks", "requirements", "P1", 4), ["Q7"], r"unknown \['Q7'\]"),
        (("tasks", "requirements", "P1", 3), "Z", "unknown phase or party"),
        (("phases", "moon"), {"name": ["月", "Moon"], "start": 0.1, "end": 0.2}, "neither of the catalogue"),
        (("phases", "moon"), {"name": ["月", "Moon"], "end": 0.2, "part_of": "care"}, "does not come before"),
        (("gates", "trial", "duties"), ["S1", "Q3"], "not chosen"),
        (("deliverables", "moon"), [["表", "Form", "M"]], "Form has an unknown phase"),
    ],
)
def test_a_faulty_template_is_refused(path, value, problem):
    raw = copy.deepcopy(RAW)
    *way, last = path
    target = raw
    for step in way:
        target = target[step]
    target[last] = value
    with pytest.raises(methods.MethodError, match=f"method lean: .*{problem}"):
        read("lean", raw)


@pytest.mark.django_db
@pytest.mark.parametrize("key", methods.KEYS)
def test_a_project_gets_the_phases_of_its_method(cast, key):
    cast.project.method = key
    cast.project.save()
    services.lay_out_phases(cast.pm, cast.project)
    phases = list(cast.project.phases.all())
    assert [p.key for p in phases] == [p.key for p in methods.load(key).phases]
    assert [p.starts_on for p in phases] == sorted(p.starts_on for p in phases)
    assert [p.ends_on for p in phases] == sorted(p.ends_on for p in phases)


@pytest.mark.django_db
def test_parts_of_a_phase_are_one_stretch_for_the_duties(cast):
    cast.project.method = "activate"
    cast.project.save()
    services.lay_out_phases(cast.pm, cast.project)
    prepare, explore = (cast.project.phases.get(key=key) for key in ("prepare", "requirements"))
    services.move_phase(cast.pm, explore, starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 31))
    spans = {s.key: s for s in queries.phase_spans(cast.project)}
    assert set(spans) == {"selection", "requirements", "implementation", "trial", "care"}
    whole = spans["requirements"]
    assert (whole.start, whole.end, whole.name) == (prepare.starts_on, date(2026, 7, 31), "探索")


@pytest.mark.django_db
def test_care_begins_when_the_phase_before_it_is_passed(cast):
    cast.project.method = "lean"
    cast.project.save()
    services.lay_out_phases(cast.pm, cast.project)
    for key in ("requirements", "implementation", "trial"):
        services.pass_phase(cast.sponsor, cast.project.phases.get(key=key))
    cast.project.refresh_from_db()
    assert cast.project.state == "in_care"


@pytest.mark.django_db
def test_the_duties_of_a_project_are_those_of_its_method(cast):
    cast.project.method = "lean"
    chosen = queries.chosen_duties(cast.project)
    assert chosen is not None and "M4" in chosen and "Q3" not in chosen
    cast.project.method = "of our own"
    assert queries.chosen_duties(cast.project) is None


@pytest.mark.django_db
def test_who_starts_a_project_compares_the_methods(cast, client):
    client.force_login(person("张总", cast.project.client))
    page = client.get(reverse("web:create_project")).content.decode()
    for method in methods.available():
        assert method.name.zh in page and method.audience.zh in page
    assert "准备 → 搭建 → 上线 → 运行" in page
