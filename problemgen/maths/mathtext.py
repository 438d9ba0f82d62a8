r"""Read the maths of a text into a small tree: ``E_\mathrm{K} = \frac{RT}{zF}`` -> Math.

A closed subset of LaTeX: what is not in it is an error, never dropped. Sits beneath the printers
(``print_latex``, ``print_typst``, ``print_mathml``, ``print_plain``, ``print_speech``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from problemgen.maths.mathtree import (
    EMPTY,
    Bar,
    Fence,
    Fraction,
    Function,
    Math,
    Number,
    Root,
    Row,
    Script,
    Slot,
    Space,
    Symbol,
    Upright,
    row,
)
from problemgen.maths.symbols import COMMANDS, FUNCTIONS, GLYPHS, SPACES

MAX_DEPTH = 30  # nesting; keeps readers and printers far from Python's own limit
STYLES = ("value", "unit", "signed", "charge", "paren", "power")
MATH_STYLES = ("paren", "power")
SLOT = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:\|\s*(\w*)\s*)?\}\}", re.ASCII)


MAX_LENGTH = 1_000  # characters: more than three lines of a page; what is deeply nested takes longer than it is long


class MathError(ValueError):
    """Maths that cannot be read; ``column`` counts from 0."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def parse_math(text: str) -> Math:
    r"""Read maths in the supported subset of LaTeX. Raises MathError.

    >>> parse_math(r"E_\mathrm{K}")
    Script(base=Symbol(char='E'), below=Upright(text='K'), above=None)
    """
    tree = _Reader(text).whole()
    if len(text) > MAX_LENGTH:
        raise MathError(f"a formula in a text has {MAX_LENGTH} characters at most; this one has {len(text)}", 0)
    return tree


def slot(match: re.Match[str], column: int) -> Slot:
    """Make a slot from a match of SLOT; an unknown style is an error."""
    style = match[2]
    if style is not None and style not in STYLES:
        raise MathError(f"unknown style {style!r} of a slot; the styles are {', '.join(STYLES)}", column)
    return Slot(match[1], style or "")


_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\d+(?:\.\d+)?|\s+|.", re.DOTALL | re.ASCII)
_LETTER = re.compile(r"[A-Za-zα-ωϵϕΓΔΘΛΞΠΣΦΨΩ]")
_PLAIN = set("+/=<>()[]|,;:.!")
_ALIASES = {"-": "−", "−": "−", "µ": "μ", "*": "×"}
_ESCAPED = set("%&_#$ {}")
_FENCES = {"(", ")", "[", "]", "|", ".", "{", "}"}


class _Reader:
    """Reads one formula; ``upright`` is on inside \\mathrm."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.upright = False

    def peek(self) -> str:
        match = _TOKEN.match(self.text, self.at)
        return match[0] if match else ""

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def whole(self) -> Math:
        node = self.row(frozenset())
        if self.at < len(self.text):
            raise MathError("'}' closes nothing", self.at)
        if node == EMPTY:
            raise MathError("the formula is empty", 0)
        return node

    def row(self, ends: frozenset[str]) -> Math:
        items: list[Math] = []
        while True:
            self.skip()
            token = self.peek()
            if not token or token == "}" or token in ends:
                return row(*items) if items else EMPTY
            start = self.at
            items.append(self.scripted())
            if _runs_together(items):
                raise MathError(r"two numbers side by side would read as one; write \cdot, \times or \, between", start)

    def scripted(self) -> Math:
        base: Math = EMPTY if self.peek() in ("^", "_", "'") else self.atom()
        below: Math | None = None
        above: Math | None = None
        while True:
            self.skip()
            start, token = self.at, self.peek()
            if token == "_":
                if below is not None:
                    raise MathError("two subscripts on one symbol; set braces", start)
                self.at += 1
                below = self.argument("_")
            elif token == "^":
                if above is not None:
                    raise MathError("two superscripts on one symbol; set braces", start)
                self.at += 1
                above = self.argument("^")
            elif token == "'":
                self.at += 1
                above = row(*((above,) if above else ()), Symbol("′"))
            else:
                return _script(base, below, above)

    def argument(self, owner: str) -> Math:
        """Read what belongs to a command or a script: a group, or one symbol."""
        self.skip()
        token = self.peek()
        if not token or token in ("}", "^", "_"):
            raise MathError(f"something is missing after {owner}; write {owner}{{...}}", self.at)
        if token[0].isdigit():
            if len(token) > 1 and owner in "_^":  # TeX would raise the 1 of x^10 only
                raise MathError(f"set braces: {owner}{{{token}}}", self.at)
            self.at += 1
            return Number(token[0])
        return self.atom()

    def atom(self) -> Math:
        start, token = self.at, self.peek()
        if token == "{":
            return self.group(start)
        self.at += len(token)
        if token.startswith("\\"):
            return self.command(token, start)
        if token[0].isdigit():
            return Number(token)
        if _LETTER.fullmatch(token):
            return self.letters(token)
        if token in SPACES:
            return Space(SPACES[token])
        char = _ALIASES.get(token, token)
        if char in _PLAIN or (char in GLYPHS and char not in "{}%"):
            return Symbol(char)
        raise MathError(f"{token!r} is not supported in maths; {_SUPPORTED}", start)

    def letters(self, token: str) -> Math:
        if not self.upright:
            return Symbol(token)
        while (letter := self.peek()) and _LETTER.fullmatch(letter):
            token += letter
            self.at += 1
        return Upright(token)

    def group(self, start: int) -> Math:
        if self.text.startswith("{{", start) and not self.text.startswith("{{{", start):
            return self.slot(start)
        return self.deeper(start, self.braces)

    def braces(self) -> Math:
        start = self.at
        self.at += 1
        node = self.row(frozenset())
        if self.peek() != "}":
            raise MathError("'{' is not closed", start)
        self.at += 1
        return node

    def slot(self, start: int) -> Slot:
        match = SLOT.match(self.text, start)
        if match is None:
            raise MathError("'{{' opens a slot, {{ name }} or {{ name|style }}; write '{ {' for two groups", start)
        self.at = match.end()
        return slot(match, start)

    def deeper(self, start: int, read: Callable[[], Math]) -> Math:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise MathError(f"more than {MAX_DEPTH} levels of nesting", start)
        node = read()
        self.depth -= 1
        return node

    def command(self, token: str, start: int) -> Math:
        name = token[1:]
        if token in SPACES:
            return Space(SPACES[token])
        if token in COMMANDS:
            char = COMMANDS[token]
            return Upright(char) if self.upright and _LETTER.fullmatch(char) else Symbol(char)
        if name in FUNCTIONS:
            return Function(name)
        read = _COMMANDS.get(name)
        if read is None:
            raise MathError(f"{token} is not supported; {_SUPPORTED}", start)
        return self.deeper(start, lambda: read(self))

    def fraction(self, small: bool = False) -> Math:
        return Fraction(self.argument(r"\frac"), self.argument(r"\frac"), small)

    def roman(self) -> Math:
        before, self.upright = self.upright, True
        node = self.argument(r"\mathrm")
        self.upright = before
        return _joined(node)

    def words(self) -> Math:
        start = self.at
        if self.peek() != "{":
            raise MathError(r"\text needs braces: \text{...}", start)
        self.at += 1
        text = ""
        while (token := self.peek()) != "}":
            if not token or token in ("{", "$"):
                raise MathError(r"\text{...} holds plain words only; slots and formulas stand outside it", self.at)
            if token.startswith("\\") and token[1:] not in _ESCAPED:
                raise MathError(f"{token} is not supported in \\text; it holds plain words only", self.at)
            text += token[1:] if token.startswith("\\") else " " if token.isspace() else token
            self.at += len(token)
        self.at += 1
        return Upright(text)

    def fence(self) -> Math:
        start = self.at - len(r"\left")
        left = self.bracket(r"\left")
        body = self.row(frozenset({r"\right"}))
        if self.peek() != r"\right":
            raise MathError(r"\left without \right", start)
        self.at += len(r"\right")
        return Fence(left, body, self.bracket(r"\right"))

    def bracket(self, owner: str) -> str:
        self.skip()
        token = self.peek()
        char = COMMANDS.get(token, token)
        if char not in _FENCES or token in ("{", "}"):
            raise MathError(f"{owner} needs one of ( ) [ ] | . \\{{ \\}}", self.at)
        self.at += len(token)
        return "" if char == "." else char


def _runs_together(items: list[Math]) -> bool:
    """Tell ``5 140``: the last item starts with a number, and a number, or one and a point, stands before it."""
    new = _flat(items[-1])
    first = new[0].base if new and isinstance(new[0], Script) else new[0] if new else EMPTY
    if not isinstance(first, Number):
        return False
    before = (part for item in islice(reversed(items), 1, None) for part in reversed(_flat(item)))
    last = next(before, EMPTY)
    return isinstance(next(before, EMPTY) if last == Symbol(".") else last, Number)


def _flat(item: Math) -> tuple[Math, ...]:
    return item.items if isinstance(item, Row) else (item,)


def _script(base: Math, below: Math | None, above: Math | None) -> Math:
    if above == Symbol("°") and below is None:  # ^\\circ: the sign is raised by itself
        return row(base, above)
    return base if below is None and above is None else Script(base, below, above)


def _joined(node: Math) -> Math:
    """Make one text of neighbouring upright pieces: \\mathrm{CO2}."""
    items: list[Math] = []
    for item in node.items if isinstance(node, Row) else (node,):
        last = items[-1] if items else None
        if isinstance(item, Upright) and isinstance(last, Upright):
            items[-1] = Upright(last.text + item.text)
        else:
            items.append(item)
    return row(*items) if items else EMPTY


_COMMANDS: dict[str, Callable[[_Reader], Math]] = {
    "frac": _Reader.fraction,
    "tfrac": lambda reader: reader.fraction(True),
    "dfrac": _Reader.fraction,
    "sqrt": lambda reader: Root(reader.argument(r"\sqrt")),
    "mathrm": _Reader.roman,
    "text": _Reader.words,
    "left": _Reader.fence,
    "bar": lambda reader: Bar(reader.argument(r"\bar")),
    "overline": lambda reader: Bar(reader.argument(r"\overline")),
}
_SUPPORTED = (
    r"maths may use letters, digits, Greek, _ ^ \frac \sqrt \mathrm{} \text{} \left \right \bar \overline "
    r"\ln \log_{10} \exp \min \max \sum \cdot \times \pm \le \ge \ne \approx \to \infty \Delta \mu \degree \, \quad"
)
