"""A spec proposed from the profile of a table: which columns identify, of which kind they are."""

from __future__ import annotations

from collections.abc import Sequence

from golive.engines.migration.formats import FORMATS
from golive.engines.migration.match.blocking import propose_blocks
from golive.engines.migration.match.prepare import prepare
from golive.engines.migration.match.run import PREPARED
from golive.engines.migration.match.signs import LEGAL_FORMS
from golive.engines.migration.match.spec import Comparison, MatchError, MatchSpec
from golive.engines.migration.profile import ColumnProfile, profile
from golive.engines.migration.table import Table, Workbench, literal, quoted

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tax_number", ("信用代码", "税号", "税务登记", "swdjh", "tax", "vat", "uscc")),
    ("email", ("邮箱", "email", "e-mail", "mail")),
    ("phone", ("电话", "手机", "传真", "phone", "mobile", "fax", "tel")),
    ("address", ("地址", "住址", "address", "street", "addr")),
    ("code", ("邮编", "邮政", "postcode", "post_code", "zip", "soc_sec", "身份证")),
    ("date", ("日期", "生日", "birth_date", "date_of_birth", "dob", "date")),
    ("person", ("姓名", "联系人", "法人", "surname", "given_name", "first_name", "last_name", "full_name", "person", "contact")),
    ("text", ("birth_place", "city", "城市", "suburb", "型号", "规格")),
    ("company", ("公司", "企业", "单位名称", "客户名", "供应商名", "company", "firm", "organisation", "organization")),
)  # fmt: skip
_FIRST = ("first_name", "given_name", "forename", "firstname")
_LAST = ("surname", "last_name", "family_name", "lastname")
_NAME = ("名称", "name", "title", "mc")
_ENDS = f"({LEGAL_FORMS}|厂|店|行|中心|(?i:\\b(ltd|inc|llc|gmbh|co|corp|limited))\\.?)$"
_LOOKS = {
    "company": (f"regexp_matches(t, {literal(_ENDS)})", 0.2),
    "phone": (f"({FORMATS['phone_cn']})", 0.6),
    "address": ("regexp_matches(t, '[市区县镇乡].*[路街道巷村号]')", 0.5),
}
"""kind -> (test of a value, least share of the values)."""
SAMPLE = 50_000
_SAMPLE = "match_sample"
FEW = 60
MANY_WORDS = 4
_WORDS_OF = "len(regexp_extract_all({}, '[A-Za-zÀ-ÿ]+|[0-9]+'))"
"""Words written with blanks between them; of Chinese, names and titles look alike."""
_LONGEST = 200
_EMPTY_SHARE = 0.95


def propose_spec(bench: Workbench, table: Table, between: str = "") -> MatchSpec:
    """A spec for a table nobody has described, from the profile of (at most `SAMPLE` of) its rows; `between`: a column that
    tells two sources apart, between which duplicates are sought. Raises MatchError("nothing_to_compare") if no column
    identifies."""
    drawn = Table(_SAMPLE, table.columns, table.key, min(table.rows, SAMPLE))
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE {_SAMPLE} AS SELECT * FROM {quoted(table.name)} ORDER BY hash(_row) LIMIT {SAMPLE}"
    )
    usable = [each for each in profile(bench, drawn).columns if each.name != between and _usable(bench, each, table)]
    comparisons = tuple(_comparisons(bench, drawn, usable))
    if not comparisons:
        raise MatchError("nothing_to_compare")
    prepare(bench, table, comparisons, PREPARED, between)
    blocks = propose_blocks(bench, PREPARED, comparisons, table.rows, bool(between))
    if not blocks:
        raise MatchError("no_blocking")
    return MatchSpec(table.name, comparisons, blocks, between=between)


def _usable(bench: Workbench, column: ColumnProfile, table: Table) -> bool:
    """Neither empty, nor constant, nor prose, nor the key."""
    if column.filled == 0 or column.distinct < 2:
        return False
    if (column.longest or 0) > _LONGEST and _middle(bench, f"length({quoted(column.name)})", column.name) > _LONGEST:
        return False
    return 1 - column.filled / max(column.rows, 1) <= _EMPTY_SHARE and column.name not in table.key


def _comparisons(bench: Workbench, table: Table, columns: Sequence[ColumnProfile]) -> list[Comparison]:
    first = next((each.name for each in columns if each.name.lower() in _FIRST), None)
    last = next((each.name for each in columns if each.name.lower() in _LAST), None)
    parts = [Comparison((first, last), "person")] if first and last else []
    taken = {first, last} if parts else set()
    for column in columns:
        if column.name not in taken and (kind := _kind(bench, table, column)):
            parts.append(Comparison((column.name,), kind))
    return parts


def _kind(bench: Workbench, table: Table, column: ColumnProfile) -> str:
    """By recognised form, by name, by what the values look like; "" for what does not identify."""
    if column.format:
        return {"uscc": "tax_number", "phone_cn": "phone", "email": "email"}[column.format]
    named = _by_name(column)
    if named:
        return named
    if column.type == "date":
        return "date"
    looks = _by_look(bench, table, column.name)
    if looks:
        return looks
    if (
        column.type == "text"
        and column.distinct > FEW
        and _middle(bench, _WORDS_OF.format(quoted(column.name)), column.name) >= MANY_WORDS
    ):
        return "words"
    if column.type == "text" and any(word in column.name.lower() for word in _NAME):
        return "person"
    if column.type in ("text", "integer") and column.distinct <= FEW and column.distinct * 5 <= column.filled:
        return "choice"
    repeated = column.distinct < 0.98 * column.filled  # what never repeats is a number of the record
    return "text" if column.type == "text" and repeated else ""


def _middle(bench: Workbench, measure: str, column: str) -> float:
    """The median of a measure of the sample's filled values."""
    sql = f"SELECT median({measure}) FROM {_SAMPLE} WHERE gl_text({quoted(column)}) IS NOT NULL"
    return float(bench.ask(sql)[0][0] or 0)


def _by_name(column: ColumnProfile) -> str:
    name = column.name.lower()
    return next((kind for kind, words in _WORDS if any(word in name for word in words)), "")


def _by_look(bench: Workbench, table: Table, column: str) -> str:
    """Names of firms, telephone numbers and addresses betray themselves, whatever the column is called."""
    tests = [f"avg({test}::INT)" for test, _ in _LOOKS.values()]
    sql = f"SELECT {', '.join(tests)} FROM (SELECT gl_text({quoted(column)}) AS t FROM {quoted(table.name)}) WHERE t IS NOT NULL"
    shares = bench.ask(sql)[0]
    found = (
        kind for share, (kind, (_, least)) in zip(shares, _LOOKS.items(), strict=True) if float(share or 0) >= least
    )
    return next(found, "")
