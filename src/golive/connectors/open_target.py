"""From what a project file says of its target to the connector that writes there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from golive.connectors.protocol import SourceError
from golive.connectors.sql.target import SqlTarget
from golive.connectors.tryton import server
from golive.connectors.tryton.client import Client
from golive.connectors.tryton.place import INTEGRATION, ErpError, Place
from golive.connectors.tryton.target import TrytonTarget


def open_target(
    spec: Mapping[str, Any], folder: Path, language: str = "zh_CN", environ: Mapping[str, str] = os.environ
) -> TrytonTarget | SqlTarget:
    """{kind: tryton, data: FOLDER}: the embedded ERP of that data folder. {kind: tryton, host, port, database, user,
    password_env}: another one that has the module golive. {kind: sql, url or url_env}: a database. A password never
    stands in the file: `password_env` and `url_env` name environment variables. Raises SourceError."""
    kind = spec.get("kind")
    if kind == "sql":
        url = str(environ.get(str(spec["url_env"]), "") if "url_env" in spec else spec.get("url", ""))
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            url = f"sqlite:///{(folder / url.removeprefix('sqlite:///')).resolve()}"
        return SqlTarget(url)
    if kind != "tryton":
        raise SourceError("target_not_understood", f"target kind {kind!r}", kind=str(kind))
    if "host" in spec:
        password = environ.get(str(spec.get("password_env", "GOLIVE_ERP_PASSWORD")), "")
        where = (str(spec["host"]), int(spec.get("port", 8000)), str(spec["database"]))
        return TrytonTarget(Client(*where, str(spec.get("user", INTEGRATION)), password, language=language))
    try:
        place = Place.at((folder / str(spec.get("data", "golive-data"))).resolve())
        return TrytonTarget(server.client(place, INTEGRATION, language=language))
    except ErpError as error:
        raise SourceError("target_not_set_up", str(error), reason=error.code) from error
