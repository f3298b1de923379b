"""Everything weighed, decisions kept, values that stay recorded, labels that choose the threshold."""

import pytest

from golive.apps.migration import services
from golive.apps.migration.checking import renew_proposals
from golive.apps.migration.engine_io import matching
from golive.apps.migration.models import PairLabel
from golive.foundation.errors import Refused

from .factories import checked, fresh, work
from .test_pages import page


def test_what_stays_is_chosen_by_rule_and_by_hand_and_comes_back(cast):
    customers = checked(cast)["customers"]
    cluster = customers.clusters.get()
    assert set(cluster.keys) == {"KH001", "KH003"}
    services.set_survivor_rules(cast.pm, customers, rules={"khmc": "longest", "dz": "survivor"})
    services.decide_duplicates(
        cast.pm,
        fresh(cast)["customers"],
        clusters=[cluster.pk],
        verdict="merged",
        survivor="KH001",
        chosen={"dz": "KH003"},
    )
    work()
    made = {c.column: (c.keys, c.after) for c in fresh(cast)["customers"].corrections.filter(undone_at=None)}
    assert made["khmc"] == (["KH001"], "　苏州恒泰机械有限责任公司") and made["dz"] == (["KH001"], "苏州市长江路2号")
    cluster.refresh_from_db()
    assert cluster.values["dz"] == "苏州市长江路2号"
    services.decide_duplicates(cast.pm, fresh(cast)["customers"], clusters=[cluster.pk], verdict="open")
    work()
    assert not fresh(cast)["customers"].corrections.filter(undone_at=None).exists()


@pytest.fixture
def weighed(cast, monkeypatch):
    """Proposals as the search leaves them, without its seconds of estimating: the search has tests of its own."""
    customers = checked(cast)["customers"]

    def find(data_object, threshold, told):
        return matching.Found([], {"file": "", "threshold": threshold or 0.95, "pairs": 9, "columns": ["khmc"]})

    monkeypatch.setattr("golive.apps.migration.jobs.matching.find", find)
    monkeypatch.setattr(matching, "probability_of", lambda data_object, a, b: {"KH001": 0.9, "KH002": 0.4}.get(a))
    services.find_duplicates(cast.pm, customers)
    work()
    return fresh(cast)["customers"]


def test_labels_choose_the_threshold(cast, weighed):
    with pytest.raises(Refused, match="too_few_labels"):
        services.choose_threshold(cast.pm, weighed)
    with pytest.raises(Refused, match="no_such_pair"):
        services.label_pair(cast.pm, weighed, a="KH005", b="KH004", drawn="random", same=True)
    services.label_pair(cast.pm, weighed, a="KH001", b="KH003", drawn="random", same=True)
    services.label_pair(cast.pm, weighed, a="KH002", b="KH004", drawn="random", same=False)
    assert PairLabel.objects.count() == 2
    services.choose_threshold(cast.pm, weighed)
    work()
    assert fresh(cast)["customers"].matching["threshold"] == 0.9
    with pytest.raises(Refused, match="precision_not_shown"):
        services.choose_threshold(cast.pm, weighed, least_precision=0.99)


def test_a_proposal_by_key_learns_how_sure_it_is(cast):
    customers = checked(cast)["customers"]
    cluster = customers.clusters.get()
    proposal = {
        "keys": cluster.keys, "survivor": "KH003", "reasons": [], "why": [{"column": "khmc"}], "probability": 0.97,
        "chained": False, "fingerprint": cluster.fingerprint,
    }  # fmt: skip
    renew_proposals(customers, [proposal])
    cluster.refresh_from_db()
    assert (cluster.probability, cluster.survivor, cluster.why) == (0.97, "KH003", [{"column": "khmc"}])


def test_the_pages_show_pairs_and_reasons(client, cast, monkeypatch):
    customers = checked(cast)["customers"]
    text = page(client, cast.pm, "duplicates", cast.project, pk=customers.pk).content.decode()
    assert 'name="field:dz"' in text
    assert page(client, cast.pm, "labels", cast.project, pk=customers.pk).status_code == 200


@pytest.mark.slow
def test_the_search_itself_on_a_thousand_firms(cast):
    """With Splink: proposals carry a probability and reasons, pairs can be labelled."""
    customers = checked(cast)["customers"]
    services.find_duplicates(cast.pm, customers)
    work()
    after = fresh(cast)["customers"]
    assert after.matching["clusters"] >= 1 and after.clusters.exclude(probability=None).exists()
