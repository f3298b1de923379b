"""Weekly reports written before there were other kinds: the same facts under the names that any period has. What their
evidence code covers is named anew with them, so it is computed anew, from rows that were unchanged until now."""

from datetime import UTC

from django.db import migrations

from golive.engines.evidence.canonical import content_hash


def forwards(apps, schema_editor):
    for report in apps.get_model("reports", "Report").objects.iterator():
        was_sent = _covered(report, {"week": report.period})
        intact = bool(report.content_hash) and report.content_hash == content_hash(was_sent)
        content = dict(report.content)
        content["first"], content["last"] = content.pop("monday", ""), content.pop("sunday", "")
        report.content = {"name": "", "contradictions": [], **content}
        if intact:
            named = {"kind": report.kind, "period": report.period, "remarks": report.remarks}
            report.content_hash = content_hash(_covered(report, named))
        report.save(update_fields=["content", "content_hash"])


def _covered(report, named):
    return {
        "project": report.project_id,
        **named,
        "status": report.status,
        "note": report.note,
        "content": report.content,
        "made_at": report.made_at.astimezone(UTC).isoformat(),
        "sent_at": report.sent_at.astimezone(UTC).isoformat() if report.sent_at else "",
        "sent_by": report.sent_by_id,
    }


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_kinds_and_templates")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
