"""What of the reports leaves the product: a few lines for groups, the PDF for its readers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.reports import queries
from golive.apps.reports.announcing import topic_of
from golive.apps.reports.document import report_document
from golive.apps.reports.models import Report
from golive.apps.reports.period import Kind
from golive.connectors.notify import Enclosure
from golive.foundation.dispatch.registry import Withheld, paper, topic
from golive.foundation.documents.pdf import pdf

for kind in Kind:
    topic(topic_of(kind), kind.label)


@paper("reports.pdf")
def report_pdf(person: Any, pk: int) -> Enclosure:
    """In the reader's language; not for who may no longer read it."""
    report = queries.visible(person).filter(pk=pk, state=Report.State.SENT).first()
    if report is None:
        raise Withheld(_("This person may not see it any more. Nothing was sent."))
    document = report_document(report, person.language)
    return Enclosure(f"{document.title}-{document.number}.pdf", "application/pdf", pdf(document))
