import pytest

from golive.apps.selection import services
from golive.apps.selection.duties import short_list_is_assessed
from golive.apps.selection.tests import factories
from golive.foundation.duties.registry import EVIDENCE

pytestmark = pytest.mark.django_db


def test_every_short_listed_product_is_assessed_by_it(cast):
    assert EVIDENCE["I1"] is short_list_is_assessed
    assert [str(m.text) for m in short_list_is_assessed(cast.project).missing] == ["一次有入围产品的选型"]
    row = factories.ready(cast)
    one, two, three = row.candidates.order_by("code")
    services.drop_candidate(cast.pm, three, reason="太贵")
    factories.assessment(cast, one)
    found = short_list_is_assessed(cast.project)
    assert [(str(f.label), f.who_id) for f in found.facts] == [("SEL-01 中 K-01 已评估", cast.it.pk)]
    assert [str(m.text) for m in found.missing] == ["SEL-01 中 K-02 的技术评估"]
    factories.assessment(cast, two)
    assert not short_list_is_assessed(cast.project).missing
    services.give_up(cast.pm, row, reason="改用自研")
    assert not short_list_is_assessed(cast.project).facts
