"""Many formulas -> one fast Python function, for numbers that are computed by the million.

The function is assembled from ``ast`` nodes out of our own tree: no text, of an author or a student, is ever
read by Python. A tree walk costs about ten times as much (see benchmarks/).
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from problemgen.frozen import frozen
from problemgen.maths.evaluate import FUNCTION_VALUES
from problemgen.maths.tree import Binary, Call, Compare, Logic, Name, Negate, Node, Number

_OPERATORS: dict[str, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "==": ast.Eq, "!=": ast.NotEq,
}  # fmt: skip

Function = Callable[[Sequence[float]], tuple[float | None, ...]]


@frozen
class Line:
    """One value to compute; later lines may use it by name."""

    name: str
    formula: Node


@frozen
class Conflict:
    """A condition that must not hold, and the values it needs."""

    lines: tuple[Line, ...]
    condition: Node


def compile_lines(inputs: Sequence[str], lines: Sequence[Line]) -> Function:
    """Make a function from the input values to one value a line; None where a line has no finite value.

    >>> from problemgen.maths.formula import parse
    >>> compile_lines(["V_m", "E"], [Line("DF", parse("V_m - E")), Line("x", parse("ln(DF)"))])((-65.0, -82.6))[0]
    17.599999999999994
    """
    return _compiled(tuple(inputs), tuple(lines))


def compile_gate(
    inputs: Sequence[str], lines: Sequence[Line], musts: Sequence[Node], conflicts: Sequence[Conflict]
) -> Callable[[Sequence[float]], bool]:
    """Make a test of input values: every line has a value, every must holds, no conflict does; undefined is not true.

    >>> from problemgen.maths.formula import parse
    >>> close = Conflict((), parse("ln(DF) > 4"))
    >>> gate = compile_gate(["V_m", "E"], [Line("DF", parse("V_m - E"))], [parse("abs(DF) > 5")], [close])
    >>> gate((-65.0, -82.6)), gate((-65.0, -66.0)), gate((0.0, -82.6))
    (True, False, False)
    """
    places = _places(inputs, [*lines, *(line for conflict in conflicts for line in conflict.lines)])
    body = _unpacked(inputs, places)
    refuse: list[ast.stmt] = [ast.Return(ast.Constant(False))]
    known: list[ast.stmt] = []
    for line in lines:
        known.append(_assigned(line, places))
        finite = _call("isfinite", [ast.Name(places[line.name], ast.Load())])
        known.append(ast.If(ast.UnaryOp(ast.Not(), finite), refuse, []))
    known += [ast.If(ast.UnaryOp(ast.Not(), _expression(must, places)), refuse, []) for must in musts]
    if known:
        body.append(_tried(known, refuse))
    for conflict in conflicts:
        steps = [_assigned(line, places) for line in conflict.lines]
        body.append(_tried([*steps, ast.If(_expression(conflict.condition, places), refuse, [])], [ast.Pass()]))
    body.append(ast.Return(ast.Constant(True)))
    gate: Callable[[Sequence[float]], bool] = _function(body)
    return gate


def _assigned(line: Line, places: dict[str, str]) -> ast.stmt:
    return ast.Assign([ast.Name(places[line.name], ast.Store())], _expression(line.formula, places))


def _places(inputs: Sequence[str], lines: Sequence[Line]) -> dict[str, str]:
    return {name: f"v{position}" for position, name in enumerate([*inputs, *(line.name for line in lines)])}


def _unpacked(inputs: Sequence[str], places: dict[str, str]) -> list[ast.stmt]:
    if not inputs:
        return []
    targets: list[ast.expr] = [ast.Name(places[name], ast.Store()) for name in inputs]
    return [ast.Assign([ast.Tuple(targets, ast.Store())], ast.Name("values", ast.Load()))]


@cache
def _compiled(inputs: tuple[str, ...], lines: tuple[Line, ...]) -> Function:
    places = _places(inputs, lines)
    body = _unpacked(inputs, places)
    for line in lines:
        body.append(_guarded(places[line.name], _expression(line.formula, places)))
    results: list[ast.expr] = [ast.Name(places[line.name], ast.Load()) for line in lines]
    body.append(ast.Return(ast.Tuple(results, ast.Load())))
    function: Function = _function(body)
    return function


def _function(body: list[ast.stmt]) -> Any:
    arguments = ast.arguments([], [ast.arg("values")], None, [], [], None, [])
    module = ast.Module([ast.FunctionDef("function", arguments, body, [], None)], [])
    names: dict[str, object] = {f"f_{name}": value for name, value in FUNCTION_VALUES.items()}
    names |= {"isfinite": math.isfinite, "overflow": _overflow, "pow": math.pow, "__builtins__": {}, "errors": _ERRORS}
    exec(compile(ast.fix_missing_locations(module), "<formulas>", "exec"), names)
    return names["function"]


_ERRORS = (ValueError, ZeroDivisionError, OverflowError, TypeError)  # TypeError: an operand is an undefined line (None)


def _overflow() -> float:
    raise OverflowError


def _guarded(target: str, value: ast.expr) -> ast.stmt:
    store = ast.Assign([ast.Name(target, ast.Store())], value)
    none = ast.Assign([ast.Name(target, ast.Store())], ast.Constant(None))
    finite = _call("isfinite", [ast.Name(target, ast.Load())])
    check = ast.If(ast.UnaryOp(ast.Not(), finite), [none], [])
    return _tried([store, check], [none])


def _tried(body: list[ast.stmt], otherwise: list[ast.stmt]) -> ast.stmt:
    return ast.Try(body, [ast.ExceptHandler(ast.Name("errors", ast.Load()), None, otherwise)], [], [])


def _call(function: str, arguments: list[ast.expr]) -> ast.expr:
    return ast.Call(ast.Name(function, ast.Load()), arguments, [])


def _expression(node: Node, places: dict[str, str]) -> ast.expr:
    if isinstance(node, Number):
        return ast.Constant(node.value)
    if isinstance(node, Name):
        return ast.Name(places[node.name], ast.Load())
    if isinstance(node, Negate):
        return ast.UnaryOp(ast.USub(), _expression(node.operand, places))
    if isinstance(node, Call):
        return _call(f"f_{node.function}", [_finite(argument, places) for argument in node.arguments])
    if isinstance(node, Logic):
        return _logic(node, places)
    if not isinstance(node, (Binary, Compare)):
        raise TypeError(f"a quantity with a unit ({node.unit}) must be converted before evaluation")
    if isinstance(node, Compare):
        return ast.Compare(_finite(node.left, places), [_COMPARISONS[node.op]()], [_finite(node.right, places)])
    if node.op == "^":
        return _call("pow", [_finite(node.left, places), _finite(node.right, places)])
    right = _finite(node.right, places) if node.op == "/" else _expression(node.right, places)
    return ast.BinOp(_expression(node.left, places), _OPERATORS[node.op](), right)


def _finite(node: Node, places: dict[str, str]) -> ast.expr:
    """Check a value where an infinite one would be hidden: 1/inf is 0, exp(-inf) is 0, inf > 1 is true."""
    expression = _expression(node, places)
    if not isinstance(node, Binary) or node.op == "^":
        return expression
    test = _call("isfinite", [ast.NamedExpr(ast.Name("found", ast.Store()), expression)])  # a call less than a checker of ours
    return ast.IfExp(test, ast.Name("found", ast.Load()), _call("overflow", []))


def _truth(node: Node, places: dict[str, str]) -> ast.expr:
    """A number is true where it is not zero."""
    if isinstance(node, (Compare, Logic)):
        return _expression(node, places)
    return ast.Compare(_finite(node, places), [ast.NotEq()], [ast.Constant(0.0)])


def _logic(node: Logic, places: dict[str, str]) -> ast.expr:
    operands = [_truth(operand, places) for operand in node.operands]
    if node.op == "not":
        return ast.UnaryOp(ast.Not(), operands[0])
    return ast.BoolOp(ast.And() if node.op == "and" else ast.Or(), operands)
