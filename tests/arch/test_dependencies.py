"""Every dependency has its reason; tests reach nothing but this machine."""

from __future__ import annotations

import re
import socket

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.arch.source import ROOT, pyproject


def test_every_dependency_has_a_reason():
    project = pyproject()["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    wanted = {re.split(r"[\[=<>~; ]", line)[0] for line in lines} - {"golive"}
    reasons = dict(
        re.findall(r"^\| `([^`]+)` \| (.+?) \|$", (ROOT / "docs/adr/0002-dependencies.md").read_text(), re.M)
    )
    assert wanted - reasons.keys() == set(), "add a line with the reason to docs/adr/0002-dependencies.md"
    assert reasons.keys() - wanted == set(), "a reason for something that is not used any more"


@pytest.mark.filterwarnings("ignore:A test tried to use socket")  # the very thing that is tried here
def test_tests_cannot_reach_another_machine():
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.settimeout(0.1)
        outside.connect(("192.0.2.1", 80))  # an address that RFC 5737 reserves for examples
