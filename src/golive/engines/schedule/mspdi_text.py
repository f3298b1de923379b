"""From the bytes of an MS Project XML file to its elements: any encoding people really have, any namespace or none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from golive.engines.schedule.model import PlanError
from golive.engines.schedule.mspdi_values import NS

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_OWN = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}  # its predecessors, with what they lack


def read_root(source: str | Path | BinaryIO) -> Element:
    """The element Project, all names in `NS`. PlanError "not_mspdi" where the file is none."""
    content = Path(source).read_bytes() if isinstance(source, str | Path) else source.read()
    try:
        root = fromstring(_readable(content))
    except DefusedXmlException as error:
        raise PlanError("not_mspdi", [], "<!DOCTYPE>") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise PlanError("not_mspdi", [], str(error)) from error
    if root is None or root.tag.rpartition("}")[2] != "Project":
        raise PlanError("not_mspdi", [], f"<{getattr(root, 'tag', '')}>")
    if root.tag != f"{NS}Project":
        for node in root.iter():
            if isinstance(node.tag, str):
                node.tag = NS + node.tag.rpartition("}")[2]
    return root  # type: ignore[no-any-return]


def _readable(content: bytes) -> bytes | str:
    """The parser knows UTF-8, UTF-16 and Latin-1; everything else is decoded here."""
    declared = _DECLARED.match(content[:200])
    name = declared[1].decode().lower() if declared else ""
    if name in ("", "utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"):
        return content
    return content[declared.end() :].decode(_OWN.get(name, name)) if declared else content
