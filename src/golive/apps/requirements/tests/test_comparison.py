"""The difference between two texts can be joined to either of them, and is small where the change is small."""

import pytest

from golive.foundation.differences import pieces

OLD = "客户欠款超过信用额度时，系统提示并停止发货。财务每月核对一次。"
NEW = "客户欠款超过信用额度 120% 时，系统停止发货。财务每月核对一次。\n例外由总经理批准。"


@pytest.mark.parametrize("old, new", [(OLD, NEW), (NEW, OLD), ("", NEW), (OLD, ""), (OLD, OLD), ("a" * 2000, "b" * 9)])
def test_the_pieces_make_up_both_texts(old, new):
    found = pieces(old, new)
    assert "".join(p.text for p in found if p.kind != "added") == old
    assert "".join(p.text for p in found if p.kind != "removed") == new


def test_only_what_differs_is_marked():
    removed = [p.text for p in pieces(OLD, NEW) if p.kind == "removed"]
    assert removed == ["提示并"]
