"""No planted secret is found by whom it does not concern: HTML, JSON, Excel, Word, PDF, messages, audit trail, API."""

import pytest

from golive.foundation.documents import pdf
from golive.foundation.duties.evaluate import evaluate
from tests.secrets.walker import PEOPLE, PLANTS, Secret, load_plants, walk

load_plants()
pytestmark = pytest.mark.django_db
OUTSIDE = ("vendor", "consultant", "team", "user", "care")
NEAR = ("selection", "governance", "plan", "team", "reports", "audit", "notify", "web")  # where such rows turn up again


@pytest.fixture
def secrets(cast) -> list[Secret]:
    found = [secret for plant in PLANTS for secret in plant(cast)]
    evaluate(cast.project)
    return found


@pytest.fixture(autouse=True)
def printed_as_words(monkeypatch):
    """A PDF shows what it was to be printed from."""
    monkeypatch.setattr(pdf.typst, "compile", lambda *_a, sys_inputs, **_k: sys_inputs["data"].encode())


def unseen(found, secrets, who):
    """Whoever may see it does find it: the walk is not blind."""
    seen = {what for what, _who in found.seen}
    return [s.what for s in secrets if who in s.may_see and s.what not in seen]


@pytest.mark.slow
def test_the_vendor_finds_nothing_near(cast, secrets):
    found = walk(cast, secrets, apps=("selection", "audit", "notify", "web"), people=["vendor"])
    assert [str(leak) for leak in found.leaks] == []
    assert found.answers > 100


@pytest.mark.slow
@pytest.mark.parametrize("who", OUTSIDE)
def test_outsiders_find_nothing_on_any_page(cast, secrets, who):
    found = walk(cast, secrets, people=[who])
    assert sorted({str(leak) for leak in found.leaks}) == []
    assert found.read > 20
    assert unseen(found, secrets, who) == []


@pytest.mark.slow
@pytest.mark.parametrize("who", [p for p in PEOPLE if p not in OUTSIDE])
def test_insiders_find_what_concerns_them_and_no_more(cast, secrets, who):
    """Envelopes and scores are sealed for the committee as well."""
    found = walk(cast, secrets, apps=NEAR, people=[who])
    assert sorted({str(leak) for leak in found.leaks}) == []
    assert unseen(found, secrets, who) == []


@pytest.mark.slow
def test_a_leak_is_found(cast, secrets):
    """Break it once: what the project manager may know is held to be secret from him."""
    mine = [Secret(s.what, s.mark, s.may_see - {"pm"}, s.also, s.pages) for s in secrets if "pm" in s.may_see]
    found = walk(cast, mine, apps=("selection",), people=["pm"])
    assert {leak.what for leak in found.leaks} >= {
        "an opened bid",
        "a sealed bid",
        "why",
        "terms of a rival's contract",
    }
