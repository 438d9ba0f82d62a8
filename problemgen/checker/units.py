"""Know the units people type: spelling -> dimension, factor and offset to SI.

Units are built from a table of symbols and prefixes, so ``kJ mol^-1``, ``kJ/mol`` and ``mS/cm2`` all read.
Factors are decimals: a change of prefix is exact, and never moves an answer across the edge of its window.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from itertools import product
from typing import Dict, List, Optional, Tuple

from problemgen.frozen import frozen

Dimension = Tuple[int, ...]  # exponents of m, kg, s, A, K, mol, osmol
NO_DIMENSION: Dimension = (0, 0, 0, 0, 0, 0, 0)
EXACT = Context(prec=60)

PREFIXES: Dict[str, str] = {
    "": "1", "T": "1e12", "G": "1e9", "M": "1e6", "k": "1e3", "d": "1e-1", "c": "1e-2",
    "m": "1e-3", "u": "1e-6", "n": "1e-9", "p": "1e-12", "f": "1e-15",
}  # fmt: skip
PREFIX_WORDS = {
    "": "", "G": "giga", "M": "mega", "k": "kilo", "c": "centi", "m": "milli", "u": "micro", "n": "nano",
    "p": "pico", "f": "femto",
}  # fmt: skip


@frozen
class Unit:
    """A unit as it was written, and what one of it is in SI: ``si = value * factor + offset``."""

    text: str
    dimension: Dimension
    factor: Decimal
    offset: Decimal = Decimal(0)


# symbol: (dimension, factor, allowed prefixes, word or "")
SYMBOLS: Dict[str, Tuple[Dimension, str, str, str]] = {
    "V": ((2, 1, -3, -1, 0, 0, 0), "1", "GMkmunpf", "volt"),
    "A": ((0, 0, 0, 1, 0, 0, 0), "1", "kmunpf", "ampere"),
    "S": ((-2, -1, 3, 2, 0, 0, 0), "1", "munpf", "siemens"),
    "Ohm": ((2, 1, -3, -2, 0, 0, 0), "1", "TGMkmu", "ohm"),
    "F": ((-2, -1, 4, 2, 0, 0, 0), "1", "munpf", "farad"),
    "C": ((0, 0, 1, 1, 0, 0, 0), "1", "kmunpf", "coulomb"),
    "J": ((2, 1, -2, 0, 0, 0, 0), "1", "GMkmunpf", "joule"),
    "W": ((2, 1, -3, 0, 0, 0, 0), "1", "GMkmunpf", "watt"),
    "N": ((1, 1, -2, 0, 0, 0, 0), "1", "Mkmunpf", "newton"),
    "cal": ((2, 1, -2, 0, 0, 0, 0), "4.184", "k", "calorie"),
    "eV": ((2, 1, -2, 0, 0, 0, 0), "1.602176634e-19", "GMkm", "electronvolt"),
    "M": ((-3, 0, 0, 0, 0, 1, 0), "1000", "munpf", "molar"),
    "mol": ((0, 0, 0, 0, 0, 1, 0), "1", "kmunpf", "mole"),
    "Osm": ((-3, 0, 0, 0, 0, 0, 1), "1000", "m", ""),
    "osmol": ((0, 0, 0, 0, 0, 0, 1), "1", "m", ""),
    "K": ((0, 0, 0, 0, 1, 0, 0), "1", "mk", "kelvin"),
    "s": ((0, 0, 1, 0, 0, 0, 0), "1", "munpf", "second"),
    "min": ((0, 0, 1, 0, 0, 0, 0), "60", "", "minute"),
    "h": ((0, 0, 1, 0, 0, 0, 0), "3600", "", "hour"),
    "m": ((1, 0, 0, 0, 0, 0, 0), "1", "kdcmunpf", "metre"),
    "g": ((0, 1, 0, 0, 0, 0, 0), "0.001", "kmunpf", "gram"),
    "L": ((3, 0, 0, 0, 0, 0, 0), "0.001", "dcmunpf", "litre"),
    "Pa": ((-1, 1, -2, 0, 0, 0, 0), "1", "GMkm", "pascal"),
    "atm": ((-1, 1, -2, 0, 0, 0, 0), "101325", "", "atmosphere"),
    "bar": ((-1, 1, -2, 0, 0, 0, 0), "100000", "m", ""),
    "mmHg": ((-1, 1, -2, 0, 0, 0, 0), "133.322387415", "", ""),
    "Hz": ((0, 0, -1, 0, 0, 0, 0), "1", "GMkm", "hertz"),
    "decade": (NO_DIMENSION, "1", "", ""),
    "%": (NO_DIMENSION, "0.01", "", "percent"),
}
OTHER_SPELLINGS = {
    "l": "L", "ml": "mL", "dl": "dL", "cl": "cL", "ul": "uL", "nl": "nL", "pl": "pL", "fl": "fL", "liter": "L",
    "milliliter": "mL", "microliter": "uL", "meter": "m", "centimeter": "cm", "millimeter": "mm",
    "micrometer": "um", "micron": "um", "nanometer": "nm", "amp": "A", "sec": "s", "msec": "ms", "usec": "us",
    "mins": "min", "hr": "h", "hrs": "h", "secs": "s", "mosm": "mOsm", "mosmol": "mosmol", "osm": "Osm",
    "ohms": "Ohm", "decades": "decade", "dec": "decade", "hertz": "Hz", "Kcal": "kcal", "mOsmol": "mosmol",
    "Osmol": "osmol",
}  # fmt: skip
CELSIUS = ("degC", "celsius", "Celsius", "oC", "degreeC", "degreesC", "degcelsius", "degreecelsius", "degreescelsius")

# dimension: (word, units to name as examples)
DIMENSION_WORDS: Dict[Dimension, Tuple[str, str]] = {
    SYMBOLS["V"][0]: ("potential", "V, mV, \u00b5V"),
    SYMBOLS["A"][0]: ("current", "A, nA, pA"),
    SYMBOLS["S"][0]: ("conductance", "S, nS, pS"),
    SYMBOLS["Ohm"][0]: ("resistance", "Ohm, MOhm, GOhm"),
    SYMBOLS["F"][0]: ("capacitance", "F, nF, pF"),
    SYMBOLS["C"][0]: ("charge", "C, nC, pC"),
    SYMBOLS["J"][0]: ("energy", "J, kJ, eV"),
    SYMBOLS["W"][0]: ("power", "W, mW"),
    SYMBOLS["N"][0]: ("force", "N, pN"),
    SYMBOLS["M"][0]: ("concentration", "M, mM, \u00b5M"),
    SYMBOLS["mol"][0]: ("amount of substance", "mol, mmol"),
    SYMBOLS["Osm"][0]: ("osmolarity", "Osm, mOsm"),
    SYMBOLS["K"][0]: ("temperature", "K, \u00b0C"),
    SYMBOLS["s"][0]: ("time", "s, ms"),
    SYMBOLS["m"][0]: ("length", "m, \u00b5m"),
    SYMBOLS["g"][0]: ("mass", "g, mg"),
    SYMBOLS["L"][0]: ("volume", "L, mL"),
    SYMBOLS["Pa"][0]: ("pressure", "Pa, kPa, mmHg"),
    SYMBOLS["Hz"][0]: ("rate", "1/s, Hz"),
    (2, 1, -2, 0, 0, -1, 0): ("energy per mole", "kJ/mol, J/mol"),
    (1, 0, -1, 0, 0, 0, 0): ("speed", "m/s, cm/s"),
    (2, 0, 0, 0, 0, 0, 0): ("area", "m^2, cm^2"),
    (2, 0, -1, 0, 0, 0, 0): ("diffusion coefficient", "m^2/s, cm^2/s"),
    (-2, 0, 0, 1, 0, 0, 0): ("current density", "A/m^2, \u00b5A/cm^2"),
    (-4, -1, 3, 2, 0, 0, 0): ("conductance per area", "S/m^2, mS/cm^2"),
    (-4, -1, 4, 2, 0, 0, 0): ("capacitance per area", "F/m^2, \u00b5F/cm^2"),
    (1, 1, -3, -1, 0, 0, 0): ("electric field", "V/m, MV/m"),
    (3, 1, -3, -2, 0, 0, 0): ("resistivity", "Ohm m, Ohm cm"),
    (-2, 0, -1, 0, 0, 1, 0): ("flux", "mol/(m^2 s)"),
    NO_DIMENSION: ("number without a unit", "1, %"),
}


def _spellings() -> Dict[str, Unit]:
    found: Dict[str, Unit] = {}
    for symbol, (dimension, factor, prefixes, word) in SYMBOLS.items():
        for prefix in ("", *prefixes):
            size = EXACT.multiply(Decimal(PREFIXES[prefix]), Decimal(factor)).normalize()
            unit = found[prefix + symbol] = Unit(prefix + symbol, dimension, size)
            if word and prefix in PREFIX_WORDS:
                found.setdefault(PREFIX_WORDS[prefix] + word, unit)
                found.setdefault(PREFIX_WORDS[prefix] + word + "s", unit)
    for other, spelling in OTHER_SPELLINGS.items():
        found.setdefault(other, found[spelling])
    for text in CELSIUS:
        found[text] = Unit("\u00b0C", SYMBOLS["K"][0], Decimal(1), Decimal("273.15"))
    return found


SPELLINGS = _spellings()
_BY_SMALL_LETTERS: Dict[str, List[str]] = {}
for _spelling in SPELLINGS:
    _BY_SMALL_LETTERS.setdefault(_spelling.lower(), []).append(_spelling)

_PIECE = re.compile(
    r" *(?:(?P<over>/|per(?![A-Za-z]))|(?P<times>\*)|(?P<open>\()|(?P<close>\))|(?P<one>1(?= *(?:/|$)))"
    r"|(?P<symbol>[A-Za-z%]+)(?: *\^ *\(? *(?P<raised>[+-]?[0-9]) *\)?|(?P<power>[+-]?[0-9]))?)"
)
_Factor = Tuple[str, int]  # symbol, exponent


def _folded(text: str) -> str:
    """Fold the signs of units to ASCII letters: both micro signs, Ohm, the degree sign."""
    for sign, letters in (("\u03bc", "u"), ("\u00b5", "u"), ("\u03a9", "Ohm"), ("\u2126", "Ohm"), ("\u00b0", "deg")):
        text = text.replace(sign, letters)
    return re.sub(r"\b(deg(?:rees?)?|o) ?(C|[Cc]elsius)\b", "degC", text.strip().rstrip("."), flags=re.ASCII)


def _factors(text: str) -> Optional[List[_Factor]]:
    """Cut a unit into symbols with exponents; a space after ``/`` keeps the denominator (``J/mol K``)."""
    factors: List[_Factor] = []
    at, sign, inside = 0, 1, False
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            return None
        at = piece.end()
        if piece.group("over"):
            sign = -1
        elif piece.group("times"):
            sign = sign if inside else 1
        elif piece.group("open") or piece.group("close"):
            if inside == bool(piece.group("open")):
                return None
            inside = not inside
            sign = sign if inside else 1
        elif piece.group("symbol"):
            factors.append((piece.group("symbol"), sign * int(piece.group("raised") or piece.group("power") or 1)))
    twice = len({symbol for symbol, _ in factors}) < len(factors)  # mV mV is a slip, not a square
    return None if inside or twice else factors


def _product(text: str, factors: List[_Factor]) -> Optional[Unit]:
    if len(factors) == 1 and factors[0] == (factors[0][0], 1):
        unit = SPELLINGS.get(factors[0][0])
        return None if unit is None else Unit(text, unit.dimension, unit.factor, unit.offset)
    dimension, size = list(NO_DIMENSION), Decimal(1)
    for symbol, exponent in factors:
        unit = SPELLINGS.get(symbol)
        if unit is None or (unit.offset and len(factors) == 1):
            return None
        power = EXACT.power(unit.factor, abs(exponent))
        size = EXACT.multiply(size, power) if exponent > 0 else EXACT.divide(size, power)
        dimension = [total + exponent * one for total, one in zip(dimension, unit.dimension)]
    return Unit(text, tuple(dimension), size.normalize(EXACT))


@lru_cache(maxsize=4096)
def read_unit(text: str, expected: Optional[Dimension] = None) -> Optional[Unit]:
    """Read a unit, or give None; what the question asks decides where one spelling has two meanings (``C``).

    >>> read_unit("kJ mol^-1").factor, read_unit("kJ/mol").factor, read_unit("bananas")
    (Decimal('1E+3'), Decimal('1E+3'), None)
    """
    folded = _folded(text)
    if folded == "C" and expected == SYMBOLS["K"][0]:
        folded = "degC"
    if folded == "1":
        return Unit("1", NO_DIMENSION, Decimal(1))
    if re.fullmatch(r"m?[Oo]sm(ol)?/(L|l|kg)", folded):
        folded = ("mOsm" if folded[0] == "m" else "Osm")  # fmt: skip
    factors = _factors(folded) if folded else None
    return _product(text, factors) if factors else None


def suggest_case(text: str, asked: Unit) -> str:
    """Find the unit that someone meant who typed it in other capitals: ``mv`` -> ``mV``; '' where there is none.

    >>> suggest_case("mv", read_unit("mV"))
    'mV'
    """
    folded = _folded(text)
    factors = _factors(folded) if folded else None
    if not factors or len(factors) > 4:
        return ""
    candidates = [_BY_SMALL_LETTERS.get(symbol.lower(), []) for symbol, _ in factors]
    exponents = [exponent for _, exponent in factors]
    found: List[Tuple[int, str]] = []
    for symbols in list(product(*candidates))[:64]:
        meant = _recased(folded, symbols)
        unit = _product("", list(zip(symbols, exponents)))
        if unit is not None and meant != folded and _same_size(read_unit(meant), unit):
            if unit.dimension != asked.dimension and len(folded) < 2:
                continue
            rank = 2 if unit.dimension != asked.dimension else int(unit.factor != asked.factor)
            found.append((rank, meant))
    return min(found, default=(2, ""))[1]


def _same_size(one: Optional[Unit], other: Unit) -> bool:
    return one is not None and (one.dimension, one.factor) == (other.dimension, other.factor)


def _recased(text: str, symbols: Tuple[str, ...]) -> str:
    for symbol in symbols:
        text = re.sub(rf"(?<![A-Za-z]){re.escape(symbol)}(?![A-Za-z])", symbol, text, flags=re.IGNORECASE | re.ASCII)
    return text


def converted(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """Change a value from one unit to another of the same dimension; prefixes move the point and nothing else.

    >>> converted(Decimal("-0.0901"), read_unit("V"), read_unit("mV"))
    Decimal('-90.1')
    """
    if source.factor == target.factor and source.offset == target.offset:
        return value
    if not source.offset and not target.offset:
        return EXACT.multiply(value, EXACT.divide(source.factor, target.factor).normalize(EXACT))
    return EXACT.divide(EXACT.subtract(si_value(value, source), target.offset), target.factor)


def si_value(value: Decimal, unit: Unit) -> Decimal:
    """Give a value in SI base units."""
    return EXACT.add(EXACT.multiply(value, unit.factor), unit.offset)


def from_si(value: float, unit: Unit) -> float:
    """Give an SI value in a unit."""
    return (value - float(unit.offset)) / float(unit.factor)


def dimension_word(unit: Unit) -> str:
    """Name what a unit measures: ``mA`` -> ``current``."""
    return DIMENSION_WORDS.get(unit.dimension, ("another kind of quantity", ""))[0]


def dimension_asked(unit: Unit) -> str:
    """Name what a question asks, with units to use: ``a potential (V, mV, \u00b5V)``."""
    word, examples = DIMENSION_WORDS.get(unit.dimension, ("", ""))
    if not word:
        return f"a value in {unit.text}"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word} ({examples})"


@lru_cache(maxsize=1024)
def unit_of_size(unit: Unit, ratio_exponent: int) -> str:
    """Find the unit that is ``10**ratio_exponent`` times as large (``mV``, 3 -> ``V``), or ''."""
    factor = EXACT.multiply(unit.factor, Decimal(1).scaleb(ratio_exponent))
    for text, other in SPELLINGS.items():
        if other.dimension == unit.dimension and other.factor == factor and not other.offset:
            return text.replace("u", "\u00b5", 1) if text[0] == "u" else text
    head, slash, tail = unit.text.partition("/")
    if not slash:
        return ""
    first = read_unit(head)
    other_head = unit_of_size(first, ratio_exponent) if first is not None else ""
    return other_head + slash + tail if other_head else ""
