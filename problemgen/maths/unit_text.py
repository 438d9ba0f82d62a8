"""Read the spelling of a unit into pieces that every format prints: ``uS/cm^2`` -> µS, /, cm, raised 2."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from problemgen.frozen import frozen
from problemgen.maths.print_plain import raised

NONE = ("", "1")  # units of a pure number


@frozen
class Piece:
    """Part of a unit: a symbol, a sign between symbols, or a raised number."""

    kind: Literal["symbol", "sign", "raised"]
    text: str


_TOKEN = re.compile(r"\*\*|\^?(?P<raised>(?<=[\^*°A-Za-zΩµμ])[-−]?\d+)|(?P<symbol>[^\W\d_]+|[°%‰])|(?P<sign>[*·./()])|\^|\s+|.")
_LOWER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MICRO = re.compile(r"[uμµ](?=(?:[AVMmLlgsSFJNCWK]|mol|Ohm|ohm|Pa|Hz|Osm|osm)$)")
_NAMES = {"degC": "°C", "celsius": "°C", "degrees": "°", "degree": "°", "deg": "°", "percent": "%", "pct": "%"}
_OHM = re.compile(r"(?:ohms?|Ohms?|OHM)$")


@lru_cache(maxsize=1024)
def pieces(unit: str) -> tuple[Piece, ...]:
    """Cut a unit into pieces with the signs that stand in print.

    >>> [piece.text for piece in pieces("uS/cm^2")]
    ['µS', '/', 'cm', '2']
    """
    if unit in NONE:
        return ()
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda match: "^" + match[0].translate(_LOWER), unit)
    found: list[Piece] = []
    for match in _TOKEN.finditer(text):
        if match["raised"] is not None:
            found.append(Piece("raised", match["raised"].replace("-", "−")))
        elif match["symbol"]:
            found.append(Piece("symbol", _symbol(match["symbol"])))
        elif match["sign"]:
            found.append(Piece("sign", match["sign"].replace("*", "·").replace(".", "·")))
        elif match[0].isspace():
            found.append(Piece("sign", " "))
        elif match[0] not in ("^", "**"):
            found.append(Piece("symbol", match[0]))
    return _glued(found)


def unicode_unit(unit: str) -> str:
    """Print a unit as Unicode text.

    >>> [unicode_unit(unit) for unit in ("uM", "degC", "mS/cm^2", "J/(mol*K)", "MOhm", "1")]
    ['µM', '°C', 'mS/cm²', 'J/(mol·K)', 'MΩ', '']
    """
    return "".join(raised(piece.text) if piece.kind == "raised" else piece.text for piece in pieces(unit))


def _symbol(text: str) -> str:
    return _NAMES.get(text) or _OHM.sub("Ω", _MICRO.sub("µ", text))


def _glued(found: list[Piece]) -> tuple[Piece, ...]:
    """Make one symbol of ``°`` and ``C``; a space between two symbols is a product."""
    result: list[Piece] = []
    for piece in found:
        if result and piece.kind == result[-1].kind == "symbol" and result[-1].text == "°":
            result[-1] = Piece("symbol", "°" + piece.text)
        else:
            result.append(piece)
    return tuple(result)
