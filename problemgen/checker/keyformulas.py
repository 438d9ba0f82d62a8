"""Read the parts of a key that are answered with a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Dict, List, Optional, Tuple

from problemgen.checker.fields import Fields, is_number
from problemgen.checker.formulas import POINTS, Ranges, points_for, values_of
from problemgen.checker.key import Common, FormulaPart
from problemgen.checker.keynumbers import read_credit, read_mistake_code
from problemgen.checker.lookup import OpenSecret, Variant
from problemgen.checker.windows import KEY
from problemgen.maths.formula import FormulaError, parse_typed
from problemgen.maths.tree import Node

LARGEST_RELATIVE = 1e-4


def read_formula_part(fields: Fields, common: Common) -> FormulaPart:
    """Read a formula, the ranges of its names, and the formulas of its mistakes."""
    ranges, relative, symbols = read_ranges(fields), read_relative(fields), fields.texts("symbol")
    node = _formula_of(fields, ranges)
    points = points_for(node, ranges) if ranges and node is not None else ()
    if ranges and node is not None and len(points) < POINTS:
        fields.problem("names", "the formula has no value, or only 0, at too many points within these ranges")
    variants: List[Variant] = []
    if node is not None and points:
        variants.append(Variant(KEY, _values(fields, node, ranges, points)))
    for number, entry in enumerate(fields.items("mistakes")):
        given = Fields(entry, f"{fields.place('mistakes')}[{number}]", fields.problems)
        code, wrong = read_mistake_code(given), _formula_of(given, ranges)
        message, credit = given.text("message"), read_credit(given, "credit", 0.0)
        given.finish()
        if wrong is not None and points:
            variants.append(Variant(code, _values(given, wrong, ranges, points), message, credit))
    return FormulaPart(common, ranges, points, OpenSecret(variants=tuple(variants)), symbols, relative)


def read_relative(fields: Fields) -> float:
    """Read how closely the values of two formulas must agree."""
    given = fields.object("tolerance")
    if given is None:
        return 1e-6
    relative = given.number("relative", 1e-6)
    if not 0 < relative <= LARGEST_RELATIVE:
        given.problem("relative", f"formulas are compared within a share above 0 and at most {LARGEST_RELATIVE:g}")
    given.finish()
    return relative


def read_ranges(fields: Fields) -> Dict[str, Tuple[float, float]]:
    """Read the names that a formula may use, each with the range in which it is sampled."""
    given = fields.object("names", needed=True)
    ranges: Dict[str, Tuple[float, float]] = {}
    for name in given.data if given is not None else ():
        ends = given.items(name)  # type: ignore[union-attr]
        if len(ends) == 2 and all(is_number(end) for end in ends) and float(ends[0]) < float(ends[1]):
            ranges[name] = (float(ends[0]), float(ends[1]))
        else:
            fields.problem(f"names.{name}", "a range of two finite numbers is needed, the lower one first")
    return ranges


def _formula_of(fields: Fields, ranges: Ranges) -> Optional[Node]:
    text = fields.text("formula", needed=True)
    if not text or not ranges:
        return None
    try:
        return parse_typed(text, frozenset(ranges))
    except FormulaError as error:
        fields.problem("formula", f"column {error.column + 1}: {error.message}")
        return None


def _values(fields: Fields, node: Node, ranges: Ranges, points: Sequence[int]) -> Tuple[float, ...]:
    values = values_of(node, ranges, points)
    if any(value is None for value in values):
        fields.problem("formula", "has no value at some points within the ranges of its names")
    return tuple(value for value in values if value is not None)
