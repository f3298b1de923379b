"""Falling data quality becomes a proposal for the register of risks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from golive.apps.control.signals import proposals
from golive.apps.migration.models import QualityScore
from golive.apps.migration.tests import factories
from golive.foundation import clock

pytestmark = pytest.mark.django_db


def scored(cast, data_object, back, score, origin="extract"):
    moment = clock.now() - timedelta(days=back)
    QualityScore.objects.create(
        data_object=data_object,
        origin=origin,
        day=moment.date(),
        at=moment,
        by=cast.it,
        rows=100,
        wrong=5,
        score=Decimal(score),
    )


def test_only_the_newest_step_down_of_one_origin_counts(cast):
    row = next(iter(factories.objects(cast).values()))
    scored(cast, row, 30, "0.90")
    scored(cast, row, 20, "0.95")
    scored(cast, row, 10, "0.80", origin="erp")  # another origin is another measure
    assert proposals(cast.project) == []
    scored(cast, row, 5, "0.945")  # less than a hundredth
    assert proposals(cast.project) == []
    scored(cast, row, 1, "0.90")
    (found,) = proposals(cast.project)
    assert found.category == "data" and found.key == f"quality:{row.pk}"
