"""Time zones by the name of a city, in English or Chinese; never by letters such as EST, which follow no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, cast
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from bot.places import fold

COMPLETIONS: Final = 10

_CITIES: Final = """
Asia/Shanghai: Beijing Peking 北京 北京时间 中国标准时间 Suzhou 苏州 Hangzhou 杭州 Nanjing 南京 Wuxi 无锡
 Ningbo 宁波 Guangzhou Canton 广州 Shenzhen 深圳 Chengdu 成都 Wuhan 武汉 Xi'an 西安 Tianjin 天津 Qingdao 青岛
 Jinan 济南 Dalian 大连 Shenyang 沈阳 Harbin 哈尔滨 Xiamen 厦门 Fuzhou 福州 Changsha 长沙 Zhengzhou 郑州
 Kunming 昆明 Chongqing 重庆 Hefei 合肥 Lhasa 拉萨 Changchun 长春 Shijiazhuang 石家庄 Taiyuan 太原 Nanchang 南昌
 Guiyang 贵阳 Nanning 南宁 Haikou 海口 Lanzhou 兰州 Xining 西宁 Yinchuan 银川 Hohhot 呼和浩特 Dongguan 东莞
 Zhuhai 珠海 Changzhou 常州 Wenzhou 温州
Asia/Tokyo: Osaka 大阪 Kyoto 京都 Yokohama 横滨
Asia/Seoul: Busan 釜山 Incheon 仁川
Asia/Kolkata: Delhi New_Delhi 新德里 德里 Mumbai 孟买 Bangalore Bengaluru 班加罗尔 Chennai 金奈 Hyderabad
Asia/Bangkok: Hanoi 河内
Asia/Ho_Chi_Minh: Ho_Chi_Minh_City 西贡
Asia/Dubai: Abu_Dhabi 阿布扎比
America/New_York: New_York_City Boston 波士顿 Washington Washington_DC 华盛顿 Philadelphia 费城 Miami 迈阿密
 Atlanta 亚特兰大
America/Chicago: Houston 休斯敦 Dallas 达拉斯 Minneapolis
America/Los_Angeles: San_Francisco 旧金山 Seattle 西雅图 San_Diego 圣迭戈 LA
America/Toronto: Ottawa 渥太华 Montreal 蒙特利尔
America/Sao_Paulo: Rio_de_Janeiro Rio 里约热内卢 Brasilia 巴西利亚
Europe/London: Edinburgh 爱丁堡 Manchester 曼彻斯特 Birmingham 伯明翰 Oxford 牛津 Glasgow Liverpool
Europe/Paris: Lyon 里昂 Marseille 马赛
Europe/Berlin: Munich München 慕尼黑 Hamburg 汉堡 Frankfurt 法兰克福 Cologne Köln 科隆
Europe/Zurich: Geneva Genève 日内瓦 Basel Bern 伯尔尼
Europe/Rome: Milan Milano 米兰 Roma
Europe/Madrid: Barcelona 巴塞罗那
Europe/Amsterdam: Rotterdam The_Hague 海牙
Europe/Copenhagen: Aarhus København
Australia/Sydney: Canberra 堪培拉
Pacific/Auckland: Wellington 惠灵顿
Africa/Johannesburg: Cape_Town 开普敦 Pretoria
"""
"""Cities that people name and the zone database does not."""


@dataclass(frozen=True, slots=True)
class City:
    """The city a zone is called after, in the reader's language: Shanghai is 上海."""

    zone: str

    def in_(self, language: str) -> str:
        locale = Locale.parse(language, sep="-")
        named = cast("Mapping[str, Mapping[str, str]]", locale.time_zones)
        for name in (self.zone, *_former_names().get(self.zone, ())):
            if city := named.get(name, {}).get("city"):
                return city
        return get_timezone_location(ZoneInfo(self.zone), locale=locale, return_city=True).rpartition("/")[2]


@cache
def _former_names() -> dict[str, list[str]]:
    """What zones were called before, by what they are called now: languages know some cities by these alone."""
    former: dict[str, list[str]] = {}
    for old, new in cast("Mapping[str, str]", get_global("zone_aliases")).items():
        former.setdefault(new, []).append(old)
    return former


def zones_like(text: str) -> tuple[str, ...]:
    """IANA zones meant by a name or a city, the certain one alone; at most ten."""
    exact = named(text)
    if exact:
        return exact[:COMPLETIONS]
    wanted = fold(text)
    return _today(n for n in _names() if wanted and wanted in fold(n))[:COMPLETIONS]


def named(text: str) -> tuple[str, ...]:
    """IANA zones that bear exactly that name, or have exactly that city; case, accents and spaces do not matter."""
    wanted = fold(text)
    cities = _cities()
    if city := cities.get(wanted) or cities.get(wanted.removesuffix("市")):
        return (city,)
    return _today(n for n in _names() if wanted and wanted in (fold(n), fold(n.rpartition("/")[2])))


def _today(names: Iterable[str]) -> tuple[str, ...]:
    """What zones are called now, each once: Calcutta is Kolkata, and one city has one zone."""
    renamed, known = get_global("zone_aliases"), frozenset(_names())
    now = (renamed.get(name, name) for name in names)
    return tuple(dict.fromkeys(name for name in now if name in known))


@cache
def _names() -> tuple[str, ...]:
    """Zones that follow the clocks of a place, and UTC. `EST` and `Etc/GMT+8` stand still, and are meant by nobody."""
    return tuple(sorted(n for n in available_timezones() if n == "UTC" or ("/" in n and not n.startswith("Etc/"))))


@cache
def _cities() -> dict[str, str]:
    """Zones by the Chinese name of their city, and by the names people use for cities without a zone of their own."""
    chinese = cast("Mapping[str, Mapping[str, str]]", Locale.parse("zh_Hans").time_zones)
    cities = {
        fold(about["city"]): name for zone, about in chinese.items() if "city" in about for name in _today((zone,))
    }
    for line in _CITIES.replace("\n ", " ").split("\n"):
        zone, _, cities_there = line.partition(": ")
        cities |= {fold(city): zone for city in cities_there.split()}
    return cities | {"gmt": "UTC", "utc": "UTC"}
