"""The states of an obligation. A person never sets one: `rules` computes it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    UPCOMING = "upcoming", _("Upcoming")
    DUE = "due", _("To be done")
    PARTLY = "partly", _("Partly met")
    MET = "met", _("Met")
    MET_LATE = "met_late", _("Met late")
    OVERDUE = "overdue", _("Overdue")
    WAIVED = "waived", _("Waived")
    UNCONNECTED = "unconnected", _("Evidence not connected yet")
    WITHDRAWN = "withdrawn", _("No longer owed")


OPEN = (State.UPCOMING, State.DUE, State.PARTLY, State.OVERDUE)
DONE = (State.MET, State.MET_LATE)
