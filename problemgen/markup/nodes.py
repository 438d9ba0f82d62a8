"""What a text is made of once it has been read: paragraphs, lists, tables, maths, and slots for what varies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from problemgen.frozen import frozen
from problemgen.maths import mathtree


@frozen
class Text:
    """Plain words, without markup."""

    text: str


@frozen
class Strong:
    """Bold words."""

    children: tuple[Inline, ...]


@frozen
class Emphasis:
    """Words in italics."""

    children: tuple[Inline, ...]


@frozen
class Code:
    """Words in a typewriter face, as they are."""

    text: str


@frozen
class Math:
    """A formula within a line."""

    tree: mathtree.Math


@frozen
class Slot:
    """A place that each variant fills; ``style`` says how ('' prints number and unit)."""

    name: str
    style: str = ""


@frozen
class LineBreak:
    """A new line within a paragraph."""


Inline = Text | Strong | Emphasis | Code | Math | Slot | LineBreak


@frozen
class Paragraph:
    """Running text."""

    children: tuple[Inline, ...]


@frozen
class DisplayMath:
    """A formula on a line of its own."""

    tree: mathtree.Math


@frozen
class BulletList:
    """A list with dots."""

    items: tuple[tuple[Block, ...], ...]


@frozen
class NumberedList:
    """A list with numbers."""

    items: tuple[tuple[Block, ...], ...]
    start: int = 1


Cell = tuple[Inline, ...]
Align = Literal["left", "center", "right"]


@frozen
class Table:
    """A table with one head line."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[Align, ...]


Block = Paragraph | DisplayMath | BulletList | NumberedList | Table
Node = Inline | Block
BLOCKS = (Paragraph, DisplayMath, BulletList, NumberedList, Table)


def children(node: Node) -> tuple[Node, ...]:
    """Give the nodes directly below a node, in reading order."""
    match node:
        case Strong(below) | Emphasis(below) | Paragraph(below):
            return below
        case BulletList(items) | NumberedList(items):
            return tuple(block for item in items for block in item)
        case Table(head, rows):
            return tuple(inline for line in (head, *rows) for cell in line for inline in cell)
    return ()


def slot_names(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """List the names of all slots in the order of their first appearance, those inside maths included.

    >>> slot_names((Text("At "), Slot("T"), Math(mathtree.Slot("V_m")), Slot("T", "value")))
    ('T', 'V_m')
    """
    return tuple(dict.fromkeys(_slot_names(nodes)))


def _slot_names(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Slot):
            yield node.name
        elif isinstance(node, (Math, DisplayMath)):
            yield from (slot.name for slot in mathtree.slots(node.tree))
        yield from _slot_names(children(node))


Prose = tuple[Block, ...]
Words = tuple[Inline, ...]
