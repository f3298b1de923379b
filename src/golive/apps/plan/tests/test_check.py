"""The plan check: fourteen points, each with its tasks, in the reader's language."""

import pytest

from golive.apps.plan.engine_io.check import check
from golive.apps.plan.tests.factories import approve, at, small_plan, task
from golive.foundation import clock

pytestmark = pytest.mark.django_db


def test_each_point_names_the_tasks_behind_it(cast):
    with clock.at(at("2026-03-02 11:00")):
        small_plan(cast)
        loose = task(cast, "无人等", days=60)
        approve(cast)
        found, judged = check(cast.project)
    assert len(judged) == 14 and found.failed >= 2
    by_code = {str(j.point.code): j for j in judged}
    assert loose in by_code["logic"].tasks and by_code["high_duration"].tasks == [loose]
    assert by_code["resources"].tasks == [loose]  # nobody does it
    assert by_code["invalid_dates"].tasks == []  # the rest of today lies ahead


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "缺少逻辑关系"), ("en", "Missing logic")])
def test_the_page(cast, client, language, words):
    small_plan(cast)
    cast.vendor.language = language
    cast.vendor.save()
    client.force_login(cast.vendor)
    page = client.get(f"/p/{cast.project.code}/plan/check/").content.decode()
    assert words in page and "甲" in page
