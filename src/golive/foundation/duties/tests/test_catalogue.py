"""All 80 duties, readable in both languages, and a wrong row is refused by name."""

import pytest
from django.utils.translation import override

from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import DUTIES, IDS, CatalogueError, read


def row(**changes):
    text = {"zh": "标题", "en": "Title"}
    made = {"id": "M1", "title": text, "how": text, "evidence": text, "action": text, "phases": ["trial"]}
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
        ({"terms": [{"cadence": "sometimes"}]}, "unknown or repeated"),
        ({"title": {"zh": "标题", "en": ""}}, "both languages"),
        ({"how": {"zh": "先这样,再那样", "en": "x"}}, "half-width"),
        ({"escalation": []}, "escalation path"),
    ],
)
def test_a_wrong_row_is_refused_and_named(changes, problem):
    with pytest.raises(CatalogueError, match=f"M1.*{problem}"):
        read(row(**changes))


def test_a_right_row_is_read():
    assert read(row()).terms[0].is_state
