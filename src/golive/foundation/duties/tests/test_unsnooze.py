"""duties.unsnooze: reminders go on with the next slot; that they were quiet stays on record."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation, Snooze
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_reminded_again_at_the_next_slot(cast, prove):
    prove("M3")
    with clock.at(local("2026-03-02 10:00")):
        evaluate(cast.project)
        row = Obligation.objects.get(duty_id="M3", key="2026-W10")
        services.snooze(cast.pm, row, until=date(2026, 3, 6))
    with clock.at(local("2026-03-04 10:00")):
        evaluate(cast.project)
        assert tell() == []
        with pytest.raises(PermissionDenied):
            services.unsnooze(cast.sponsor, row)
        services.unsnooze(cast.pm, row)
        with pytest.raises(Refused):
            services.unsnooze(cast.pm, row)
    assert len(tell(local("2026-03-04 17:30"))) == 1
    assert Snooze.objects.get().until == local("2026-03-04 10:00")
