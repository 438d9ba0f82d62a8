"""Compile nodes for one format once, fill them for every variant: (Node, ...) -> Pattern -> str."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

from problemgen.errors import ProblemgenError
from problemgen.frozen import frozen
from problemgen.markup.dialect import Dialect, Mode
from problemgen.markup.formats import DIALECTS
from problemgen.markup.nodes import (
    BLOCKS,
    Block,
    BulletList,
    Code,
    DisplayMath,
    Emphasis,
    Inline,
    LineBreak,
    Math,
    Node,
    NumberedList,
    Paragraph,
    Slot,
    Strong,
    Table,
    Text,
)
from problemgen.markup.numerals import show
from problemgen.markup.prose import FIRST_PRIVATE
from problemgen.maths import mathtree
from problemgen.maths.numbers import Printed

MAX_DEPTH = 8  # of texts within texts
KEPT = 512  # printed numbers remembered for each kind of place


@frozen
class Fragment:
    """Words or a formula that fill a slot; read once, they may hold slots themselves."""

    nodes: tuple[Inline, ...]
    _patterns: dict[tuple[str, str], Pattern] = field(default_factory=dict, compare=False, repr=False)


Value = Printed | Fragment
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Hole:
    """A slot in a pattern: what fills it, and how it prints there."""

    name: str
    format: str
    mode: str
    style: str
    number: Callable[[Printed], str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", _number_printer(self.format, self.mode, self.style))

    def __reduce__(self) -> tuple[object, ...]:  # a worker makes printers of its own
        return Hole, (self.name, self.format, self.mode, self.style)


@frozen
class Pattern:
    """Text of one format with holes: ``texts`` is always one longer than ``holes``."""

    format: str
    texts: tuple[str, ...]
    holes: tuple[Hole, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The slots that must have a value."""
        return tuple(dict.fromkeys(hole.name for hole in self.holes))


def pattern(nodes: tuple[Node, ...], format: str) -> Pattern:
    """Compile blocks, or the inline nodes of one line, for a format: md, tex, typ, html or text.

    >>> from problemgen.markup.prose import parse_inline
    >>> from problemgen.errors import Place
    >>> asked = pattern(parse_inline("$V_m$ is {{ V_m }} at {{ T }}.", Place("x.yaml")), "md")
    >>> fill(asked, {"V_m": Printed("-65", "mV"), "T": Printed("37", "degC")})
    '$V_m$ is −65\\xa0mV at 37\\xa0°C.'
    """
    dialect = DIALECTS[format]
    return _compiled(dialect, lambda printer: printer.nodes(nodes))


def fill(pattern: Pattern, values: Values) -> str:
    """Put values in the holes of a pattern. Raises ProblemgenError where one is missing or does not fit."""
    return _filled(pattern, values, 0)


def text_of(text: str) -> Fragment:
    """Make a value of plain words."""
    return Fragment((Text(text),))


def _filled(pattern: Pattern, values: Values, depth: int) -> str:
    texts = pattern.texts
    out = [texts[0]]
    for at, hole in enumerate(pattern.holes, 1):
        out.append(filled_hole(hole, values, depth))
        out.append(texts[at])
    return "".join(out)


def filled_hole(hole: Hole, values: Values, depth: int = 0) -> str:
    """Print what fills one hole. Raises ProblemgenError where it is missing or does not fit."""
    value = values.get(hole.name)
    if type(value) is Printed:
        return hole.number(value)
    return _fragment(hole, value, values, depth)


def _fragment(hole: Hole, value: Value | None, values: Values, depth: int) -> str:
    if value is None:
        raise ProblemgenError(f"no value for the slot {hole.name!r}")
    if not isinstance(value, Fragment):
        raise ProblemgenError(f"the slot {hole.name!r} takes a number or words, not {type(value).__name__}")
    if hole.style not in ("", "paren", "power", "over"):
        raise ProblemgenError(f"{hole.name!r} holds words; the style {hole.style!r} is for numbers")
    if depth >= MAX_DEPTH:
        raise ProblemgenError(f"{hole.name!r} holds itself, or texts are nested more than {MAX_DEPTH} deep")
    return _filled(fragment_pattern(value, hole), values, depth + 1)


def fragment_pattern(value: Fragment, hole: Hole) -> Pattern:
    """Compile the words that fill a hole, once for each kind of place."""
    compiled = value._patterns.get((hole.format, hole.mode))
    if compiled is None:
        compiled = _compiled(DIALECTS[hole.format], lambda printer: printer.fragment(value, hole))
        value._patterns[hole.format, hole.mode] = compiled
    return compiled


@cache
def _number_printer(format: str, mode: str, style: str) -> Callable[[Printed], str]:
    """Make the function that prints numbers at one kind of place; it remembers what it printed."""
    return lru_cache(maxsize=KEPT)(partial(show, style=style, numerals=DIALECTS[format].modes[mode].numerals))


_MARK = re.compile("[\ue000-\uf8ff]")


def _compiled(dialect: Dialect, printed: Callable[[_Printer], str]) -> Pattern:
    printer = _Printer(dialect)
    text = printed(printer)
    holes = tuple(printer.holes[ord(mark) - FIRST_PRIVATE] for mark in _MARK.findall(text))
    return Pattern(dialect.name, tuple(_MARK.split(text)), holes)


class _Printer:
    """Prints nodes in one dialect; each slot leaves a private-use character and a hole."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.holes: list[Hole] = []

    def mark(self, slot: mathtree.Slot | Slot, mode: str) -> str:
        self.holes.append(Hole(slot.name, self.dialect.name, mode, slot.style))
        return chr(FIRST_PRIVATE + len(self.holes) - 1)

    def nodes(self, nodes: tuple[Node, ...]) -> str:
        if nodes and isinstance(nodes[0], BLOCKS):
            return self.dialect.blocks([self.block(node) for node in nodes])  # type: ignore[arg-type]
        return self.dialect.line(self.inlines(nodes))  # type: ignore[arg-type]

    def fragment(self, value: Fragment, hole: Hole) -> str:
        """Print words where a slot stands; within maths they must be a formula or plain words."""
        if hole.mode == "text":
            return self.inlines(value.nodes)
        mode = self.dialect.modes[hole.mode]
        texts = [node for node in value.nodes if isinstance(node, Text)]
        if len(texts) == len(value.nodes):
            return mode.text("".join(node.text for node in texts))
        if len(value.nodes) == 1 and isinstance(value.nodes[0], Math):
            return mode.math(value.nodes[0].tree, self.mark)
        raise ProblemgenError(f"{hole.name!r} stands in a formula: it must be one formula or plain words")

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return self.dialect.paragraph(self.dialect.line(self.inlines(children)))
            case DisplayMath(tree):
                return self.dialect.display(tree, self.mark)
            case BulletList(items):
                return self.dialect.items([self.item(item) for item in items], None)
            case NumberedList(items, start):
                return self.dialect.items([self.item(item) for item in items], start)
            case Table(head, rows, align):
                return self.dialect.table(self.cells(head), [self.cells(line) for line in rows], align)

    def item(self, item: tuple[Block, ...]) -> str:
        if len(item) == 1 and isinstance(item[0], Paragraph):
            return self.dialect.line(self.inlines(item[0].children))
        return self.nodes(item)

    def cells(self, line: tuple[tuple[Inline, ...], ...]) -> list[str]:
        return [self.dialect.cell(self.inlines(cell)) for cell in line]

    def inlines(self, nodes: tuple[Inline, ...]) -> str:
        return "".join(map(self.inline, nodes))

    def inline(self, node: Inline) -> str:
        dialect = self.dialect
        text: Mode = dialect.modes["text"]
        match node:
            case Text(words):
                return text.text(words)
            case Strong(children):
                return dialect.strong(self.inlines(children))
            case Emphasis(children):
                return dialect.emphasis(self.inlines(children))
            case Code(words):
                return dialect.code(words)
            case Math(tree):
                return text.math(tree, self.mark)
            case Slot():
                return self.mark(node, "text")
            case LineBreak():
                return dialect.line_break
