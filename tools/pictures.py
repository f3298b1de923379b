"""Take the pictures of the README from the filled example project.

    python run.py tool tools/pictures.py [DATA]     DATA: the data folder of a demo (it is copied, not touched);
                                                    without it an example project is made first

Needs Chromium. Writes docs/images/*.png; a picture larger than the limit is named and fails the run.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.journeys import stage  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LIMIT = 350_000  # bytes; the README is read on slow lines too
DESK, PHONE = (1440, 900), (390, 844)


@dataclass(frozen=True)
class Picture:
    name: str
    page: str  # below the project
    language: str = "zh-hans"
    size: tuple[int, int] = DESK
    reader: str = "chen.li"
    scroll_to: str = ""


PICTURES = (
    Picture("home-zh", ""),
    Picture("home-en", "", language="en"),
    Picture("gantt-zh", "plan/"),
    Picture("gate-zh", "governance/gates/", reader="wang.zong", scroll_to="#gate-implementation"),
    Picture("migration-zh", "migration/objects/"),
    Picture("phone-zh", "", size=PHONE, reader="zhao.gang"),
)


def take(browser: Any, product: stage.Product, picture: Picture) -> Path:
    width, height = picture.size
    scale = 1.5 if picture.size == PHONE else 1
    context = browser.new_context(
        base_url=product.address, viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = context.new_page()
    problems = stage.watch(page)
    stage.sign_in(page, product.address, picture.reader)
    page.goto(f"/p/{stage.PROJECT}/")
    stage.read_in(page, picture.language)
    page.goto(f"/p/{stage.PROJECT}/{picture.page}")
    page.wait_for_load_state("networkidle")
    if picture.scroll_to:
        page.eval_on_selector(picture.scroll_to, "e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 64)")
    path = IMAGES / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    if problems:
        raise SystemExit(f"{picture.name}: {problems}")
    return path


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="golive-pictures-") as scratch:
        data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch, "template")
        if not (data / "golive.sqlite3").exists():
            stage.fill(data)
        with stage.Product(data, Path(scratch, "product")) as product, stage.chromium() as browser:
            paths = [take(browser, product, picture) for picture in PICTURES]
    for path in paths:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")
    heavy = [path.name for path in paths if path.stat().st_size > LIMIT]
    if heavy:
        print(f"over {LIMIT // 1000} kB: {', '.join(heavy)}", file=sys.stderr)
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
