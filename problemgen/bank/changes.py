"""Apply a mistake's change: the same change serves every form of a relation.

A change of symbols or functions is made in the relation's equation, and the changed equation is solved for what was
asked; a change of the result or a whole new formula acts on the solved form.
"""

from __future__ import annotations

from collections.abc import Mapping

from problemgen.bank.bank import Change, Decision, Relation, Symbol
from problemgen.maths.symbolic import CannotSolve, solve
from problemgen.maths.tree import Call, Equation, Name, Node, children, rebuild, substitute


def solved(relation: Relation, symbol: str, symbols: Mapping[str, Symbol]) -> Node:
    """Solve a relation for a symbol. Raises CannotSolve."""
    positive = frozenset(name for name, each in symbols.items() if each.positive)
    return solve(relation.equation, symbol, positive)


def changed_relation(relation: Relation, symbol: str, change: Change, symbols: Mapping[str, Symbol]) -> Node | None:
    """Give the wrong formula for a symbol, or None where the change does not touch it or leaves nothing to solve."""
    right = solved(relation, symbol, symbols)
    if change.result is not None or change.formula is not None:
        return changed(right, change)
    sides = [_changed_symbols(side, change) for side in (relation.equation.left, relation.equation.right)]
    equation = Equation(*sides)
    if equation == relation.equation:
        return None
    positive = frozenset(name for name, each in symbols.items() if each.positive)
    try:
        return solve(equation, symbol, positive)
    except CannotSolve:
        return None


def changed(formula: Node, change: Change) -> Node | None:
    """Give a formula with the change made in it, or None where nothing changes."""
    if change.result is not None:
        return substitute(change.result, {"result": formula})
    if change.formula is not None:
        return change.formula
    after = _changed_symbols(formula, change)
    return None if after == formula else after


def changed_conditions(decision: Decision, change: Change) -> tuple[Node, ...] | None:
    """Give a decision's conditions with the change made in all of them, or None where nothing changes."""
    before = tuple(outcome.when for outcome in decision.outcomes)
    after = tuple(_changed_symbols(condition, change) for condition in before)
    return None if after == before else after


def _changed_symbols(node: Node, change: Change) -> Node:
    if change.swap is not None:
        one, other = change.swap
        return substitute(node, {one: Name(other), other: Name(one)})
    if change.replace is not None:
        return substitute(node, dict(change.replace))
    if change.function is not None:
        return _with_functions(node, change.function)
    return node


def _with_functions(node: Node, functions: Mapping[str, str]) -> Node:
    operands = tuple(_with_functions(child, functions) for child in children(node))
    if isinstance(node, Call) and node.function in functions:
        return Call(functions[node.function], operands)
    return rebuild(node, operands)


