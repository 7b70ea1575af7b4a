"""Currencies: signs, ISO 4217 codes, names, and names that several countries share."""

from __future__ import annotations

SYMBOLS = {"$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD"}
SYMBOLS |= {"NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "€": "EUR", "£": "GBP", "¥": "JPY"}
SYMBOLS |= {"₹": "INR", "₽": "RUB", "₪": "ILS", "₩": "KRW", "₺": "TRY", "₴": "UAH", "₦": "NGN"}
ISO = "USD EUR GBP JPY CNY RUB INR PKR AFN CHF AUD CAD TRY ILS SAR AED KES NGN ZAR UAH IRR"
SYMBOLS |= {code: code for code in ISO.split(" ")}
PLAIN = {
    **{"euro": "EUR", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "ruble": "RUB"},
    **{"rouble": "RUB", "afghani": "AFN", "naira": "NGN", "rand": "ZAR", "hryvnia": "UAH"},
    **{"shekel": "ILS", "birr": "ETB", "rupiah": "IDR", "baht": "THB", "taka": "BDT"},
    **{"kyat": "MMK", "ringgit": "MYR", "zloty": "PLN", "cedi": "GHS", "tenge": "KZT"},
    **{"kina": "PGK", "córdoba": "NIO", "cordoba": "NIO", "lempira": "HNL", "quetzal": "GTQ"},
    **{"bolívar": "VES", "bolivar": "VES", "kwacha": "ZMW", "dalasi": "GMD"},
    **{"nakfa": "ERN", "metical": "MZN", "ariary": "MGA", "forint": "HUF", "koruna": "CZK"},
    **{"leu": "RON", "manat": "AZN", "riel": "KHR"},
    **{"tugrik": "MNT", "rufiyaa": "MVR", "guarani": "PYG"},
    **{"lari": "GEL", "dram": "AMD", "dollar": "USD", "pound": "GBP", "lira": "TRY"},
}
NATIONAL = {
    "dollar": {"US": "USD", "American": "USD", "Australian": "AUD", "Canadian": "CAD"}
    | {"Hong Kong": "HKD", "Singapore": "SGD", "New Zealand": "NZD", "Zimbabwean": "ZWL"},
    "pound": {"British": "GBP", "Egyptian": "EGP", "Syrian": "SYP", "Sudanese": "SDG"}
    | {"Lebanese": "LBP", "South Sudanese": "SSP"},
    "lira": {"Turkish": "TRY", "Lebanese": "LBP", "Syrian": "SYP"},
    "rupee": {"Pakistan": "PKR", "India": "INR", "Sri Lanka": "LKR", "Nepal": "NPR"},
    "rial": {"Iran": "IRR", "Yemen": "YER", "Oman": "OMR"},
    "riyal": {"Saudi": "SAR", "Qatar": "QAR"},
    "dinar": {"Iraq": "IQD", "Kuwait": "KWD", "Libya": "LYD", "Jordan": "JOD", "Serbia": "RSD"}
    | {"Algeria": "DZD", "Tunisia": "TND", "Bahrain": "BHD"},
    "dirham": {"Emirat": "AED", "UAE": "AED", "Morocc": "MAD"},
    "shilling": {"Kenya": "KES", "Somali": "SOS", "Uganda": "UGX", "Tanzania": "TZS"},
    "peso": {"Mexic": "MXN", "Colombia": "COP", "Argentin": "ARS", "Philippine": "PHP"}
    | {"Chile": "CLP", "Cuba": "CUP"},
    "franc": {"Swiss": "CHF", "CFA": "XOF", "Congo": "CDF", "Rwanda": "RWF", "Burundi": "BIF"},
    "krona": {"Swed": "SEK", "Iceland": "ISK"},
    "kronor": {"Swed": "SEK"},
    "krone": {"Norw": "NOK", "Danish": "DKK", "Denmark": "DKK"},
    "kroner": {"Norw": "NOK", "Danish": "DKK", "Denmark": "DKK"},
    "won": {"South Korea": "KRW", "North Korea": "KPW"},
}


def currency(
    symbol: str | None, adjective: str | None, name: str | None, text: str
) -> tuple[str, str | None]:
    """ISO 4217 code, or an empty unit and the reason."""
    if symbol and symbol in SYMBOLS:
        return SYMBOLS[symbol], None
    word = "rupee" if symbol else (name or "").lower()
    if word.upper() in SYMBOLS:
        return word.upper(), None
    choices = NATIONAL.get(word, {})
    near = (adjective or "").strip()
    for country, code in choices.items():
        if near and (near.endswith(country) or near.startswith(country)):
            return code, None
    if word in PLAIN:
        return PLAIN[word], None
    named = {code for country, code in choices.items() if country in text}
    if len(named) == 1:
        return named.pop(), None
    return "", f"{word} of which country: {', '.join(sorted(named or set(choices.values())))}"
