"""`golive verify FILE`: a migration certificate, an audit chain or decisions with it, checked off line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from golive.cli import CONTEXT, Refused
from golive.cli.verify_words import problem_words
from golive.cli.words import _
from golive.engines.evidence.chain import AUDIT_FORMAT, Problem, verify_audit
from golive.engines.evidence.decisions import FORMAT as DECISIONS_FORMAT
from golive.engines.evidence.decisions import verify_decisions
from golive.engines.migration.certificate import FORMAT
from golive.engines.migration.verify import verify as verify_certificate

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 20


@click.command(
    help=_(
        "Check a migration certificate, an exported audit chain, or decisions with what was known, again: hashes, chain, seal, arithmetic, key sets."
    ),
    context_settings=CONTEXT,
)
@click.argument("file", type=FILE)
@click.option("--fingerprint", help=_("Fingerprint of the key that must have sealed it, learnt from its owner."))
@click.option("--previous", type=FILE, help=_("The certificate before it, to check the link between them."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def verify(file: Path, fingerprint: str | None, previous: Path | None, as_json: bool) -> None:
    document = read(file)
    problems = check(document, fingerprint, read(previous) if previous else None)
    if as_json:
        click.echo(json.dumps(answer(document, problems), ensure_ascii=False))
    elif not problems:
        click.echo(good_words(document, fingerprint))
    if problems:
        lines = [problem_words(problem) for problem in problems[:SHOWN]]
        if len(problems) > SHOWN:
            lines.append(_("… and %(more)s more.") % {"more": len(problems) - SHOWN})
        raise Refused("\n".join([_("%(file)s does not hold:") % {"file": file.name}, *lines]))


def read(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refused(_("%(file)s is not JSON. Ask for it again.") % {"file": file.name}) from error
    if not isinstance(document, dict):
        raise Refused(_("%(file)s is neither a certificate nor an audit chain.") % {"file": file.name})
    return document


def check(document: dict[str, Any], fingerprint: str | None, previous: dict[str, Any] | None) -> list[Problem]:
    if document.get("format") == FORMAT:
        return verify_certificate(document, fingerprint, previous)
    if document.get("format") == AUDIT_FORMAT:
        return verify_audit(document)
    if document.get("format") == DECISIONS_FORMAT:
        return verify_decisions(document)
    raise Refused(_("This is neither a migration certificate nor an audit chain of GoLive."))


def answer(document: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    listed = [{"code": each.code, "where": each.where, "params": dict(each.params)} for each in problems]
    found = {"format": document["format"], "valid": not problems, "problems": listed}
    if document["format"] == FORMAT and not problems:
        found |= {"balanced": document["balanced"], "fingerprint": document["seal"]["fingerprint"]}
    return found


def good_words(document: dict[str, Any], fingerprint: str | None) -> str:
    if document["format"] == AUDIT_FORMAT:
        text = _("The audit chain holds: %(entries)s entries, none changed, none missing.")
        return text % {"entries": len(document["entries"])}
    if document["format"] == DECISIONS_FORMAT:
        text = _("%(decisions)s decisions are what was decided then; the audit chain of %(entries)s entries holds.")
        return text % {"decisions": len(document["decisions"]), "entries": len(document["audit"]["entries"])}
    rows = sum(each["source"]["rows"] for each in document["objects"])
    lines = [_("The certificate holds: %(rows)s source rows, every one accounted for.") % {"rows": rows}]
    if not document["balanced"]:
        lines.append(_("It certifies a migration that is NOT balanced: it lists open rows or differences."))
    guarantees = {
        "atomic_key": _("The target keeps record and key in one transaction: exactly once."),
        "external_id_upsert": _("The target keeps an external id: a repeated write finds the record again."),
        "none": _("The target keeps no keys: exactly once cannot be claimed."),
    }
    lines.append(guarantees.get(document["target"]["guarantee"], ""))
    if fingerprint is None:
        text = _("Sealed with the key %(fingerprint)s. Compare it with the one its owner names, or give --fingerprint.")
        lines.append(text % {"fingerprint": document["seal"]["fingerprint"]})
    return "\n".join(line for line in lines if line)
