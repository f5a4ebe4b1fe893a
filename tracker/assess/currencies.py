"""Currencies as English text writes them, and their codes (ISO 4217)."""

import re

from .lexicon import words

_CODES = words(
    """EUR USD GBP CHF JPY CNY RMB INR AUD CAD NZD HKD SGD SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH TRY ILS ZAR NGN
    KES EGP BRL MXN ARS CLP COP PEN KRW TWD THB IDR MYR PHP VND SAR AED QAR KWD PKR BDT LKR"""
)
_SIGNS = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH",
    "₦": "NGN", "₱": "PHP", "₪": "ILS", "₫": "VND", "฿": "THB", "us$": "USD", "u.s.$": "USD", "u.s. $": "USD",
    "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
    "nt$": "TWD", "mx$": "MXN", "rs": "INR", "rs.": "INR", "sfr": "CHF", "fr.": "CHF", "zł": "PLN",
}  # fmt: skip
_NAMES = {
    "euro": "EUR", "dollar": "USD", "pound": "GBP", "pounds sterling": "GBP", "sterling": "GBP", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "rupee": "INR", "rouble": "RUB", "ruble": "RUB", "hryvnia": "UAH",
    "hryvnias": "UAH", "zloty": "PLN", "zlotys": "PLN", "forint": "HUF", "naira": "NGN", "shekel": "ILS",
    "baht": "THB", "ringgit": "MYR", "rupiah": "IDR", "franc": "CHF", "rand": "ZAR", "won": "KRW", "lira": "TRY",
}  # fmt: skip
_OF = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "canadian dollar": "CAD",
    "australian dollar": "AUD", "new zealand dollar": "NZD", "hong kong dollar": "HKD", "singapore dollar": "SGD",
    "swiss franc": "CHF", "swedish krona": "SEK", "swedish kronor": "SEK", "norwegian krone": "NOK",
    "norwegian kroner": "NOK", "danish krone": "DKK", "danish kroner": "DKK", "czech koruna": "CZK",
    "mexican peso": "MXN", "argentine peso": "ARS", "brazilian real": "BRL", "brazilian reais": "BRL",
    "british pound": "GBP", "indian rupee": "INR", "japanese yen": "JPY", "chinese yuan": "CNY",
    "egyptian pound": "EGP", "pakistani rupee": "PKR", "turkish lira": "TRY", "south korean won": "KRW",
    "korean won": "KRW", "south african rand": "ZAR",
}  # fmt: skip
CENT = "cent"
"""The hundredth of whichever currency; "pence" are of the pound."""

_HUNDREDTHS = {"cent": CENT, "¢": CENT, "pence": "GBP", "penny": "GBP", "p": "GBP"}
_BY_NAME = {name.lower(): code for name, code in (_SIGNS | _NAMES | _OF).items()} | {
    code.lower(): "CNY" if code == "RMB" else code for code in _CODES
}
_DECIMAL = frozenset({"EUR", "USD", "AUD", "CAD", "NZD", "HKD", "SGD", "ZAR"})


def _any_of(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_CODE = rf"(?-i:{'|'.join(_CODES)})|(?-i:eur|usd|gbp|chf|inr)"
_LETTERED_SIGN = _any_of([name for name in _SIGNS if name[0].isalpha()])
_BARE_SIGN = _any_of([name for name in _SIGNS if not name[0].isalpha()])
SIGN = rf"(?:(?<![A-Za-z])(?:{_CODE}|{_LETTERED_SIGN})|{_BARE_SIGN})"
"""Before an amount: "€", "US$", "CHF". To be used without regard to case."""

COIN = (
    rf"(?: ?(?:{_any_of([n for n in _SIGNS if len(n) == 1])}|¢)|[ -](?:{_any_of(list(_OF))})s?\b"
    rf"|[ -](?:{_any_of([n for n in _NAMES if n != 'won'])}|cent)s?\b|[ -]pence\b|(?-i:p)\b| ?(?:{_CODE})\b| zł)"
)
"""After an amount: "euros", "Swiss francs", "EUR"."""


def code_of(written: str) -> tuple[str, float]:
    """The code of a currency as it is written, and how much of it one is: "pence" are hundredths of "GBP"."""
    name = written.strip(" -\n").lower()
    for form in (name, name.removesuffix("s")):
        if form in _HUNDREDTHS:
            return _HUNDREDTHS[form], 0.01
        if form in _BY_NAME:
            return _BY_NAME[form], 1.0
    return name.upper(), 1.0


def one_currency(a: str, b: str) -> bool:
    """Whether two amounts may be of one currency: cents are of any that has them."""
    return a == b or (CENT in {a, b} and bool({a, b} & _DECIMAL))
