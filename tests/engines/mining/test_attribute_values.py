"""The values that attributes take, against counting by hand."""

from collections import Counter

from golive.engines.mining.analyse import attribute_values
from golive.engines.mining.analyse import values as module
from tests.engines.mining.plain import load, made_up


def with_attributes(rows):
    return [
        {**row, "Kind": "abc"[n % 3], "Amount": n % 50, "Note": f"note {n}", "case:Plant": f"P{str(row['case'])[-1]}"}
        for n, row in enumerate(rows)
    ]


def test_values_are_counted_by_cases(monkeypatch):
    rows = with_attributes(made_up(4, 400, 5))
    with load(rows) as log:
        found = {v.name: v for v in attribute_values(log)}
        monkeypatch.setattr(module, "LARGE", 10)
        of_events = {v.name: v for v in attribute_values(log)}
    cases = {(row["Kind"], row["case"]) for row in rows}
    assert dict(found["Kind"].values) == Counter(kind for kind, _case in cases) and found["Kind"].of_cases
    assert dict(of_events["Kind"].values) == Counter(row["Kind"] for row in rows) and not of_events["Kind"].of_cases
    plants = Counter(f"P{str(case)[-1]}" for case in {row["case"] for row in rows})
    plant = found.get("Plant") or found["case:Plant"]
    assert dict(plant.values) == plants and [n for _v, n in plant.values] == sorted(plants.values(), reverse=True)
    assert (found["Amount"].number, found["Amount"].low, found["Amount"].high) == (True, 0, 49)
    assert found["Note"].values == () and found["Note"].different > 1_000 and not found["Note"].number
