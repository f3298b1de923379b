"""What a change request says about requirements and training, and whom its approval tells."""

import pytest

from golive.apps.control import services as control
from golive.apps.control import weighing
from golive.apps.control.tests.factories import change
from golive.apps.governance import services as governance
from golive.apps.requirements.tests.factories import requirement, signed
from golive.apps.training.tests.factories import course
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


def test_signed_requirements_and_their_courses(cast):
    agreed, draft = signed(cast), requirement(cast, title="另一项")
    course(cast, department=agreed.department)
    row = change(cast, refs=f"{agreed.code}，{draft.code} REQ-999")
    weighed = weighing.weigh(row)
    said = [str(i.text) for i in weighed.impacts]
    assert weighed.needs_sponsor and len(said) == 4
    assert agreed.code in said[0] and draft.code in said[1] and "REQ-999" in said[2] and "0" in said[3]
    light = change(cast, refs=draft.code)
    assert not weighing.weigh(light).needs_sponsor
    control.submit_change(cast.pm, row)
    row.refresh_from_db()
    before = Notification.objects.filter(person=agreed.author).count()
    governance.decide(cast.sponsor, row.decision, choice="A", reason="同意")
    row.refresh_from_db()
    assert row.state == "approved" and Notification.objects.filter(person=agreed.author).count() == before + 2
