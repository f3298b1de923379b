"""The legacy data in the report, as of the end of the week."""

from __future__ import annotations

from golive.apps.migration.models import DataObject, Finding
from golive.apps.plan.tests.factories import at
from golive.apps.reports.tests.factories import WEEK, figures, report
from golive.foundation import clock


def test_errors_are_counted_as_they_stood(cast):
    customers = DataObject.objects.create(project=cast.project, key="customers")
    for n, (found, settled) in enumerate([("03", None), ("03", "05"), ("04", "10"), ("12", None)]):
        Finding.objects.create(
            data_object=customers,
            rule="tax_number",
            severity="error",
            row_key=str(n),
            column="税号",
            found_at=at(f"2026-03-{found} 10:00"),
            settled_at=at(f"2026-03-{settled} 10:00") if settled else None,
        )
    with clock.at(at("2026-03-13 12:00")):
        old, new = (figures(report(cast, period=w), "data_quality") for w in (WEEK, ""))
    assert old == {"n": 1, "open": 2, "settled": 1}
    assert new == {"n": 1, "open": 2, "settled": 1}


def test_without_data_objects_nothing_is_said(cast):
    assert "data_quality" not in {s["query"] for s in report(cast).content["sentences"]}
