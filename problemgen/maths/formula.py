"""Read a formula into a tree and write it again: text <-> Node.

Standard library only, because the standalone checker carries this file.
Two dialects share one grammar: what bank authors write (every product spelled out, numbers may carry a unit)
and what students type (implied products, as textbooks print them: ``RT/zF ln(a/b)``).
Nothing is ever evaluated while it is read.
"""

from __future__ import annotations

import re
from typing import Callable, FrozenSet, Iterator, List, Optional, Tuple

from problemgen.frozen import frozen
from problemgen.maths.tree import (
    FUNCTIONS,
    Binary,
    Call,
    Compare,
    Equation,
    Logic,
    Name,
    Negate,
    Node,
    Number,
    Quantity,
)

MAX_LENGTH = 2000
MAX_SIZE = 200  # operations in a row; with MAX_DEPTH it bounds every walk over a tree
MAX_DEPTH = 40  # nesting; recursion in readers and printers stays far below Python's own limit


class FormulaError(ValueError):
    """A formula that cannot be read; ``code`` is stable, ``column`` counts from 0."""

    def __init__(self, message: str, column: int, code: str = "FMT_MALFORMED") -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.code = code


_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_\u0370-\u03ff][A-Za-z_0-9\u0370-\u03ff]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*)"
    r"|(?P<unit>\[[^\[\]]*\])"
    r"|(?P<op>\*\*|<=|>=|==|!=|[-+*/^()<>,=]))"
)
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_WORDS = ("and", "or", "not")


@frozen
class _Token:
    kind: str  # number, name, unit, op, end
    text: str
    column: int


def parse(text: str) -> Node:
    """Read an author's formula or condition.

    A name after a number is its unit (``5 mV``); a unit of several parts is written in brackets
    (``0.3 [mS/cm^2]``). Raises FormulaError.

    >>> parse("g*(V_m - E)")
    Binary(op='*', left=Name(name='g'), right=Binary(op='-', left=Name(name='V_m'), right=Name(name='E')))
    """
    reader = _Reader(text, None)
    return reader.whole(reader.condition())


def parse_equation(text: str) -> Equation:
    """Read an author's equation, ``left = right``. Raises FormulaError."""
    reader = _Reader(text, None)
    left = reader.sum()
    reader.expect("=", "an equation needs one '=' between its two sides")
    right = reader.sum()
    reader.whole(right)
    return Equation(left, right)


def parse_typed(text: str, names: FrozenSet[str]) -> Node:
    """Read a formula that a student typed, in terms of the declared ``names``.

    Adjacent symbols are a product that binds tighter than ``/`` (``RT/zF`` is ``(R*T)/(z*F)``);
    a function after a product multiplies all that stands before it. Raises FormulaError with a stable code.

    >>> parse_typed("RT/zF ln(o/i)", frozenset("RTzFoi")) == parse_typed("(R*T)/(z*F)*ln(o/i)", frozenset("RTzFoi"))
    True
    """
    return read_typed(text, names)[0]


def read_typed(text: str, names: FrozenSet[str]) -> Tuple[Node, bool]:
    """Read a typed formula like ``parse_typed``, and tell whether a product in it was implied.

    >>> read_typed("z*F", frozenset("zF"))[1], read_typed("zF", frozenset("zF"))[1]
    (False, True)
    """
    reader = _Reader(text, names)
    node = reader.whole(reader.sum())
    return node, reader.implied_product


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"unexpected {text[column]!r}", column)
        kind = match.lastgroup or ""
        yield _Token(kind, match.group(kind), match.start(kind))
        at = match.end()
    yield _Token("end", "", end)


class _Reader:
    """A recursive-descent reader over one text; ``names`` is None in the authors' dialect."""

    def __init__(self, text: str, names: Optional[FrozenSet[str]]) -> None:
        if len(text) > MAX_LENGTH:
            raise FormulaError(f"the formula is longer than {MAX_LENGTH} characters", MAX_LENGTH, "FMT_TOO_LONG")
        self.names = names
        self.tokens: List[_Token] = list(_tokens(text))
        if names is not None:
            self.tokens = [part for token in self.tokens for part in _split(token, names)]
        self.at = 0
        self.depth = 0
        self.size = 0
        self.implied_product = False

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *ops: str) -> Optional[_Token]:
        token = self.token
        if token.kind in ("op", "name") and token.text in ops:
            self.at += 1
            return token
        return None

    def expect(self, op: str, message: str) -> None:
        if self.take(op) is None:
            raise FormulaError(message, self.token.column)

    def whole(self, node: Node) -> Node:
        token = self.token
        if token.kind == "end":
            return node
        if token.kind == "number" or (token.kind == "name" and self.names is None):
            raise FormulaError(f"an operator is missing before {token.text!r}", token.column)
        raise FormulaError(f"unexpected {token.text!r}", token.column)

    def condition(self) -> Node:
        return self.joined("or", lambda: self.joined("and", self.negation))

    def joined(self, word: str, operand: Callable[[], Node]) -> Node:
        operands = [operand()]
        while self.take(word):
            self.counted()
            operands.append(operand())
        return operands[0] if len(operands) == 1 else Logic(word, tuple(operands))

    def negation(self) -> Node:
        if self.take("not"):
            self.deeper(self.token)
            node = Logic("not", (self.negation(),))
            self.depth -= 1
            return node
        return self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        op = self.take(*_COMPARISONS)
        return left if op is None else Compare(op.text, left, self.sum())

    def sum(self) -> Node:
        node = self.product()
        while True:
            op = self.take("+", "-")
            if op is None:
                return node
            self.counted()
            node = Binary(op.text, node, self.product())

    def product(self) -> Node:
        node = self.implied()
        while True:
            op = self.take("*", "/")
            if op is not None:
                self.counted()
                node = Binary(op.text, node, self.implied(below=op.text == "/"))
            elif self.names is not None and self.token.kind == "name" and self.token.text in FUNCTIONS:
                self.implied_product = True
                node = Binary("*", node, self.signed())
            else:
                return node

    def implied(self, below: bool = False) -> Node:
        """Products without a sign bind tighter than ``/``; only students write them. ``a/b(c)`` is anyone's guess."""
        node = self.signed()
        while self.names is not None and self.starts_operand():
            if self.token.kind == "number":
                raise FormulaError(f"an operator is missing before {self.token.text!r}", self.token.column)
            if below and self.token.text == "(":
                message = "a parenthesis after a fraction can be read in two ways"
                raise FormulaError(message, self.token.column, "FMT_AMBIGUOUS_PRODUCT")
            self.implied_product = True
            self.counted()
            node = Binary("*", node, self.power())
        return node

    def starts_operand(self) -> bool:
        token = self.token
        if token.kind == "name":
            return token.text not in FUNCTIONS and token.text not in _WORDS
        return token.kind == "number" or (token.kind == "op" and token.text == "(")

    def signed(self) -> Node:
        """A sign, then a power: ``-x^2`` is ``-(x^2)``."""
        op = self.take("-", "+")
        if op is None:
            return self.power()
        self.deeper(op)
        operand = self.signed()
        self.depth -= 1
        return operand if op.text == "+" else Negate(operand)

    def power(self) -> Node:
        base = self.atom()
        op = self.take("^", "**")
        if op is None:
            return base
        self.deeper(op)
        exponent = self.signed()
        self.depth -= 1
        return Binary("^", base, exponent)

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.at += 1
            return self.quantity(token)
        if token.kind == "name" and token.text not in _WORDS:
            self.at += 1
            return self.symbol(token)
        if self.take("("):
            return self.parenthesis(token)
        found = repr(token.text) if token.text else "the end"
        raise FormulaError(f"a number, a symbol or '(' is missing before {found}", token.column)

    def quantity(self, number: _Token) -> Node:
        token = self.token
        if not 1e-300 < float(number.text) < 1e300 and float(number.text) != 0:
            raise FormulaError(f"the number {number.text[:20]} is out of range", number.column)
        if self.names is not None:
            return Number(number.text)
        if token.kind == "unit":
            self.at += 1
            return Quantity(number.text, token.text[1:-1].strip())
        if token.kind == "name" and token.text not in _WORDS:
            self.at += 1
            return Quantity(number.text, token.text)
        return Number(number.text)

    def symbol(self, token: _Token) -> Node:
        if token.text == "log" and (self.names is None or "log" not in self.names):
            raise FormulaError("'log' means different things in different courses: write ln or log10",
                               token.column, "FMT_AMBIGUOUS_LOG")  # fmt: skip
        if token.text in FUNCTIONS:
            return self.call(token)
        if self.names is not None and token.text not in self.names:
            known = ", ".join(sorted(self.names))
            raise FormulaError(f"unknown name {token.text!r}; the names here are {known}",
                               token.column, "FMT_UNKNOWN_NAME")  # fmt: skip
        return Name(token.text)

    def call(self, token: _Token) -> Node:
        function, count = token.text, FUNCTIONS[token.text]
        if not self.take("("):
            if self.names is None or count != 1:
                raise FormulaError(f"{function} needs parentheses: {function}(...)", token.column)
            argument = self.atom_alone(function)
            return Call(function, (argument,))
        self.deeper(token)
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.expect(")", f"{function}( is not closed")
        self.depth -= 1
        if len(arguments) != count:
            raise FormulaError(f"{function} takes {count} value{'s' if count > 1 else ''}, not {len(arguments)}",
                               token.column)  # fmt: skip
        return Call(function, tuple(arguments))

    def atom_alone(self, function: str) -> Node:
        """``ln x`` is clear; what ``ln o/i`` means is not."""
        token = self.token
        self.deeper(token)
        argument = self.atom()
        self.depth -= 1
        if self.starts_operand() or self.token.text in ("*", "/", "^", "**"):
            raise FormulaError(f"put what {function} is taken of in parentheses: {function}(...)", token.column)
        return argument

    def parenthesis(self, opening: _Token) -> Node:
        self.deeper(opening)
        node = self.condition() if self.names is None else self.sum()
        self.expect(")", "'(' is not closed")
        self.depth -= 1
        return node

    def counted(self) -> None:
        self.size += 1
        if self.size > MAX_SIZE:
            raise FormulaError(f"more than {MAX_SIZE} operations", self.token.column, "FMT_TOO_LONG")

    def deeper(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(f"more than {MAX_DEPTH} levels of nesting", token.column, "FMT_TOO_LONG")


def _split(token: _Token, names: FrozenSet[str]) -> List[_Token]:
    """Cut ``RT`` into ``R`` and ``T`` where the whole is no name but its pieces are (longest first)."""
    if token.kind != "name" or token.text in names or token.text in FUNCTIONS or token.text == "log":
        return [token]
    words = names.union(FUNCTIONS, ("log",))
    pieces: List[_Token] = []
    at = 0
    while at < len(token.text):
        sizes = range(len(token.text) - at, 0, -1)
        size = next((size for size in sizes if token.text[at : at + size] in words), 0)
        if size == 0:
            return [token]
        pieces.append(_Token("name", token.text[at : at + size], token.column + at))
        at += size
    return pieces


_LEVEL = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "negate": 7, "^": 8, "atom": 9}


def level(node: Node) -> int:
    """Tell how tightly a node's own sign binds (larger is tighter); printers set parentheses by it."""
    if isinstance(node, Logic):
        return _LEVEL[node.op]
    if isinstance(node, Compare):
        return _LEVEL["compare"]
    if isinstance(node, Binary):
        return _LEVEL[node.op]
    return _LEVEL["negate"] if isinstance(node, Negate) else _LEVEL["atom"]


def write(node: Node) -> str:
    """Print a tree as text that ``parse`` reads back to the same tree."""
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Quantity):
        return f"{node.text} [{node.unit}]"
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Call):
        return f"{node.function}({', '.join(_wrapped(argument, _LEVEL['+']) for argument in node.arguments)})"
    own = level(node)
    if isinstance(node, Negate):
        return "-" + _wrapped(node.operand, own)
    if isinstance(node, Binary):
        if node.op == "^":
            sign, exponent = ("-", node.right.operand) if isinstance(node.right, Negate) else ("", node.right)
            return f"{_wrapped(node.left, own + 1)}^{sign}{_wrapped(exponent, own)}"
        space = " " if own == _LEVEL["+"] else ""
        return f"{_wrapped(node.left, own)}{space}{node.op}{space}{_wrapped(node.right, own + 1)}"
    if isinstance(node, Compare):
        return f"{_wrapped(node.left, own + 1)} {node.op} {_wrapped(node.right, own + 1)}"
    if node.op == "not":
        return f"not {_wrapped(node.operands[0], own)}"
    return f" {node.op} ".join(_wrapped(operand, own + 1) for operand in node.operands)


def _wrapped(node: Node, least: int) -> str:
    return write(node) if level(node) >= least else f"({write(node)})"
