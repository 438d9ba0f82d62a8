"""Say a unit in words, for labels and for what screen readers speak: ``mV`` -> millivolts."""

from __future__ import annotations

from functools import lru_cache

from problemgen.maths.unit_text import Piece, pieces

_PREFIXES = {"f": "femto", "p": "pico", "n": "nano", "µ": "micro", "m": "milli", "c": "centi", "d": "deci",
             "k": "kilo", "M": "mega", "G": "giga"}  # fmt: skip
_UNITS = {
    "V": ("volt", "volts"), "A": ("ampere", "amperes"), "S": ("siemens", "siemens"), "Ω": ("ohm", "ohms"),
    "F": ("farad", "farads"), "C": ("coulomb", "coulombs"), "M": ("molar", "molar"), "mol": ("mole", "moles"),
    "Osm": ("osmole", "osmoles"), "osmol": ("osmole", "osmoles"), "L": ("litre", "litres"), "l": ("litre", "litres"),
    "J": ("joule", "joules"), "cal": ("calorie", "calories"), "eV": ("electronvolt", "electronvolts"), "W": ("watt", "watts"),
    "N": ("newton", "newtons"), "Pa": ("pascal", "pascals"), "K": ("kelvin", "kelvins"), "m": ("metre", "metres"),
    "g": ("gram", "grams"), "s": ("second", "seconds"), "Hz": ("hertz", "hertz"),
}  # fmt: skip
_WHOLE = {
    "mmHg": ("millimetre of mercury", "millimetres of mercury"), "atm": ("atmosphere", "atmospheres"),
    "min": ("minute", "minutes"), "h": ("hour", "hours"), "d": ("day", "days"),
    "°C": ("degree Celsius", "degrees Celsius"), "°": ("degree", "degrees"),
    "%": ("percent", "percent"), "kg": ("kilogram", "kilograms"), "pH": ("pH unit", "pH units"),
}  # fmt: skip
_LENGTHS = ("metre", "metres")
_POWERS = {"2": "square", "3": "cubic"}  # of lengths
_RAISED = {"2": "squared", "3": "cubed"}


@lru_cache(maxsize=256)
def unit_words(unit: str) -> str:
    """Say a unit, in the plural up to the first ``per``; '' for a pure number, and a symbol without a name as it is.

    >>> [unit_words(unit) for unit in ("mV", "uA/cm^2", "J/(mol*K)", "degC", "1")]
    ['millivolts', 'microamperes per square centimetre', 'joules per mole kelvin', 'degrees Celsius', '']
    """
    said: list[str] = []
    below = False
    found = [piece for piece in pieces(unit) if piece.text not in ("(", ")", " ", "·")]
    for at, piece in enumerate(found):
        if piece.text == "/":
            said += [] if below else ["per"]
            below = True
        elif piece.kind == "symbol":
            power = found[at + 1].text if at + 1 < len(found) and found[at + 1].kind == "raised" else ""
            if power.startswith("−") and not below:
                said.append("per")
                below = True
            said.append(_raised(piece, power.lstrip("−"), plural=not below))
    return " ".join(said)


def _raised(piece: Piece, power: str, plural: bool) -> str:
    """Say a symbol with its power: square metres, seconds squared."""
    name = _name(piece.text, plural)
    if power in ("", "1"):
        return name
    if name.endswith(_LENGTHS) and power in _POWERS:
        return f"{_POWERS[power]} {name}"
    return f"{name} {_RAISED.get(power, f'to the power {power}')}"


def _name(symbol: str, plural: bool) -> str:
    names = _WHOLE.get(symbol) or _UNITS.get(symbol)
    if names is not None:
        return names[plural]
    names, prefix = _UNITS.get(symbol[1:]), _PREFIXES.get(symbol[:1])
    return symbol if names is None or prefix is None else prefix + names[plural]
