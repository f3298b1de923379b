"""How many requirements were signed, as of the end of the period."""

from __future__ import annotations

from typing import Any

from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.apps.requirements import queries
from golive.apps.requirements.registers import REQUIREMENTS
from golive.foundation.words import words


@sentence("requirements", section="requirements", order=10, open=True)
def signed(project: Any, period: Period) -> list[Sentence]:
    """Signed is what carries a name, given by then, under the text as it read by then."""
    rows = [r for r in queries.counting(project) if r.created_at <= period.until]
    url = REQUIREMENTS.url("", project)
    if not rows:
        return [Sentence(words("No requirement has been written down yet."), url)]
    names, versions = queries.names(project), queries.versions(project)
    waiting, news = [], []
    for r in rows:
        texts = [v for v in versions.get(r.pk, []) if v.at <= period.until]
        read = texts[-1].content_hash if texts else r.content_hash
        given = [s for s in names.get((r.pk, read), []) if s.at <= period.until]
        if not given:
            waiting.append(r)
        elif period.has(given[0].at):
            news.append(r)
    n = len(rows) - len(waiting)
    text = words(
        "%(n)s of %(all)s requirements are signed, %(new)s of them %(this)s.",
        n=n,
        all=len(rows),
        new=len(news),
        this=period.said.this,
    )
    links = [Row(str(r), REQUIREMENTS.url("detail", project, r.pk)) for r in waiting]
    figure = (words("Requirements signed"), f"{n} / {len(rows)}")
    said = [Sentence(text, url, [], "" if waiting else "ok", figure)]
    if waiting:
        said.append(Sentence(words("Requirements not signed: %(n)s.", n=len(waiting)), url, links))
    return said
