"""The operator's commands: what they refuse, what they keep, what they answer."""

from __future__ import annotations

import json
import re
import sys
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from golive.cli import main, serving
from golive.cli.children import Children, answers
from golive.connectors.tryton.place import free_port
from golive.foundation.accounts.models import User
from golive.foundation.audit.services import entries_of


@pytest.fixture
def golive(tmp_path, monkeypatch, settings):
    """Run `golive …` in this process, on the test's database and a folder of its own."""
    settings.DATA = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    monkeypatch.setenv("GOLIVE_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("GOLIVE_BACKUP_KEY_FILE", str(tmp_path / "backup.key"))
    return lambda *arguments, **more: CliRunner().invoke(main, list(arguments), **more)


@pytest.mark.django_db
def test_check_says_what_is_wrong_and_how_to_mend_it(golive):
    answer = golive("check", "--json")
    found = {f["subject"]: f for f in json.loads(answer.stdout)["findings"]}
    assert answer.exit_code == 1
    assert len(found) == 7
    backup = next(f for f in found.values() if "golive backup" in f["mend"])
    assert backup["state"] == "wrong"


@pytest.mark.django_db
def test_setup_makes_one_administrator_and_writes_it_down(golive):
    first = golive("setup", "--username", "boss", "--password-stdin", input="correct horse battery\n")
    again = golive("setup", "--username", "other", "--password-stdin", input="correct horse battery\n")
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["boss"]
    line = entries_of(None).get(action="accounts.add_administrator")
    assert "correct horse" not in json.dumps(line.detail)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["--username", "boss", "--password-stdin"]])
def test_setup_makes_nobody_without_a_name_or_with_a_weak_password(golive, arguments):
    answer = golive("setup", *arguments, input="12345\n")
    assert answer.exit_code == 1
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.django_db
def test_an_export_of_an_unknown_project_names_the_known_ones(golive, cast):
    answer = golive("audit", "export", "nowhere")
    assert answer.exit_code == 1
    assert cast.project.code in answer.stderr


@pytest.mark.django_db
def test_an_exported_trail_verifies_off_line(golive, cast, tmp_path):
    from golive.engines.evidence.chain import verify_audit
    from golive.foundation.accounts.services import end_membership

    end_membership(cast.pm, cast.project.memberships.get(person=cast.qa))
    out = tmp_path / "trail.json"
    assert golive("audit", "export", cast.project.code, "--out", str(out)).exit_code == 0
    document = json.loads(out.read_text("utf8"))
    assert len(document["entries"]) == 1 and verify_audit(document) == []


def test_fresh_moves_the_old_data_aside_and_loses_nothing(tmp_path):
    data = tmp_path / "golive-data"
    for text in ("first", "second"):
        data.mkdir()
        (data / "kept").write_text(text)
        serving.move_aside(data)
    assert not data.exists()
    assert [(tmp_path / f"golive-data.old-{n}" / "kept").read_text() for n in (1, 2)] == ["first", "second"]
    assert serving.move_aside(data) is None


def test_a_demo_that_was_interrupted_while_filling_begins_again(tmp_path, monkeypatch, db):
    def breaks_off(report):
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "fill_of_demo", lambda: breaks_off)
    with pytest.raises(KeyboardInterrupt):
        serving.fill_once(tmp_path)
    assert serving.unfinished(tmp_path).exists()


def test_a_taken_port_is_refused_before_anything_is_touched(golive, tmp_path, monkeypatch):
    monkeypatch.setenv("GOLIVE_DATA", str(tmp_path / "untouched"))
    monkeypatch.setattr(serving, "port_is_free", lambda port: False)
    answer = golive("demo", "--port", "8000", "--fresh")
    assert answer.exit_code == 1 and "8001" in answer.stderr
    assert not (tmp_path / "untouched").exists()


def styles_carry_their_hash(address):
    """After an upgrade no browser may go on with the old ones: a new text has a new name, kept for good."""
    page = urlopen(f"{address}/account/login/").read().decode()
    sheets = re.findall(r'href="(/static/golive/\w+\.[0-9a-f]{12}\.css)"', page)
    assert sheets and "/static/golive/base.css" not in page
    with urlopen(address + sheets[0]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.slow
def test_a_child_that_ends_is_named_and_the_others_are_stopped(monkeypatch, tmp_path):
    monkeypatch.setenv("GOLIVE_DATA", str(tmp_path))
    port, stopped = free_port(), []
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with Children(on_stop=lambda: stopped.append(True)) as children:
        children.start("web", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1")
        assert children.wait_until(lambda: answers(f"http://127.0.0.1:{port}/account/login/"), 60)
        styles_carry_their_hash(f"http://127.0.0.1:{port}")
        children.start("short", "--version")
        assert children.watch() == "short"
    assert stopped == [True]
    assert not answers(f"http://127.0.0.1:{port}/account/login/")


if sys.platform == "win32":
    pytestmark = pytest.mark.skip(reason="gunicorn needs POSIX")
