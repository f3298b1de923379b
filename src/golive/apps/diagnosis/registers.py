"""The list of interviews and site visits."""

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis import queries
from golive.apps.diagnosis.forms import NoteForm
from golive.apps.diagnosis.models import FieldNote
from golive.apps.diagnosis.permissions import may_see
from golive.foundation.registers.declare import Column, Register
from golive.foundation.registers.filters import Choice, Days, Search

NOTES = Register(
    name="notes",
    app="diagnosis",
    model=FieldNote,
    visible=queries.visible_notes,
    permission=may_see,
    label=_("Interviews and visits"),
    one=_("note"),
    columns=[
        Column("day", sort=True, link=True),
        Column("kind"),
        Column("department"),
        Column("with_whom", link=True),
        Column("text", kind="long"),
        Column("log", shown=False),
        Column("finding", shown=False),
        Column("author"),
    ],
    filters=[Search("with_whom", "text"), Choice("kind"), Days("day")],
    order="-day",
    form=NoteForm,
    create="diagnosis.add_note",
    edit="diagnosis.edit_note",
    icon="notes",
    empty=_("No interview or visit has been written down yet."),
)
