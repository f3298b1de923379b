"""All 80 duties, readable in both languages, and a wrong row is refused by name."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.translation import override

from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import DUTIES, IDS, VERSION, CatalogueError, check_apart, read

HANDBOOK = Path(__file__).parents[5] / "docs" / "handbook"


def row(**changes):
    text = {"zh": "标题", "en": "Title"}
    made = {"id": "M1", "title": text, "how": text, "why": text, "evidence": text, "action": text, "workload": 4}
    made |= {"phases": ["trial"], "raci": {"R": ["M", "T"], "C": [], "I": ["S"]}}
    made |= {"handbook": {"zh": "team.md#您的职责", "en": "team.md#your-duties"}}
    return {**made, "terms": [{"cadence": "once"}], **changes}


def test_the_catalogue_is_the_mission_s_list():
    assert len(IDS) == 80
    assert tuple(DUTIES) == IDS
    assert (DUTIES["S1"].party, DUTIES["X3"].party, DUTIES["X1"].party) == ("S", "S", "M")
    assert {d.id for d in DUTIES.values() if d.by_department} == {"B1", "B2", "B3", "B4", "B5", "B7", "B8", "E1", "E2"}


@pytest.mark.parametrize("duty_id", IDS)
def test_every_cadence_can_be_said_in_both_languages(duty_id):
    with override("en"):
        english = explain.cadence_of(DUTIES[duty_id])
    with override("zh-hans"):
        chinese = explain.cadence_of(DUTIES[duty_id])
    assert english.isascii()
    assert not chinese.isascii()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"party": "Z"}, "unknown party"),
        ({"phases": ["moon"]}, "unknown phase"),
        ({"terms": [{"cadence": "weekly"}]}, "fits its cadence"),
        ({"terms": [{"cadence": "weekly", "due": "monthly workday 5 18:00"}]}, "fits its cadence"),
        ({"terms": [{"cadence": "event", "due": "weekly fri 18:00"}]}, "fits its cadence"),
        ({"terms": [{"cadence": "sometimes"}]}, "unknown cadence"),
        ({"title": {"zh": "标题", "en": ""}}, "both languages"),
        ({"how": {"zh": "先这样,再那样", "en": "x"}}, "half-width"),
        ({"escalation": []}, "escalation path"),
        ({"why": {"zh": "没有人负责(谁都不管)", "en": "x"}}, "half-width"),
        ({"raci": {"R": ["M"], "C": ["Z"], "I": []}}, "unknown party in raci"),
        ({"raci": {"R": ["M"], "C": ["M"], "I": []}}, "one letter"),
        ({"raci": {"R": [], "C": ["M"], "I": []}}, "somebody is responsible"),
        ({"workload": 0}, "effort"),
        ({"handbook": {"zh": "team.md", "en": "team.md"}}, "handbook"),
    ],
)
def test_a_wrong_row_is_refused_and_named(changes, problem):
    with pytest.raises(CatalogueError, match=f"M1.*{problem}"):
        read(row(**changes))


def test_a_right_row_is_read():
    assert read(row()).terms[0].is_state


@pytest.mark.parametrize("field", ["why", "raci", "workload", "handbook"])
def test_no_field_may_be_left_out(field):
    with pytest.raises(CatalogueError, match=field):
        read({name: value for name, value in row().items() if name != field})


def test_what_must_be_apart_is_so_from_both_sides():
    assert "I8" in DUTIES["B7"].apart and "B7" in DUTIES["I8"].apart
    assert {"Q3", "M13", "B7", "I1", "B2"} == set(DUTIES["V1"].apart)
    one_sided = {**DUTIES, "B7": replace(DUTIES["B7"], apart=("V1",))}
    with pytest.raises(CatalogueError, match="B7: must be apart from I8"):
        check_apart(one_sided)
    with pytest.raises(CatalogueError, match="I5: apart from I5"):
        check_apart({**DUTIES, "I5": replace(DUTIES["I5"], apart=("I5",))})


def test_who_performs_a_duty_is_who_really_does_it():
    assert {i: DUTIES[i].raci["R"] for i in ("S5", "M4", "B2", "V1")} == {
        "S5": ("S",),
        "M4": ("M",),
        "B2": ("B",),
        "V1": ("V",),
    }
    assert {"B", "E", "T"} == set(DUTIES["B3"].raci["R"]) == set(DUTIES["E1"].raci["R"])
    assert {"I", "V", "B"} <= set(DUTIES["I3"].raci["R"])


def test_every_why_is_its_own_sentence():
    for language in ("zh", "en"):
        said = [getattr(d.why, language) for d in DUTIES.values()]
        assert len(set(said)) == 80
        assert all(text.endswith("。" if language == "zh" else ".") for text in said)
    assert not [
        d.id for d in DUTIES.values() if re.search(r"[a-z0-9][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z0-9]", d.why.zh, re.I)
    ]


def test_every_duty_leads_to_a_section_of_the_handbook():
    for folder, language in (("zh-CN", "zh"), ("en", "en")):
        for address in {getattr(d.handbook, language) for d in DUTIES.values()}:
            page, _, section = address.partition("#")
            heads = re.findall(r"^#+ (.+)$", (HANDBOOK / folder / page).read_text("utf8"), re.M)
            assert section in [h.lower().replace(" ", "-") for h in heads], f"{folder}/{address}"


def test_the_version_is_a_year_and_a_month():
    assert re.fullmatch(r"20\d\d\.(0[1-9]|1[0-2])", VERSION)
