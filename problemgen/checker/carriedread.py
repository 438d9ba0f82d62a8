"""Read how a part follows from earlier ones (``carried``), and check that the earlier parts are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Dict, List, Optional, Tuple

from problemgen.checker.fields import Fields
from problemgen.checker.key import Carried, NumberPart, Part
from problemgen.checker.units import read_unit, si_value
from problemgen.maths.formula import FormulaError, parse
from problemgen.maths.tree import Name, Node, Number, Quantity, children, rebuild, walk


def read_carried(fields: Fields, kinds: Sequence[str]) -> Optional[Carried]:
    """Read ``carried``: values in SI, sources, and a formula for a number or conditions for options."""
    given = fields.object("carried")
    return None if given is None else carried_from(given, kinds)


def carried_from(given: Fields, kinds: Sequence[str]) -> Carried:
    """Read an object that tells how a part follows from others; ``kinds`` says: formula or options."""
    values = _values_given(given, "values")
    sources = _sources(given)
    formula = _formula_given(given, given.text("formula", needed=True), "formula") if "formula" in kinds else None
    options = _conditions(given) if "options" in kinds else ()
    credit = given.number("credit", 0.75)
    if not 0 < credit <= 1:
        given.problem("credit", "a credit lies above 0 and is at most 1")
    given.finish()
    for node in [formula, *(condition for _, condition in options)]:
        for part in walk(node) if node is not None else ():
            if isinstance(part, Name) and part.name not in values and part.name not in sources:
                given.problem("", f"{part.name!r} has neither a value in 'values' nor a part in 'from'")
    return Carried(values, sources, formula, options, credit)


def _values_given(given: Fields, name: str) -> Dict[str, float]:
    inner = given.object(name)
    return {} if inner is None else {symbol: inner.number(symbol) for symbol in inner.data}


def _sources(given: Fields) -> Dict[str, str]:
    inner = given.object("from", needed=True)
    return {} if inner is None else {symbol: inner.text(symbol) for symbol in inner.data}


def _conditions(given: Fields) -> Tuple[Tuple[str, Node], ...]:
    found: List[Tuple[str, Node]] = []
    for number, pair in enumerate(given.items("options", needed=True)):
        if isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(text, str) for text in pair):
            node = _formula_given(given, pair[1], f"options[{number}]")
            if node is not None:
                found.append((pair[0], node))
        else:
            given.problem(f"options[{number}]", "a pair is needed: [option, condition]")
    return tuple(found)


def _formula_given(given: Fields, text: str, name: str) -> Optional[Node]:
    if not text:
        return None
    try:
        return _in_si(parse(text))
    except FormulaError as error:
        given.problem(name, f"column {error.column + 1}: {error.message}")
    except KeyError as error:
        given.problem(name, f"{error.args[0]!r} is not a unit that the checker knows")
    return None


def _in_si(node: Node) -> Node:
    """Replace quantities such as ``5 mV`` by plain numbers in SI base units."""
    if isinstance(node, Quantity):
        unit = read_unit(node.unit)
        if unit is None:
            raise KeyError(node.unit)
        return Number(repr(float(si_value(Decimal(node.text), unit))))
    return rebuild(node, tuple(_in_si(child) for child in children(node)))


def check_sources(parts: Mapping[str, Part], names: Sequence[str]) -> List[str]:
    """List every ``carried.from`` that names no earlier part answered with a number."""
    problems: List[str] = []
    for name, part in parts.items():
        carried = getattr(part, "carried", None)
        for symbol, source in carried.sources.items() if carried is not None else ():
            is_number = source not in parts or isinstance(parts[source], NumberPart)
            if source not in names[: names.index(name)] or not is_number:
                place = f"parts.{name}.carried.from.{symbol}"
                problems.append(f"{place}: {source!r} is not an earlier part that is answered with a number")
    return problems
