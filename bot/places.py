"""Countries and the provinces of China, found from whatever people type: any script, case, width, or nearly right."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from bot.profile.words import Words, language_tag, words

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"})
SUGGESTIONS: Final = 5
COMPLETIONS: Final = 25


@dataclass(frozen=True, slots=True)
class Place:
    """A country (code as in ISO 3166-1) or a province (its English name). `country` is where data about it lie."""

    code: str
    names: Words
    country: str


@dataclass(frozen=True, slots=True)
class Match:
    """`code` when the text is certain; else "" with what might have been meant."""

    code: str = ""
    suggestions: tuple[Place, ...] = ()


def fold(text: str) -> str:
    """Make spellings comparable: without accents, case, width, spaces and punctuation."""
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_LETTERS)
    # casefold once more: taking a sign apart (such as "ſt") can bring forth letters that still fold
    plain = unicodedata.normalize("NFKC", "".join(c for c in wide if not unicodedata.combining(c))).casefold()
    return "".join(c for c in plain if c.isalnum())


# English name, Chinese name, spellings besides (full name, traditional script, letter on number plates, older Latin)
_PROVINCES: Final = (
    ("Anhui", "安徽", "安徽省 皖 Anhwei"),
    ("Beijing", "北京", "北京市 京 Peking"),
    ("Chongqing", "重庆", "重庆市 重慶 重慶市 渝 Chungking"),
    ("Fujian", "福建", "福建省 闽 閩 Fukien"),
    ("Gansu", "甘肃", "甘肃省 甘肅 甘肅省 陇 隴 Kansu"),
    ("Guangdong", "广东", "广东省 廣東 廣東省 粤 粵 Canton Kwangtung"),
    ("Guangxi", "广西", "广西壮族自治区 廣西 桂 GuangxiZhuangAutonomousRegion Kwangsi"),
    ("Guizhou", "贵州", "贵州省 貴州 貴州省 黔 Kweichow"),
    ("Hainan", "海南", "海南省 琼 瓊"),
    ("Hebei", "河北", "河北省 冀 Hopeh"),
    ("Heilongjiang", "黑龙江", "黑龙江省 黑龍江 黑龍江省 黑 Heilungkiang"),
    ("Henan", "河南", "河南省 豫 Honan"),
    ("Hong Kong", "香港", "香港特别行政区 香港特別行政區 HK HKSAR Xianggang HongKongSAR"),
    ("Hubei", "湖北", "湖北省 鄂 Hupeh"),
    ("Hunan", "湖南", "湖南省 湘"),
    ("Inner Mongolia", "内蒙古", "内蒙古自治区 內蒙古 蒙 Neimenggu NeiMongol InnerMongoliaAutonomousRegion"),
    ("Jiangsu", "江苏", "江苏省 江蘇 江蘇省 苏 蘇 Kiangsu"),
    ("Jiangxi", "江西", "江西省 赣 贛 Kiangsi"),
    ("Jilin", "吉林", "吉林省 吉 Kirin"),
    ("Liaoning", "辽宁", "辽宁省 遼寧 遼寧省 辽 遼"),
    ("Macau", "澳门", "澳门特别行政区 澳門 澳門特別行政區 Macao MO Aomen MacauSAR MacaoSAR"),
    ("Ningxia", "宁夏", "宁夏回族自治区 寧夏 宁 寧 NingxiaHuiAutonomousRegion"),
    ("Qinghai", "青海", "青海省 青 Tsinghai"),
    ("Shaanxi", "陕西", "陕西省 陝西 陝西省 陕 陝 Shensi"),
    ("Shandong", "山东", "山东省 山東 山東省 鲁 魯 Shantung"),
    ("Shanghai", "上海", "上海市 沪 滬"),
    ("Shanxi", "山西", "山西省 晋 晉 Shansi"),
    ("Sichuan", "四川", "四川省 川 蜀 Szechuan Szechwan"),
    ("Taiwan", "台湾", "台湾省 臺灣 台灣 TW"),
    ("Tianjin", "天津", "天津市 津 Tientsin"),
    ("Tibet", "西藏", "西藏自治区 藏 Xizang TibetAutonomousRegion"),
    ("Xinjiang", "新疆", "新疆维吾尔自治区 新 Sinkiang XinjiangUygurAutonomousRegion XinjiangUyghurAutonomousRegion"),
    ("Yunnan", "云南", "云南省 雲南 雲南省 云 滇"),
    ("Zhejiang", "浙江", "浙江省 浙 Chekiang"),
)
_OWN_CODES: Final = {"Hong Kong": "HK", "Macau": "MO", "Taiwan": "TW"}
OUTSIDE: Final = Place("outside_china", words("Outside China", "中国以外"), "")
"""The answer of a school that lies in another country (CSL-16)."""
PROVINCES: Final = tuple(
    Place(name, words(name, chinese), _OWN_CODES.get(name, "CN")) for name, chinese, _ in _PROVINCES
)
_OUTSIDE_SPELLINGS: Final = ("outside", "outside of China", "not in China", "abroad", "国外", "境外", "海外", "國外")

# what people call a country that no list of names has; the lists themselves come from Babel
_COUNTRY_ALIASES: Final[Mapping[str, str]] = {
    "GB": "UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|英格兰|苏格兰|威尔士|大不列颠",
    "US": "USA|U.S.|America|United States of America|美利坚合众国",
    "HK": "Hong Kong|HKSAR|香港|香港特别行政区",
    "MO": "Macau|Macao|澳门|澳門",
    "TW": "Taiwan|台湾|台灣|臺灣",
    "CN": "PRC|People's Republic of China|Mainland China|中华人民共和国|中国大陆|大陆|中國",
    "KR": "Korea|South Korea|Republic of Korea|대한민국|한국",
    "KP": "North Korea|DPRK",
    "AE": "UAE|Emirates|阿联酋",
    "CZ": "Czech Republic|Czech",
    "NL": "Holland|The Netherlands",
    "RU": "Russian Federation",
    "VN": "Viet Nam",
    "TR": "Turkey|Türkiye",
    "MK": "Macedonia",
    "MM": "Burma",
    "CI": "Ivory Coast",
    "CV": "Cape Verde",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "CD": "DR Congo|DRC|Democratic Republic of the Congo",
    "CG": "Republic of the Congo|Congo",
    "VA": "Vatican|Holy See",
    "BN": "Brunei Darussalam",
    "LA": "Lao PDR",
    "SY": "Syrian Arab Republic",
    "IR": "Islamic Republic of Iran",
    "PS": "Palestine",
    "BA": "Bosnia",
    "JP": "日本国",
}
# what Babel names besides: unions, test regions, parts of countries without a code in ISO 3166-1
_NO_COUNTRIES: Final = frozenset(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"])


def province(code: str) -> Place | None:
    """The province stored under `code`, or the answer that the school lies abroad."""
    return next((place for place in (*PROVINCES, OUTSIDE) if place.code == code), None)


def match_province(text: str) -> Match:
    """Find the province somebody means: certain, or up to five that are near."""
    return _match(text, _province_index())


def complete_province(text: str) -> tuple[Place, ...]:
    """What to offer while somebody is typing; the last one says that the school lies abroad."""
    found = _complete(text, _province_index(), PROVINCES)
    return (*found[: COMPLETIONS - 1], OUTSIDE) if OUTSIDE not in found else found


@cache
def _province_index() -> Mapping[str, Place]:
    index: dict[str, Place] = {}
    for place, (name, chinese, others) in zip(PROVINCES, _PROVINCES, strict=True):
        for spelling in (name, chinese, *others.split(), f"{name} Province", f"{name} Municipality"):
            index[fold(spelling)] = place
    for spelling in (OUTSIDE.code, *(text for _, text in OUTSIDE.names), *_OUTSIDE_SPELLINGS):
        index[fold(spelling)] = OUTSIDE
    return index


@cache
def countries() -> tuple[Place, ...]:
    """Every country and territory with a code of two letters, named in English and Chinese."""
    english, chinese = _territories("en"), _territories("zh-Hans")
    codes = sorted(code for code in english if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)
    return tuple(Place(code, words(english[code], chinese.get(code, english[code])), code) for code in codes)


@cache
def _territories(language: str) -> Mapping[str, str]:
    try:
        names: Mapping[str, str] = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return names


def country_name(code: str, language: str) -> str:
    """What a country is called in a language; the code itself for want of a name."""
    return _territories(language_tag(language)).get(code) or _territories("en").get(code, code)


def match_country(text: str, languages: Iterable[str] = ()) -> Match:
    """Find the country somebody means, by its name in English, Chinese or `languages`, its code or a common alias."""
    return _match(text, _country_index(tuple(sorted({language_tag(language) for language in languages}))))


def complete_country(text: str, languages: Iterable[str] = ()) -> tuple[Place, ...]:
    """What to offer while somebody is typing a country."""
    index = _country_index(tuple(sorted({language_tag(language) for language in languages})))
    return _complete(text, index, countries())


@cache
def _country_index(languages: tuple[str, ...]) -> Mapping[str, Place]:
    known = {place.code: place for place in countries()}
    index = {fold(code): place for code, place in known.items()}
    for language in ("en", "zh-Hans", "zh-Hant", *languages):
        for code, name in _territories(language).items():
            if code in known:
                index.setdefault(fold(name), known[code])
    for code, spellings in _COUNTRY_ALIASES.items():
        for spelling in spellings.split("|"):
            index[fold(spelling)] = known[code]
    return index


def _match(text: str, index: Mapping[str, Place]) -> Match:
    wanted = fold(text[:100])
    if not wanted:
        return Match()
    if wanted in index:
        return Match(index[wanted].code)
    near = [spelling for spelling in index if len(spelling) > 2 and len(wanted) > 2 and wanted in spelling]
    near += difflib.get_close_matches(wanted, index, n=SUGGESTIONS * 2, cutoff=0.6)
    return Match(suggestions=tuple(dict.fromkeys(index[spelling] for spelling in near))[:SUGGESTIONS])


def _complete(text: str, index: Mapping[str, Place], every: tuple[Place, ...]) -> tuple[Place, ...]:
    wanted = fold(text[:100])
    if not wanted:
        return every[:COMPLETIONS]
    beginning = (place for spelling, place in index.items() if spelling.startswith(wanted))
    within = (place for spelling, place in index.items() if wanted in spelling)
    exact = (index[wanted],) if wanted in index else ()
    return tuple(dict.fromkeys((*exact, *beginning, *within, *_match(text, index).suggestions)))[:COMPLETIONS]
