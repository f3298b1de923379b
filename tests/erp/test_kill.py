"""The server or the loader dies at any moment; after another start nothing is lost and nothing is there twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from golive.connectors.protocol import Unavailable, key_prefix
from golive.connectors.tryton import client as client_module
from golive.connectors.tryton import lifecycle, server
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.target import TrytonTarget
from tests.erp import rows

pytestmark = pytest.mark.erp
ROOT = Path(__file__).parents[2]

LOADER = """
import sys
from pathlib import Path
from golive.connectors.tryton import server, client as module
from golive.connectors.tryton.place import Place
from golive.connectors.tryton.target import TrytonTarget
from tests.erp import rows
import os, signal
root, source, boundary, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
place = Place.at(Path(root))
target = TrytonTarget(server.client(place, "golive"))
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
target.health()
exchange = module.Client._exchange
def dying(self, path, method, params):
    if method.endswith(".load") and params[1] == "customers" and params[0] == "batch 1":
        if boundary == "before sending": die()
        if boundary == "sent, answer not read":
            import http.client
            http.client.HTTPConnection.getresponse = lambda self: die()
    answer = exchange(self, path, method, params)
    if method.endswith(".load") and params[0] == "batch 1" and boundary == "answered": die()
    return answer
module.Client._exchange = dying
found = rows.customers(source, count)
for n in range(0, count, 20):
    target.write("customers", f"batch {n // 20}", found[n:n + 20])
"""


def check_complete(target: TrytonTarget, source: str, count: int) -> None:
    """Every row exactly once, told by its key and by its own content."""
    sample = rows.customers(source, count)
    assert set(target.held("customers", key_prefix(source, "customers"))) == {one.key for one in sample}
    codes = [str(one["code"]) for one in target.read("customers", ["code"])]
    assert sorted(code for code in codes if code.startswith(f"{source}-")) == [one.values["code"] for one in sample]


def load(target: TrytonTarget, source: str, count: int, step: int = 20) -> None:
    sample = rows.customers(source, count)
    for start in range(0, count, step):
        target.write("customers", f"b{start}", sample[start : start + step])


@pytest.mark.parametrize("boundary", ["before sending", "sent, answer not read", "answered", "nowhere"])
def test_the_loader_is_killed_at_every_boundary(target: TrytonTarget, erp: Place, boundary: str) -> None:
    source = f"client-{boundary.replace(' ', '-').replace(',', '')}"
    command = [sys.executable, "-c", LOADER, str(erp.root.parent), source, boundary, "60"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True)
    assert done.returncode == (0 if boundary == "nowhere" else -signal.SIGKILL), done.stderr
    load(target, source, 60)
    check_complete(target, source, 60)


def test_the_server_is_killed_mid_load_again_and_again(target: TrytonTarget, erp: Place) -> None:
    """The loading client never notices more than a pause: it reconnects and repeats the same keyed batch."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            load(target, "server", 600, step=60)
        except BaseException as error:
            failures.append(error)

    loader = threading.Thread(target=work)
    loader.start()
    kills = 0
    while loader.is_alive() and kills < 4:
        time.sleep(0.5 + 0.13 * kills)
        pid = server.status(erp).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        kills += 1
        while server.status(erp).state == "running":
            time.sleep(0.02)
        assert server.status(erp).state == "crashed"
        server.start(erp)
    loader.join()
    assert not failures
    assert kills >= 1
    check_complete(target, "server", 600)


def test_an_answer_lost_after_the_commit_is_asked_for_again(
    target: TrytonTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange, lost = client_module.Client._exchange, []

    def losing(self: client_module.Client, path: str, method: str, params: list[object]) -> object:
        answer = exchange(self, path, method, params)
        if method.endswith(".load") and not lost:
            lost.append(method)
            raise Unavailable("the answer is lost")
        return answer

    monkeypatch.setattr(client_module.Client, "_exchange", losing)
    load(target, "answer", 20)
    assert lost
    check_complete(target, "answer", 20)


def test_without_keys_the_same_loss_makes_duplicates(erp: Place, target: TrytonTarget) -> None:
    """The negative control: what the keys are for."""
    plain = server.client(erp, INTEGRATION)
    for _ in range(2):  # the answer of the first call was lost, so a naive loader repeats it
        plain.call("model.party.party.create", [{"name": "无键客户"}])
    assert plain.ask("model.party.party.search_count", [["name", "=", "无键客户"]]) == 2


def test_a_dead_server_is_seen_and_up_brings_it_back(erp: Place, target: TrytonTarget) -> None:
    pid = server.status(erp).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.status(erp).state == "running":
        time.sleep(0.02)
    assert server.status(erp).state == "crashed"
    lifecycle.up(erp, lifecycle.Company("另一家公司", 2026))
    assert server.status(erp).state == "running"
    assert erp.remembered()["company"] == "华东精工有限公司"  # what is configured stays
    assert target.health().ok
