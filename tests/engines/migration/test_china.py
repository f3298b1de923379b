"""Addresses into divisions, traditional characters: every division of the table, and how people really write."""

import pytest

from golive.engines.migration.china import has_traditional, split_address
from golive.engines.migration.china.regions import divisions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("江苏省苏州市吴江区松陵镇1号", ("江苏省", "苏州市", "吴江区", "松陵镇1号")),
        ("江苏苏州吴江松陵镇", ("江苏省", "苏州市", "吴江区", "松陵镇")),
        ("苏州市虎丘区科技城", ("江苏省", "苏州市", "虎丘区", "科技城")),
        ("北京市海淀区中关村大街1号", ("北京市", "北京市", "海淀区", "中关村大街1号")),
        ("北京市北京市海淀区中关村", ("北京市", "北京市", "海淀区", "中关村")),
        ("上海浦东新区张江路5号", ("上海市", "上海市", "浦东新区", "张江路5号")),
        ("上海市 浦东新区 张江路", ("上海市", "上海市", "浦东新区", "张江路")),
        ("广西壮族自治区南宁市青秀区民族大道", ("广西壮族自治区", "南宁市", "青秀区", "民族大道")),
        ("吉林省吉林市船营区", ("吉林省", "吉林市", "船营区", "")),
        ("吉林市船营区解放路", ("吉林省", "吉林市", "船营区", "解放路")),
        ("鼓楼区中山路1号", ("", "", "", "鼓楼区中山路1号")),
        ("Main Street 5", ("", "", "", "Main Street 5")),
        ("", ("", "", "", "")),
    ],
)
def test_addresses_as_people_write_them(text, found):
    region = split_address(text)
    assert (region.province, region.city, region.district, region.rest) == found


def test_every_district_is_found_under_its_full_name():
    names = divisions()
    wrong = []
    for code, name in names.items():
        if len(code) != 6:
            continue
        city = names[code[:4]]
        middle = "" if city in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划") else city
        found = split_address(f"{names[code[:2]]}{middle}{name}某路8号")
        if (found.code, found.rest) != (code, "某路8号"):
            wrong.append((code, names[code[:2]], middle, name, found.code))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上海精密機械廠", True),
        ("上海精密机械厂", False),
        ("臺灣積體電路", True),
        ("Siemens", False),
        ("中山路", False),
        ("", False),
    ],
)
def test_traditional(text, expected):
    assert has_traditional(text) is expected
