"""Keep formula trees as JSON: nested lists, the kind of node first."""

from __future__ import annotations

from typing import Any

from problemgen.maths.tree import Binary, Call, Compare, Logic, Name, Negate, Node, Number


def to_json(node: Node) -> Any:
    """Give a tree as JSON-ready lists; quantities with units must be converted before.

    >>> from problemgen.maths.formula import parse
    >>> to_json(parse("V_m - 2"))
    ['-', ['name', 'V_m'], ['number', '2']]
    """
    match node:
        case Number(text):
            return ["number", text]
        case Name(name):
            return ["name", name]
        case Negate(operand):
            return ["negate", to_json(operand)]
        case Binary(op, left, right):
            return [op, to_json(left), to_json(right)]
        case Call(function, arguments):
            return ["call", function, *map(to_json, arguments)]
        case Compare(op, left, right):
            return ["compare", op, to_json(left), to_json(right)]
        case Logic(op, operands):
            return ["logic", op, *map(to_json, operands)]
    raise TypeError(f"{type(node).__name__} cannot be kept")


def from_json(data: Any) -> Node:
    """Read what ``to_json`` gave. Raises ValueError.

    >>> from problemgen.maths.formula import parse
    >>> from_json(to_json(parse("ln(a/b) > 2 and not c"))) == parse("ln(a/b) > 2 and not c")
    True
    """
    match data:
        case ["number", str(text)]:
            return Number(text)
        case ["name", str(name)]:
            return Name(name)
        case ["negate", operand]:
            return Negate(from_json(operand))
        case [("+" | "-" | "*" | "/" | "^") as op, left, right]:
            return Binary(op, from_json(left), from_json(right))
        case ["call", str(function), *arguments]:
            return Call(function, tuple(map(from_json, arguments)))
        case ["compare", str(op), left, right]:
            return Compare(op, from_json(left), from_json(right))
        case ["logic", str(op), *operands]:
            return Logic(op, tuple(map(from_json, operands)))
    raise ValueError(f"no formula: {data!r}")
