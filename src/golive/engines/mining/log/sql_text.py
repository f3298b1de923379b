"""Pieces of SQL text: quoting, and times of any type as microseconds since 1970 UTC."""

from __future__ import annotations

# Tried in order after ISO 8601; only what cannot be read in two ways. Day-first or month-first is the mapping's decision.
TIME_FORMATS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H%M%S",
    "%Y%m%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
)
_ZONED = "regexp_matches({x}, '(Z|z|[+-][0-9]{{2}}(:?[0-9]{{2}})?| [A-Za-z]+(/[A-Za-z_]+)?)$') AND contains({x}, ':')"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def zoned_sql(column: str) -> str:
    """Whether a text carries its own time zone."""
    return _ZONED.format(x=column)


def time_sql(column: str, sql_type: str, tz: str, time_format: str | None = None) -> str:
    """An expression: BIGINT microseconds since 1970-01-01T00:00Z, NULL where the value is no time.

    Times without a zone are wall-clock times of `tz`. The connection's TimeZone must be UTC.
    """
    kind = sql_type.upper()
    if kind in ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"):
        return f"epoch_us({column})"
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return _local(f"CAST({column} AS TIMESTAMP)", tz)
    if kind in ("BIGINT", "INTEGER", "UBIGINT", "HUGEINT", "DOUBLE", "FLOAT"):
        return _number(column)
    if time_format:
        return (
            f"epoch_us(try_strptime({column}, {literal(time_format)}))"
            if "%z" in time_format
            else _local(f"try_strptime({column}, {literal(time_format)})", tz)
        )
    iso = f"CASE WHEN {zoned_sql(column)} THEN epoch_us(TRY_CAST({column} AS TIMESTAMPTZ)) ELSE "
    iso += _local(f"TRY_CAST({column} AS TIMESTAMP)", tz) + " END"
    formats = ", ".join(literal(each) for each in TIME_FORMATS)
    return f"coalesce({iso}, {_local(f'try_strptime({column}, [{formats}])', tz)})"


def _local(expression: str, tz: str) -> str:
    return f"epoch_us({expression})" if tz == "UTC" else f"epoch_us(timezone({literal(tz)}, {expression}))"


def _number(column: str) -> str:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size (years 1973 to 5138)."""
    x = f"CAST({column} AS DOUBLE)"
    return (
        f"CAST(CASE WHEN abs({x}) < 1e11 THEN {x} * 1e6 WHEN abs({x}) < 1e14 THEN {x} * 1e3 "
        f"WHEN abs({x}) < 1e17 THEN {x} ELSE {x} / 1e3 END AS BIGINT)"
    )
