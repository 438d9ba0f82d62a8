"""Read a typed quantity: text -> number and unit, in a fixed order of checks, each with its own code.

Too long or control characters, empty, number grammar, finite, unit known, unit missing; the judge does the rest.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Optional, Tuple, Union

from problemgen.checker.number import TypedNumber, read_number, refuse_rest
from problemgen.checker.text import plain_text, visible
from problemgen.checker.units import NO_DIMENSION, Unit, converted, read_unit, suggest_case
from problemgen.checker.verdict import Refusal
from problemgen.frozen import frozen

_LEFT_SIDE = re.compile(r"(?P<name>[^=~0-9<>!][^=~<>!]*?)? *[=~] *(?P<value>[^=~].*)", re.DOTALL)
_FULL_STOP = re.compile(r"(?<=[0-9A-Za-z])\.$")  # of a sentence
_ABOUT = re.compile(r"^(?:about|approx(?:\.|imately)?|ca\.?|circa|roughly|around) +", re.IGNORECASE | re.ASCII)
_IN_PARENTHESES = re.compile(r"\((?P<inside>[^()]*)\)")
_NUMBER_IN_PARENTHESES = re.compile(r"^\( *(?P<number>[+-]? *[0-9.,]+) *\)(?= *[^ 0-9(])")
_NOT_LETTERS = re.compile(r"[\s_{}()\[\]^*$\\+-]")


@frozen
class Asked:
    """What a question wants to read: its unit, whether one must be typed, and the symbol that may stand on the left."""

    unit: Unit
    unit_policy: str = "assumed"  # assumed, required, forbidden
    symbols: Tuple[str, ...] = ()
    decimal_mark: str = "either"  # either, point, comma
    words: Tuple[str, ...] = ()  # nouns that may follow a count


@frozen
class Reading:
    """A typed quantity: the number, the unit that was typed (None: the unit of the question), and its value there."""

    number: TypedNumber
    unit: Optional[Unit]
    exact: Decimal  # in the unit of the question; as typed where the dimension differs
    same_dimension: bool
    shown: str


def read_quantity(response: str, asked: Asked) -> Union[Reading, Refusal]:
    """Read what was typed as an answer to ``asked``.

    >>> read_quantity("E_K = \u22120.0901 V", Asked(read_unit("mV"), symbols=("E_K",))).exact
    Decimal('-90.1')
    """
    folded = plain_text(response)
    if isinstance(folded, Refusal):
        return folded
    text = _right_side(folded, asked.symbols)
    if isinstance(text, Refusal):
        return text
    text = _bared(text)
    read = read_number(text, asked.decimal_mark)
    if isinstance(read, Refusal):
        return read
    number, rest = read
    rest = _without_words(rest, asked.words)
    if not rest:
        return _bare(number, asked)
    return _with_unit(number, text, rest, asked)


def _bared(text: str) -> str:
    """Take off what stands around a number and changes nothing: about, parentheses, the full stop of a sentence."""
    text = _ABOUT.sub("", _FULL_STOP.sub("", text))
    whole = _IN_PARENTHESES.fullmatch(text)
    if whole:
        return whole.group("inside").strip()
    return _NUMBER_IN_PARENTHESES.sub(r"\g<number> ", text)


def same_symbol(typed: str, symbol: str) -> bool:
    """Tell whether a typed symbol is the one asked, however it is set: ``EK``, ``E_{K}``, ``E(K)``."""
    return _NOT_LETTERS.sub("", typed).lower() == _NOT_LETTERS.sub("", symbol).lower()


def _right_side(text: str, symbols: Tuple[str, ...]) -> Union[str, Refusal]:
    """Take off a left side that names what is asked."""
    if "=" not in text and "~" not in text:
        return text
    sides = _LEFT_SIDE.fullmatch(text)
    if sides is None:
        return text
    name = (sides.group("name") or "").strip()
    if not name or any(same_symbol(name, symbol) for symbol in symbols):
        return sides.group("value")
    if re.match(r"[A-Za-z\u0370-\u03ff]", name) and re.match(r"[-+]?[0-9.,]", sides.group("value")) and len(name) < 20:
        return Refusal("FMT_UNKNOWN_NAME", {"typed": visible(name)}, form="FMT_OTHER_SYMBOL")
    return text


def _without_words(rest: str, words: Tuple[str, ...]) -> str:
    rest = rest.strip()
    for word in words:
        if rest.lower().rstrip(".") == word.lower():
            return ""
    return rest


def _bare(number: TypedNumber, asked: Asked) -> Union[Reading, Refusal]:
    zero_without_unit = not number.value and not asked.unit.offset
    if asked.unit_policy == "required" and asked.unit.dimension != NO_DIMENSION and not zero_without_unit:
        return Refusal("UNIT_MISSING", {"unit": asked.unit.text}, number.shown)
    return Reading(number, None, number.value, True, with_unit(number.shown, asked.unit))


def with_unit(shown: str, unit: Unit) -> str:
    """Put a unit behind a number: ``\u221290.1 mV``; nothing behind a plain count."""
    return shown if unit.text == "1" else f"{shown} {unit.text}"


def _is_broken(rest: str, unit: Unit, asked: Unit) -> bool:
    """Tell whether a unit was cut by a space: ``m V`` is a product, and hardly meant."""
    if " " not in rest or unit.dimension == asked.dimension:
        return False
    whole = read_unit(rest.replace(" ", ""), asked.dimension)
    return whole is not None and whole.dimension == asked.dimension


def _with_unit(number: TypedNumber, text: str, rest: str, asked: Asked) -> Union[Reading, Refusal]:
    unit = read_unit(rest, asked.unit.dimension)
    if unit is None or unit.dimension != asked.unit.dimension:
        meant = suggest_case(rest, asked.unit)
        meant_unit = read_unit(meant) if meant else None
        if meant_unit is not None and (unit is None or meant_unit.dimension == asked.unit.dimension):
            return Refusal("UNIT_CASE", {"unit": visible(rest), "meant": meant}, number.shown)
    if unit is None or _is_broken(rest, unit, asked.unit):
        return refuse_rest(text, rest)
    shown = with_unit(number.shown, unit)
    if asked.unit_policy == "forbidden":
        return Refusal("UNIT_FORBIDDEN", {"unit": asked.unit.text}, shown)
    same = unit.dimension == asked.unit.dimension
    return Reading(number, unit, converted(number.value, unit, asked.unit) if same else number.value, same, shown)
