"""What sort of institution somebody rings for: those of the market that the service is there for."""

import unicodedata
from enum import StrEnum


class Kind(StrEnum):
    """机构类型."""

    EXCHANGE = "exchange"
    CLEARING = "clearing"
    REGULATOR = "regulator"
    CORE = "core"
    """Core institutions of the market beside exchanges and clearing."""
    REGIONAL = "regional"
    """Regional exchanges."""
    SECURITIES = "securities"
    FUND = "fund"
    FUTURES = "futures"
    BANK = "bank"
    TRUST = "trust"
    ASSET = "asset"
    VENDOR = "vendor"
    OVERSEAS = "overseas"
    """Institutions outside the mainland."""
    OTHER = "other"


NAMES: dict[Kind, tuple[str, str]] = {
    Kind.EXCHANGE: ("交易所", "Exchange"),
    Kind.CLEARING: ("登记结算机构", "Clearing house"),
    Kind.REGULATOR: ("监管机构", "Regulator"),
    Kind.CORE: ("核心机构", "Core institution"),
    Kind.REGIONAL: ("区域性交易场所", "Regional exchange"),
    Kind.SECURITIES: ("证券公司", "Securities firm"),
    Kind.FUND: ("基金公司", "Fund manager"),
    Kind.FUTURES: ("期货公司", "Futures firm"),
    Kind.BANK: ("银行", "Bank"),
    Kind.TRUST: ("信托公司", "Trust"),
    Kind.ASSET: ("资管机构", "Asset manager"),
    Kind.VENDOR: ("信息技术厂商", "IT vendor"),
    Kind.OVERSEAS: ("境外机构", "Overseas institution"),
    Kind.OTHER: ("其他", "Other"),
}
"""In Chinese and English, as a sheet or a page writes them."""

_ALSO: dict[Kind, tuple[str, ...]] = {
    Kind.CLEARING: ("登记结算", "结算机构", "中国结算", "clearing"),
    Kind.REGULATOR: ("监管",),
    Kind.REGIONAL: ("区域交易所", "股权交易中心", "区域性股权市场"),
    Kind.SECURITIES: ("证券", "券商", "broker", "brokerage"),
    Kind.FUND: ("基金", "公募基金", "基金管理公司"),
    Kind.FUTURES: ("期货",),
    Kind.BANK: ("商业银行",),
    Kind.TRUST: ("信托",),
    Kind.ASSET: ("资管", "资管公司", "资产管理公司", "asset management"),
    Kind.VENDOR: ("厂商", "信息技术公司", "软件厂商", "供应商", "it厂商"),
    Kind.OVERSEAS: ("境外", "海外机构", "overseas"),
}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_READ = {_plain(word): kind for kind in Kind for word in (kind.value, *NAMES[kind], *_ALSO.get(kind, ()))}


def kind_named(text: str) -> Kind | None:
    """The kind that somebody wrote, in either language or as colleagues abbreviate it; None for no such kind."""
    return _READ.get(_plain(text))


KINDS = ", ".join(f"{zh} ({kind})" for kind, (zh, _) in NAMES.items())
"""All of them, for whoever wrote another."""
