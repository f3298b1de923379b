"""Small files of each kind, honest and hostile."""

import io
import zipfile

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40
PDF = b"%PDF-1.7\n%%EOF"
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 40
WEBP = b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40


def archive(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def workbook(**more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def bomb() -> bytes:
    return workbook(**{"xl/worksheets/sheet1.xml": b"0" * (30 << 20)})
