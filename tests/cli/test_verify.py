"""`golive verify`: 0 for what holds, 1 with the reason for what does not."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from golive.cli import main
from golive.engines.evidence.canonical import content_hash
from golive.engines.evidence.seal import key_fingerprint
from tests.engines.evidence.test_evidence import chain
from tests.engines.migration.test_certificate import KEY, issued


@pytest.fixture
def verify(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(document, *options):
        Path("file.json").write_text(json.dumps(document), encoding="utf-8")
        return CliRunner().invoke(main, ["verify", "file.json", *options])

    return call


def test_a_good_certificate(verify):
    answer = verify(issued())
    assert answer.exit_code == 0
    assert "5 source rows" in answer.stdout
    assert key_fingerprint(KEY) in answer.stdout
    document = json.loads(verify(issued(), "--json", "--fingerprint", key_fingerprint(KEY)).stdout)
    assert document == {
        "format": "golive-migration-certificate", "valid": True, "problems": [], "balanced": True,
        "fingerprint": key_fingerprint(KEY),
    }  # fmt: skip


def test_a_forged_certificate(verify):
    forged = issued()
    forged["objects"][0]["source"]["rows"] = 6
    answer = verify(forged)
    assert answer.exit_code == 1
    assert "the source had 6 rows, 5 are accounted for" in answer.stderr
    assert "changed after it was issued" in answer.stderr
    assert json.loads(verify(forged, "--json").stdout)["valid"] is False


def test_another_key_and_another_chain(verify):
    assert "another key" in verify(issued(), "--fingerprint", "00").stderr
    Path("before.json").write_text(json.dumps(issued()), encoding="utf-8")
    assert verify(issued(previous=issued()["content_hash"]), "--previous", "before.json").exit_code == 0
    assert verify(issued(previous="ff"), "--previous", "before.json").exit_code == 1


def test_audit_chains(verify):
    assert verify(chain()).exit_code == 0
    forged = chain()
    forged["entries"][1]["actor_name"] = "someone else"
    answer = verify(forged)
    assert (answer.exit_code, "entry 8 was changed" in answer.stderr) == (1, True)


@pytest.mark.parametrize("document", [[], "x", {}, {"format": "other"}])
def test_other_files_are_refused(verify, document):
    assert verify(document).exit_code == 1


def test_decisions_with_the_chain_that_sealed_them(verify):
    """A chain whose one line seals one decision, made by the engine's own hash."""
    facts = {"number": 1, "choice": "A", "known": {"effects": {}}}
    entry = {
        "chain": "project:1", "seq": 1, "at": "2026-03-02T01:00:00.000000+00:00", "actor_name": "wang",
        "action": "governance.decide", "subject": "governance.decision:1", "subject_label": "D-001",
        "detail": {"evidence_code": content_hash(facts)}, "prev_hash": "",
    }  # fmt: skip
    audit = {"format": "golive-audit", "version": 1, "entries": [{**entry, "hash": content_hash(entry)}]}
    document = {"format": "golive-decisions", "decisions": [{"code": "D-001", "facts": facts}], "audit": audit}
    answer = verify(document)
    assert (answer.exit_code, "1 decisions are what was decided then" in answer.stdout) == (0, True)
    document["decisions"][0]["facts"] = {**facts, "choice": "B"}
    answer = verify(document)
    assert (answer.exit_code, "D-001 is not what was sealed" in answer.stderr) == (1, True)
    assert verify({**document, "decisions": ["x"]}).exit_code == 1
