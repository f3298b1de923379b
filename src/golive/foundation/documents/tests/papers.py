"""A document with everything in it."""

from datetime import date

from golive.foundation.documents.content import (
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Signer,
    SigningParty,
    Table,
    Version,
)

HOSTILE = '#panic("x") *b* _i_ $x$ [y] <z> @ref // c \\ `raw` {{ jinja }} {% if %} \x00\x0b end'


def paper(language: str = "zh-hans", cover: bool = True) -> Document:
    return Document(
        title="数据迁移对账证书",
        project="华东精工 ERP 实施项目",
        subtitle="客户、供应商、产品与期初库存",
        number="HDJG-MC-2026-001",
        version="1.2",
        day=date(2026, 11, 22),
        language=language,
        cover=cover,
        meta=(("客户", "华东精工机械有限公司"),),
        versions=(Version("1.0", "2026-11-01", "王建国", "初稿"),),
        sections=(
            Heading("结论"),
            Paragraph(HOSTILE),
            KeyFigures((Figure("源行数", "12,480"), Figure("已装载", "12,301", "98.6%"))),
            Heading("范围", 2),
            Bullets(("客户", "供应商")),
            Bullets(("第一步", "第二步"), numbered=True),
            Bullets(("重新从一开始",), numbered=True),
            Heading("差异", 2),
            Table(("对象", "行数"), (("客户", "1,204"), (HOSTILE, "2")), align="lr", caption="表 1"),
            Table(("a", "b"), (), empty="没有差异。"),
            Heading("后续"),
            Note("仍有 4 行等待确认。", "warn"),
        ),
        signatures=(
            SigningParty("华东精工", (Signer("李娜", "项目经理", "2026-11-22 18:05", "同意上线"),)),
            SigningParty("某软件公司"),
        ),
        evidence_code="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        url="https://golive.example.com/p/hdjg/c/1/",
    )
