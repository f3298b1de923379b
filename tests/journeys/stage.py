"""The filled example project, served as `golive demo` serves it, and a browser to look at it.

Nothing here touches Django in this process: data is made and served by children, and judged by what a browser sees.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from golive.cli.children import COMMAND, answers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROJECT = "huadong-erp"
PASSWORD = "huadong-demo"  # golive.demo.cast.PASSWORD, which needs Django to be read
# The system's; where there is none, the one that `playwright install chromium` fetched.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)
STARTING = 120.0  # seconds; the machine may be busy
FILL = """
import sys
from pathlib import Path
from golive.cli.boot import boot
boot()
from golive.cli.product import migrate
from golive.cli.serving import fill_once
migrate()
fill_once(Path(sys.argv[1]))
"""


def environment(data: Path, port: int = 0) -> dict[str, str]:
    """The caller's, without the settings that the test run made for itself."""
    ours = {k for k in os.environ if k.startswith(("GOLIVE_", "DJANGO_")) and not k.startswith("GOLIVE_ERP_")}
    kept = {k: v for k, v in os.environ.items() if k not in ours}
    return {**kept, "GOLIVE_DATA": str(data), "GOLIVE_DEMO": "1", "GOLIVE_BASE_URL": f"http://127.0.0.1:{port}"}


def fill(data: Path) -> None:
    """Make the example project in the empty folder `data`, in a process of its own."""
    data.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        [sys.executable, "-c", FILL, str(data)], env=environment(data), capture_output=True, text=True
    )
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise RuntimeError(f"The example project could not be made:\n{made.stdout}\n{made.stderr}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Product:
    """The pages on a copy of `template`; `with Product(template, folder) as product:`.

    `worker=True` also runs the jobs, of which the first installs the ERP of the example; it is taken down at the end.
    """

    def __init__(self, template: Path, folder: Path, worker: bool = False) -> None:
        self._worker = worker
        self.data, self.port = folder / "data", free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "product.log"
        shutil.copytree(template, self.data, ignore=shutil.ignore_patterns("erp"))  # whose programs run where they are
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._start("serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1")
        if self._worker:
            self._start("worker", "--slots", "2")
        until = time.monotonic() + STARTING
        while not answers(f"{self.address}/account/login/"):
            if time.monotonic() > until or any(child.poll() is not None for child in self._running):
                self.__exit__(None, None, None)
                raise RuntimeError(f"The product did not start:\n{self.log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.2)
        return self

    def _start(self, *arguments: str) -> None:
        with self.log.open("ab") as log:
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-c", COMMAND, *arguments],
                    env=environment(self.data, self.port),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._running:
            child.terminate()
        for child in self._running:
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self._worker:
            down = [sys.executable, "-c", COMMAND, "erp", "down"]
            subprocess.run(down, env=environment(self.data, self.port), capture_output=True, check=False)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium with a profile of its own, gone afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, address: str, username: str, password: str = PASSWORD) -> None:
    page.goto(f"{address}/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.click("form.form button.btn-primary")
    page.wait_for_url(lambda url: "/account/login" not in url)


def read_in(page: Page, language: str) -> None:
    """Switch the language where a person does: in the menu behind the globe."""
    page.click("details.language > summary")
    with page.expect_navigation():
        page.click(f"details.language button[lang={language}]")


def watch(page: Page) -> list[str]:
    """What goes wrong on this page from now on: errors of scripts, of the console, and requests without an answer."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"script error on {page.url}: {error}"))
    page.on("console", lambda m: m.type == "error" and found.append(f"console on {page.url}: {m.text}"))
    page.on("response", lambda r: r.status >= 400 and found.append(f"{r.status} {r.request.method} {r.url}"))
    page.on("requestfailed", lambda r: r.failure != "net::ERR_ABORTED" and found.append(f"{r.failure} {r.url}"))
    return found
