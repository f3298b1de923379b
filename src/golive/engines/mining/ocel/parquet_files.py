"""OCEL as a directory of Parquet files: a table each for events, objects, their values and relations."""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from golive.engines.mining.log import LogError, Note
from golive.engines.mining.ocel.model import Attribute, Event, Object, Ocel, Relation

FORMAT = "golive-ocel-1"
_TABLES: dict[str, type] = {
    "events": Event,
    "objects": Object,
    "event_attributes": Attribute,
    "object_attributes": Attribute,
    "e2o": Relation,
    "o2o": Relation,
}


def write_ocel_parquet(ocel: Ocel, folder: Path) -> None:
    """Values are JSON text, so that numbers, texts and truth values stay apart. The directory must be empty or new."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise LogError("not_empty", folder=str(folder))
    for table, kind in _TABLES.items():
        rows = [astuple(row) for row in getattr(ocel, table)]
        columns: dict[str, Any] = {}
        for at, field in enumerate(fields(kind)):
            values = [row[at] for row in rows]
            if field.name == "value":
                columns["value"] = pa.array([json.dumps(v, ensure_ascii=False) for v in values], pa.string())
            else:
                columns[field.name] = pa.array(values, pa.int64() if field.name == "ts_us" else pa.string())
        pq.write_table(pa.table(columns), folder / f"{table}.parquet", compression="zstd")
    about = {
        "format": FORMAT,
        "source": ocel.source,
        "source_format": ocel.format,
        "event_types": ocel.event_types,
        "object_types": ocel.object_types,
        "meta": ocel.meta,
        "notes": [note.as_json() for note in ocel.notes],
        "counts": ocel.counts(),
    }
    (folder / "manifest.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")


def is_ocel_parquet(folder: Path) -> bool:
    try:
        about = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(about.get("format") == FORMAT)


def read_ocel_parquet(folder: Path) -> Ocel:
    """LogError damaged when a table has not the rows that the manifest says."""
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    ocel = Ocel(event_types=about["event_types"], object_types=about["object_types"], meta=about["meta"])
    ocel.source, ocel.format = about["source"], about["source_format"]
    ocel.notes = [Note(each["code"], {k: v for k, v in each.items() if k != "code"}) for each in about["notes"]]
    for table, kind in _TABLES.items():
        try:
            columns = pq.read_table(folder / f"{table}.parquet").to_pydict()
        except (OSError, pa.ArrowInvalid) as error:
            raise LogError("damaged", file=f"{folder.name}/{table}.parquet", reason=str(error)) from error
        if "value" in columns:
            columns["value"] = [json.loads(v) for v in columns["value"]]
        getattr(ocel, table).extend(kind(*row) for row in zip(*columns.values(), strict=True))
    if ocel.counts() != about["counts"]:
        raise LogError("damaged", file=folder.name, reason=f"{ocel.counts()} instead of {about['counts']}")
    return ocel
