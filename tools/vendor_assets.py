"""Fetch and check the browser files that others wrote (listed in src/golive/web/vendor.toml).

python tools/vendor_assets.py --check    hash the committed files; no network, no node
python tools/vendor_assets.py --update   `npm pack` each package, check its integrity, copy, build the icon sprite
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

WEB = Path(__file__).parents[1] / "src" / "golive" / "web"
MANIFEST = WEB / "vendor.toml"
VENDOR = WEB / "static" / "vendor"
# WhiteNoise's manifest storage looks for every file that is named, and the map is not shipped.
SOURCE_MAP = re.compile(rb"^\s*(//[#@]|/\*[#@])\s*sourceMappingURL=.*$", re.M)


def packages() -> list[dict]:
    return tomllib.loads(MANIFEST.read_text("utf8"))["package"]


def digest(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest()


def committed(package: dict) -> list[tuple[str, str]]:
    """(file below static/vendor, expected sha512) of one package."""
    files = [(f["to"], f["sha512"]) for f in package.get("file", [])]
    if "sprite" in package:
        files.append((package["sprite"], package["sprite_sha512"]))
    return files


def licence_name(package: dict) -> str:
    return f"LICENSE.{package['name'].strip('@').replace('/', '-')}.txt"


def problems() -> list[str]:
    found = []
    for package in packages():
        if not (VENDOR / licence_name(package)).is_file():
            found.append(f"{package['name']}: licence text {licence_name(package)} is missing")
        for name, expected in committed(package):
            path = VENDOR / name
            if not path.is_file():
                found.append(f"{name}: missing")
            elif digest(path.read_bytes()) != expected:
                found.append(f"{name}: differs from vendor.toml")
        if "sprite" in package and (VENDOR / package["sprite"]).is_file():
            have = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / package["sprite"]).read_text("utf8")))
            if have != set(package["icons"]):
                found.append(f"{package['sprite']}: icons differ: {sorted(have ^ set(package['icons']))}")
    return found


def fetch(package: dict, folder: str) -> tarfile.TarFile:
    wanted = f"{package['name']}@{package['version']}"
    done = subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True, text=True)
    data = (Path(folder) / done.stdout.split()[-1]).read_bytes()
    got = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if got != package["integrity"]:
        raise SystemExit(f"{wanted}: integrity {got} is not the one in vendor.toml; nothing was written")
    return tarfile.open(fileobj=io.BytesIO(data))


def member(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(f"package/{name}")
    if file is None:
        raise SystemExit(f"{name} is not a file in the package")
    return file.read()


def sprite(tar: tarfile.TarFile, icons: list[str]) -> bytes:
    symbols = []
    for icon in sorted(icons):
        svg = member(tar, f"icons/outline/{icon}.svg").decode()
        paths = "".join(re.findall(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*?/>", svg))
        paths = re.sub(r'<path stroke="none" d="M0 0h24v24H0z"[^>]*>', "", paths)
        symbols.append(
            f'<symbol id="{icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>'
        )
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def write(name: str, data: bytes, text: str) -> str:
    """Write one file and return the manifest text with its new hash."""
    (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
    (VENDOR / name).write_bytes(data)
    quoted = re.escape(name)
    line = re.compile(rf'((?:to|sprite) = "{quoted}"\n(?:sprite_)?sha512 = ")[0-9a-f]*"')
    return line.sub(rf'\g<1>{digest(data)}"', text)


def update() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    text = MANIFEST.read_text("utf8")
    with tempfile.TemporaryDirectory() as folder:
        for package in packages():
            with fetch(package, folder) as tar:
                (VENDOR / licence_name(package)).write_bytes(member(tar, package["licence_file"]))
                for file in package.get("file", []):
                    data = SOURCE_MAP.sub(b"", member(tar, file["from"]))
                    text = write(file["to"], data, text)
                if "sprite" in package:
                    data = sprite(tar, package["icons"])
                    text = write(package["sprite"], data, text)
    MANIFEST.write_text(text, "utf8")


def main(argv: list[str]) -> int:
    match argv:
        case ["--update"]:
            update()
        case ["--check"]:
            pass
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    found = problems()
    print("\n".join(found) or f"vendored files agree with {MANIFEST.name}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
