"""What counts as a unit or a currency beside a number."""

from __future__ import annotations

import re

import pytest

from bifolio.languages import find_language
from bifolio.languages.build_units import rebuilt
from bifolio.languages.quantities import CLDR, currency_pattern, unit_pattern

SI = """
m km cm mm μm µm nm g kg mg μg t s ms ns min h d A mA K mol mmol cd Hz kHz MHz GHz THz N kN Pa kPa
hPa MPa J kJ MJ W kW MW GW C V mV kV F pF Ω kΩ S Wb T mT H lm lx Bq kBq Gy Sv mSv kat L mL dL ha eV
keV dB °C ℃ ° % ‰ Wh kWh mAh VA cal kcal B kB MB GB TB bit kbit bps Mbps ppm ppb dpi px rpm mmHg bar
m² km² m³ cm³ mm² ㎡ ㎏ Å ″ ′
"""
COMPOUND = """
mg/L μg/m³ kW·h N·m N⋅m km/h m/s m/s² kg/m³ W/(m²·K) J/(kg·K) mol·L⁻¹ kWh/m² MB/s g/cm³ t/ha
lm/W EUR/t USD/kg L/min
"""
CHINESE = {
    "zh-Hans": """
    米 千米 公里 平方米 平方公里 立方米 克 千克 公斤 吨 升 毫升 秒 分钟 小时 千瓦 千瓦时 兆瓦 赫兹
    兆赫 毫西弗 微克/立方米 毫克/升 公里/小时 米每秒 元/平方米 摄氏度 年 个月 天 元 美元 欧元 日元
    港元 英镑 个 名 位 人 家 项 件 台 辆 条 章 页 本 次 岁 届 户 座 层 号楼 人次 世纪 年代
    """,
    "zh-Hant": """
    公尺 公分 公釐 公里 平方公尺 平方公里 立方公尺 公克 公斤 公噸 公升 毫升 秒 分鐘 小時 千瓦 千瓦時
    百萬瓦 赫茲 毫西弗 公里/小時 元 美元 歐元 日圓 港幣 英鎊 新台幣 新臺幣
    個 名 位 人 家 項 件 臺 輛 條 章 頁 歲 屆
    """,
}
NO_UNITS = "as in is and the of Mr to or for we"


def is_unit(text: str, tag: str) -> bool:
    language = find_language(tag)
    assert language is not None
    return re.fullmatch(unit_pattern(tag, language.units), text) is not None


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_units_of_the_si_and_of_computing_are_units_in_every_language(tag: str) -> None:
    assert [unit for unit in SI.split() if not is_unit(unit, tag)] == []
    assert [unit for unit in COMPOUND.split() if not is_unit(unit, tag)] == []


@pytest.mark.parametrize("tag", CHINESE)
def test_units_measure_words_and_currencies_in_han_are_units(tag: str) -> None:
    assert [unit for unit in CHINESE[tag].split() if not is_unit(unit, tag)] == []


@pytest.mark.parametrize(
    "unit", ["欧元", "千瓦时", "毫米汞柱", "克朗", "百帕斯卡", "新西兰元", "公里/小时"]
)
def test_the_longest_name_is_the_unit(unit: str) -> None:
    language = find_language("zh-Hans")
    assert language is not None
    match = re.match(unit_pattern("zh-Hans", language.units), f"{unit}的")
    assert match is not None
    assert match[0] == unit


def test_words_of_english_are_no_units() -> None:
    assert [word for word in NO_UNITS.split() if is_unit(word, "en")] == []


@pytest.mark.parametrize("text", ["5 metres", "5 minutes", "3 Ants", "20 Knights"])
def test_a_word_that_begins_like_a_unit_is_none(text: str) -> None:
    assert re.search(rf"\d {unit_pattern('en')}", text) is None


@pytest.mark.parametrize(
    "text", ["EUR", "USD", "RMB", "CNY", "US$", "HK$", "NT$", "€", "£", "¥", "￥"]
)
def test_currencies_stand_before_and_after_their_amount(text: str) -> None:
    for tag in ("en", "zh-Hans", "zh-Hant"):
        assert re.fullmatch(currency_pattern(tag), text)
        assert is_unit(text, tag)


def test_the_names_from_the_cldr_are_those_that_babel_has() -> None:
    assert CLDR.read_text("utf-8") == rebuilt()
