"""What one output format must say to print nodes: a record of small functions, one record a format."""

from __future__ import annotations

from collections.abc import Callable

from problemgen.frozen import frozen
from problemgen.markup.nodes import Align
from problemgen.markup.numerals import Numerals
from problemgen.maths import mathtree

Mark = Callable[[mathtree.Slot, str], str]  # slot and mode -> the mark that stands for it in printed text


@frozen
class Mode:
    """How a slot is filled at one kind of place: in text, in maths, in words to be said ..."""

    numerals: Numerals
    text: Callable[[str], str]  # plain words at this place
    math: Callable[[mathtree.Math, Mark], str]  # a formula at this place


@frozen
class Dialect:
    """One format. Each function takes printed pieces and gives printed text."""

    name: str
    modes: dict[str, Mode]  # 'text' and 'math', and those that its printers of maths ask for
    strong: Callable[[str], str]
    emphasis: Callable[[str], str]
    code: Callable[[str], str]  # takes the words as they are
    line_break: str
    display: Callable[[mathtree.Math, Mark], str]
    paragraph: Callable[[str], str]
    items: Callable[[list[str], int | None], str]  # printed items, number of the first (None: dots)
    table: Callable[[list[str], list[list[str]], tuple[Align, ...]], str]
    line: Callable[[str], str] = str  # makes a printed line fit to stand at the start of a line
    blocks: Callable[[list[str]], str] = "\n\n".join
    cell: Callable[[str], str] = str  # makes a printed cell fit in a table
